-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Who is a member, who has an account, and what counts once. A statement ends where a
-- line ends with a semicolon. Digests are 64 lower-case hex characters (core/digest.h),
-- "sealed" is text of core/seal.h, times are µs since 1970 UTC, 0 where there is none.

CREATE TABLE person (
    id              INTEGER PRIMARY KEY, -- never 0, which stands for nobody
    document_digest CHAR(64) NOT NULL UNIQUE, -- blind index of the document number
    record_sealed   TEXT NOT NULL, -- names, document, birth date: core/records.h
    key_id          VARCHAR(16) NOT NULL, -- of the key behind digest and seal
    updated_at      BIGINT NOT NULL -- by the import that wrote it last
);

CREATE TABLE membership (
    id                     INTEGER PRIMARY KEY, -- stable over imports
    person_id              BIGINT NOT NULL REFERENCES person (id), -- whose it is
    immatriculation_digest CHAR(64) NOT NULL UNIQUE, -- blind index; the key of imports
    scheme                 VARCHAR(16) NOT NULL, -- public | student
    status                 VARCHAR(16) NOT NULL, -- active | closed | deceased
    payment_mode           VARCHAR(16) NOT NULL, -- transfer | money_order | '' where unknown
    employee_digest        CHAR(64), -- keyed, bound to the person; NULL: an empty fact
    rib_digest             CHAR(64), -- of the last 8 digits; likewise
    civil_status_digest    CHAR(64), -- likewise
    rights_from            CHAR(10), -- ISO day coverage begins, NULL where unknown
    rights_to              CHAR(10), -- ISO day it ends, NULL where open
    record_sealed          TEXT NOT NULL, -- numbers, address, contacts on file: core/records.h
    key_id                 VARCHAR(16) NOT NULL, -- of the key behind digests and seal
    import_digest          CHAR(64) NOT NULL, -- of the imported row: equal means unchanged; '' never is
    updated_at             BIGINT NOT NULL -- by the import that wrote it last
);

CREATE INDEX membership_person ON membership (person_id);

CREATE TABLE account (
    id            INTEGER PRIMARY KEY, -- what sessions name
    person_id     BIGINT NOT NULL UNIQUE REFERENCES person (id), -- one account a person
    password_hash VARCHAR(255) NOT NULL, -- Argon2id, PHC string
    email_digest  CHAR(64) NOT NULL, -- blind index: one contact serves few accounts
    email_sealed  TEXT NOT NULL, -- as the member typed it
    phone_digest  CHAR(64) NOT NULL, -- blind index
    phone_sealed  TEXT NOT NULL, -- +212 and nine digits
    lang          VARCHAR(8) NOT NULL, -- fr | ar | en: of messages
    terms_version VARCHAR(32) NOT NULL, -- of the terms of use accepted
    terms_lang    VARCHAR(8) NOT NULL, -- in which they were read
    terms_at      BIGINT NOT NULL, -- when they were accepted
    journey_id    CHAR(32) NOT NULL UNIQUE, -- that created it: its repeated last step is recognised
    key_id        VARCHAR(16) NOT NULL, -- of the key behind digests and seals
    created_at    BIGINT NOT NULL, -- the account's birth
    signed_in_at  BIGINT NOT NULL -- last successful sign-in
);

CREATE INDEX account_email ON account (email_digest);
CREATE INDEX account_phone ON account (phone_digest);

CREATE TABLE session (
    token_digest  CHAR(64) NOT NULL PRIMARY KEY, -- the token itself is in the cookie alone
    account_id    BIGINT NOT NULL REFERENCES account (id), -- who signed in
    created_at    BIGINT NOT NULL, -- sessions end 8 h after it
    seen_at       BIGINT NOT NULL, -- and 15 min after it
    address_block VARCHAR(64) NOT NULL, -- where from: /24 or /56
    user_agent    VARCHAR(200) NOT NULL -- which browser, for the member's own list
) WITHOUT ROWID;

CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_seen ON session (seen_at);

CREATE TABLE challenge (
    journey_id         CHAR(32) NOT NULL, -- one live code a journey
    channel            VARCHAR(8) NOT NULL, -- and channel: email | sms
    destination_digest CHAR(64) NOT NULL, -- blind index of where it went
    serial             BIGINT NOT NULL, -- 1, 2, 3...: the code store's key includes it
    tries              BIGINT NOT NULL, -- wrong ones against this serial
    sent_count         BIGINT NOT NULL, -- codes sent to this destination in this journey
    sent_at            BIGINT NOT NULL, -- "send again" waits from here
    expires_at         BIGINT NOT NULL, -- of the code
    consumed_at        BIGINT NOT NULL, -- 0 while the code is unused
    PRIMARY KEY (journey_id, channel)
) WITHOUT ROWID;

CREATE INDEX challenge_expires ON challenge (expires_at);

CREATE TABLE counter (
    purpose   VARCHAR(32) NOT NULL, -- a use of core/throttle.h
    subject   CHAR(64) NOT NULL, -- digest of what is counted: person, block, journey…
    hits      BIGINT NOT NULL, -- in this window
    window_at BIGINT NOT NULL, -- when the window opened
    closes_at BIGINT NOT NULL, -- when it is over, and the row may go
    last_at   BIGINT NOT NULL, -- when hits was last raised
    PRIMARY KEY (purpose, subject)
) WITHOUT ROWID;

CREATE INDEX counter_closes ON counter (closes_at);

CREATE TABLE spent_token (
    digest     CHAR(64) NOT NULL PRIMARY KEY, -- of a captcha solution: counts once
    expires_at BIGINT NOT NULL -- after which the solution is worthless anyway
) WITHOUT ROWID;

CREATE INDEX spent_token_expires ON spent_token (expires_at);

CREATE TABLE outbox (
    id             INTEGER PRIMARY KEY, -- order of queueing
    message_id     CHAR(32) NOT NULL UNIQUE, -- stable over retries: the Message-ID
    channel        VARCHAR(8) NOT NULL, -- email | sms
    content_sealed TEXT NOT NULL, -- to, subject, text; '' once sent, dead or expired
    state          VARCHAR(8) NOT NULL, -- due | sent | dead | expired
    attempts       BIGINT NOT NULL, -- times it was leased
    owner          VARCHAR(64) NOT NULL, -- process that holds the lease, '' if none did
    lease_until    BIGINT NOT NULL, -- nobody else takes it before; 0: free
    due_at         BIGINT NOT NULL, -- not to be tried before
    created_at     BIGINT NOT NULL, -- when it was queued
    expires_at     BIGINT NOT NULL, -- blanked unsent past this; 0: keeps
    settled_at     BIGINT NOT NULL -- when state left due
);

CREATE INDEX outbox_due ON outbox (state, due_at, id);

CREATE TABLE import_member (
    run                    CHAR(32) NOT NULL, -- of one cnopsctl import
    immatriculation_digest CHAR(64) NOT NULL, -- a number stands once in a file
    line                   BIGINT NOT NULL, -- in the file; the last row of a person names them
    verdict                VARCHAR(16) NOT NULL, -- added | changed | unchanged (no more columns then)
    document_digest        CHAR(64), -- person.document_digest
    person_sealed          TEXT, -- person.record_sealed
    scheme                 VARCHAR(16), -- membership's columns, from here on
    status                 VARCHAR(16), -- as there
    payment_mode           VARCHAR(16), -- as there
    employee_digest        CHAR(64), -- as there
    rib_digest             CHAR(64), -- as there
    civil_status_digest    CHAR(64), -- as there
    rights_from            CHAR(10), -- as there
    rights_to              CHAR(10), -- as there
    record_sealed          TEXT, -- as there
    key_id                 VARCHAR(16), -- as there
    import_digest          CHAR(64), -- as there
    started_at             BIGINT NOT NULL, -- of the run: what a killed one left is dropped a day later
    PRIMARY KEY (run, immatriculation_digest)
);

CREATE INDEX import_member_document ON import_member (run, document_digest, line);
CREATE INDEX import_member_started ON import_member (started_at);
