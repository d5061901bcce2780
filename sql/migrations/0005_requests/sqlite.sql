-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What a person asks for and others may refuse: other contacts for an account whose own are
-- lost, or the opening of an account that facts alone do not open.

CREATE TABLE change_request (
    id            INTEGER PRIMARY KEY, -- what operators call it
    ref           CHAR(32) NOT NULL UNIQUE, -- the journey that made it: its repeat is recognised
    person_id     BIGINT NOT NULL REFERENCES person (id), -- about whose account
    open_person   BIGINT UNIQUE, -- the same while it is open or accepted, else NULL: one at a time
    kind          VARCHAR(16) NOT NULL, -- contact | opening
    state         VARCHAR(16) NOT NULL, -- open | accepted | declined | applied | opposed | refused | expired
    version       BIGINT NOT NULL, -- +1 at each change: who writes names the one it read
    email_digest  CHAR(64) NOT NULL, -- blind index of the new e-mail
    email_sealed  TEXT NOT NULL, -- the new e-mail, proved by a code
    phone_digest  CHAR(64) NOT NULL, -- blind index of the new mobile
    phone_sealed  TEXT NOT NULL, -- the new mobile, proved by a code
    lang          VARCHAR(8) NOT NULL, -- of whoever asked
    key_id        VARCHAR(16) NOT NULL, -- of the key behind digests and seals
    reminders     BIGINT NOT NULL, -- sent to those who may refuse
    letter_digest CHAR(64) UNIQUE, -- of the code in its letter, which is nowhere else; NULL: none
    letter_at     BIGINT NOT NULL, -- when the letter was exported
    hastened_by   VARCHAR(64) NOT NULL, -- the first operator of an early decision, '' if none
    apply_at      BIGINT NOT NULL, -- accepted: when it takes effect
    created_at    BIGINT NOT NULL, -- when it was made
    settled_at    BIGINT NOT NULL -- when it came to an end
);

CREATE INDEX change_request_state ON change_request (state, id);
