-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What members ask of the insurer, and its answers.

CREATE TABLE ticket (
    id             INTEGER PRIMARY KEY, -- order of opening
    reference      CHAR(10) NOT NULL UNIQUE, -- what people read and say
    person_id      BIGINT NOT NULL REFERENCES person (id), -- who asks
    open_person    BIGINT, -- the same while an answer or the person is awaited, else NULL
    membership_id  BIGINT NOT NULL, -- which membership it is about; 0: none
    kind           VARCHAR(16) NOT NULL, -- address | rectification | opposition | complaint | closing
    state          VARCHAR(16) NOT NULL, -- open | more_asked | accepted | partly | refused | withdrawn
    version        BIGINT NOT NULL, -- +1 at each change: who writes names the one it read
    payload_sealed TEXT NOT NULL, -- what is asked
    answer_sealed  TEXT, -- the reason of the latest decision
    decided_on     CHAR(10), -- day of the latest decision, as the insurer writes it
    opened_at      BIGINT NOT NULL, -- when it was asked
    due_at         BIGINT NOT NULL, -- end of the day by which the insurer answers
    decided_at     BIGINT NOT NULL, -- when the latest decision came here, or the person withdrew it; 0: neither
    read_at        BIGINT NOT NULL -- when the person first saw the latest decision; 0: not yet
);

CREATE INDEX ticket_person ON ticket (person_id, id);
CREATE INDEX ticket_open ON ticket (open_person, id);
CREATE INDEX ticket_state ON ticket (state, id);
