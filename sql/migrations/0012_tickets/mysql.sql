-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What members ask of the insurer, and its answers.

CREATE TABLE ticket (
    id             BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of opening',
    reference      CHAR(10) NOT NULL COMMENT 'what people read and say',
    person_id      BIGINT NOT NULL COMMENT 'who asks',
    open_person    BIGINT NULL COMMENT 'the same while an answer or the person is awaited, else NULL',
    membership_id  BIGINT NOT NULL COMMENT 'which membership it is about; 0: none',
    kind           VARCHAR(16) NOT NULL COMMENT 'address | rectification | opposition | complaint | closing',
    state          VARCHAR(16) NOT NULL COMMENT 'open | more_asked | accepted | partly | refused | withdrawn',
    version        BIGINT NOT NULL COMMENT '+1 at each change: who writes names the one it read',
    payload_sealed VARCHAR(16384) NOT NULL COMMENT 'what is asked',
    answer_sealed  VARCHAR(16384) NULL COMMENT 'the reason of the latest decision',
    decided_on     CHAR(10) NULL COMMENT 'day of the latest decision, as the insurer writes it',
    opened_at      BIGINT NOT NULL COMMENT 'when it was asked',
    due_at         BIGINT NOT NULL COMMENT 'end of the day by which the insurer answers',
    decided_at     BIGINT NOT NULL COMMENT 'when the latest decision came here, or the person withdrew it; 0: neither',
    read_at        BIGINT NOT NULL COMMENT 'when the person first saw the latest decision; 0: not yet',
    UNIQUE KEY ticket_reference (reference),
    KEY ticket_person (person_id, id),
    KEY ticket_open (open_person, id),
    KEY ticket_state (state, id),
    CONSTRAINT ticket_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
