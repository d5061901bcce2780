-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Establishments (universities) that send registrations of students, the keys of their programs, and
-- the officers who send files by hand.

CREATE TABLE establishment (
    id          INTEGER PRIMARY KEY, -- in registrations and batches
    code        VARCHAR(16) NOT NULL UNIQUE, -- by which operators name it
    name        VARCHAR(960) NOT NULL, -- as people read it: UTF-8, escaped as in the query of an address
    state       VARCHAR(16) NOT NULL, -- active | revoked
    created_at  BIGINT NOT NULL, -- when it was added
    webhook_url VARCHAR(512) NOT NULL, -- where the end of a batch is reported; empty: nowhere
    day_rows    BIGINT NOT NULL -- rows that it may send in a day; 0: as the setting says
);

CREATE TABLE establishment_key (
    id               INTEGER PRIMARY KEY, -- order of making
    establishment_id BIGINT NOT NULL, -- whose it is
    key_digest       CHAR(64) NOT NULL UNIQUE, -- keyed, of the key that its programs send
    key_id           VARCHAR(16) NOT NULL, -- of the key behind the digest
    created_at       BIGINT NOT NULL, -- when it was made
    ends_at          BIGINT NOT NULL, -- from when on it does not work; 0: no end is set
    last_used_at     BIGINT NOT NULL -- its latest use, to the minute; 0: never
);
CREATE INDEX establishment_key_of ON establishment_key (establishment_id, id);
CREATE INDEX establishment_key_end ON establishment_key (ends_at, id);

CREATE TABLE establishment_officer (
    id               INTEGER PRIMARY KEY, -- in batches
    establishment_id BIGINT NOT NULL, -- for which the officer acts
    email_sealed     VARCHAR(1024) NOT NULL, -- address to which codes go
    email_digest     CHAR(64) NOT NULL, -- keyed, of the address
    added_at         BIGINT NOT NULL, -- when an operator added it, the last time
    removed_at       BIGINT NOT NULL, -- when an operator removed it; 0: may act
    UNIQUE (establishment_id, email_digest)
);
CREATE INDEX establishment_officer_removed ON establishment_officer (removed_at, id);

CREATE TABLE officer_session (
    token_digest     CHAR(64) NOT NULL PRIMARY KEY, -- keyed, of the cookie
    establishment_id BIGINT NOT NULL, -- of the key that was typed
    officer_id       BIGINT NOT NULL, -- who proved the address
    created_at       BIGINT NOT NULL, -- when the code was typed
    used_at          BIGINT NOT NULL -- its latest use, to the minute
);
CREATE INDEX officer_session_officer ON officer_session (officer_id);
CREATE INDEX officer_session_of ON officer_session (establishment_id);
CREATE INDEX officer_session_used ON officer_session (used_at);
