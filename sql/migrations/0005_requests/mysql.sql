-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What a person asks for and others may refuse: other contacts for an account whose own are
-- lost, or the opening of an account that facts alone do not open.

CREATE TABLE change_request (
    id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'what operators call it',
    ref           CHAR(32) NOT NULL COMMENT 'the journey that made it: its repeat is recognised',
    person_id     BIGINT NOT NULL COMMENT 'about whose account',
    open_person   BIGINT NULL COMMENT 'the same while it is open or accepted, else NULL: one at a time',
    kind          VARCHAR(16) NOT NULL COMMENT 'contact | opening',
    state         VARCHAR(16) NOT NULL COMMENT 'open | accepted | declined | applied | opposed | refused | expired',
    version       BIGINT NOT NULL COMMENT '+1 at each change: who writes names the one it read',
    email_digest  CHAR(64) NOT NULL COMMENT 'blind index of the new e-mail',
    email_sealed  VARCHAR(1024) NOT NULL COMMENT 'the new e-mail, proved by a code',
    phone_digest  CHAR(64) NOT NULL COMMENT 'blind index of the new mobile',
    phone_sealed  VARCHAR(1024) NOT NULL COMMENT 'the new mobile, proved by a code',
    lang          VARCHAR(8) NOT NULL COMMENT 'of whoever asked',
    key_id        VARCHAR(16) NOT NULL COMMENT 'of the key behind digests and seals',
    reminders     BIGINT NOT NULL COMMENT 'sent to those who may refuse',
    letter_digest CHAR(64) NULL COMMENT 'of the code in its letter, which is nowhere else; NULL: none',
    letter_at     BIGINT NOT NULL COMMENT 'when the letter was exported',
    hastened_by   VARCHAR(64) NOT NULL COMMENT 'the first operator of an early decision, empty if none',
    apply_at      BIGINT NOT NULL COMMENT 'accepted: when it takes effect',
    created_at    BIGINT NOT NULL COMMENT 'when it was made',
    settled_at    BIGINT NOT NULL COMMENT 'when it came to an end',
    UNIQUE KEY change_request_ref (ref),
    UNIQUE KEY change_request_open (open_person),
    UNIQUE KEY change_request_letter (letter_digest),
    KEY change_request_state (state, id),
    CONSTRAINT change_request_person FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
