-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Who is a member, who has an account, and what counts once. A statement ends where a
-- line ends with a semicolon. Digests are 64 lower-case hex characters (core/digest.h),
-- "sealed" is text of core/seal.h, times are µs since 1970 UTC, 0 where there is none.

CREATE TABLE person (
    id              BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'never 0, which stands for nobody',
    document_digest CHAR(64) NOT NULL UNIQUE COMMENT 'blind index of the document number',
    record_sealed   VARCHAR(4096) NOT NULL COMMENT 'names, document, birth date: core/records.h',
    key_id          VARCHAR(16) NOT NULL COMMENT 'of the key behind digest and seal',
    updated_at      BIGINT NOT NULL COMMENT 'by the import that wrote it last'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE membership (
    id                     BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'stable over imports',
    person_id              BIGINT NOT NULL COMMENT 'whose it is',
    immatriculation_digest CHAR(64) NOT NULL UNIQUE COMMENT 'blind index; the key of imports',
    scheme                 VARCHAR(16) NOT NULL COMMENT 'public | student',
    status                 VARCHAR(16) NOT NULL COMMENT 'active | closed | deceased',
    payment_mode           VARCHAR(16) NOT NULL COMMENT 'transfer | money_order | empty where unknown',
    employee_digest        CHAR(64) COMMENT 'keyed, bound to the person; NULL: an empty fact',
    rib_digest             CHAR(64) COMMENT 'of the last 8 digits; likewise',
    civil_status_digest    CHAR(64) COMMENT 'likewise',
    rights_from            CHAR(10) COMMENT 'ISO day coverage begins, NULL where unknown',
    rights_to              CHAR(10) COMMENT 'ISO day it ends, NULL where open',
    record_sealed          VARCHAR(8192) NOT NULL COMMENT 'numbers, address, contacts on file: core/records.h',
    key_id                 VARCHAR(16) NOT NULL COMMENT 'of the key behind digests and seal',
    import_digest          CHAR(64) NOT NULL COMMENT 'of the imported row: equal means unchanged; empty never is',
    updated_at             BIGINT NOT NULL COMMENT 'by the import that wrote it last',
    CONSTRAINT membership_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX membership_person ON membership (person_id);

CREATE TABLE account (
    id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'what sessions name',
    person_id     BIGINT NOT NULL UNIQUE COMMENT 'one account a person',
    password_hash VARCHAR(255) NOT NULL COMMENT 'Argon2id, PHC string',
    email_digest  CHAR(64) NOT NULL COMMENT 'blind index: one contact serves few accounts',
    email_sealed  VARCHAR(1024) NOT NULL COMMENT 'as the member typed it',
    phone_digest  CHAR(64) NOT NULL COMMENT 'blind index',
    phone_sealed  VARCHAR(256) NOT NULL COMMENT '+212 and nine digits',
    lang          VARCHAR(8) NOT NULL COMMENT 'fr | ar | en: of messages',
    terms_version VARCHAR(32) NOT NULL COMMENT 'of the terms of use accepted',
    terms_lang    VARCHAR(8) NOT NULL COMMENT 'in which they were read',
    terms_at      BIGINT NOT NULL COMMENT 'when they were accepted',
    journey_id    CHAR(32) NOT NULL UNIQUE COMMENT 'that created it: its repeated last step is recognised',
    key_id        VARCHAR(16) NOT NULL COMMENT 'of the key behind digests and seals',
    created_at    BIGINT NOT NULL COMMENT 'the account''s birth',
    signed_in_at  BIGINT NOT NULL COMMENT 'last successful sign-in',
    CONSTRAINT account_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX account_email ON account (email_digest);
CREATE INDEX account_phone ON account (phone_digest);

CREATE TABLE session (
    token_digest  CHAR(64) NOT NULL PRIMARY KEY COMMENT 'the token itself is in the cookie alone',
    account_id    BIGINT NOT NULL COMMENT 'who signed in',
    created_at    BIGINT NOT NULL COMMENT 'sessions end 8 h after it',
    seen_at       BIGINT NOT NULL COMMENT 'and 15 min after it',
    address_block VARCHAR(64) NOT NULL COMMENT 'where from: /24 or /56',
    user_agent    VARCHAR(200) CHARACTER SET utf8mb4 NOT NULL COMMENT 'which browser, for the member''s own list',
    CONSTRAINT session_account_id FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_seen ON session (seen_at);

CREATE TABLE challenge (
    journey_id         CHAR(32) NOT NULL COMMENT 'one live code a journey',
    channel            VARCHAR(8) NOT NULL COMMENT 'and channel: email | sms',
    destination_digest CHAR(64) NOT NULL COMMENT 'blind index of where it went',
    serial             BIGINT NOT NULL COMMENT '1, 2, 3...: the code store''s key includes it',
    tries              BIGINT NOT NULL COMMENT 'wrong ones against this serial',
    sent_count         BIGINT NOT NULL COMMENT 'codes sent to this destination in this journey',
    sent_at            BIGINT NOT NULL COMMENT '"send again" waits from here',
    expires_at         BIGINT NOT NULL COMMENT 'of the code',
    consumed_at        BIGINT NOT NULL COMMENT '0 while the code is unused',
    PRIMARY KEY (journey_id, channel)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX challenge_expires ON challenge (expires_at);

CREATE TABLE counter (
    purpose   VARCHAR(32) NOT NULL COMMENT 'a use of core/throttle.h',
    subject   CHAR(64) NOT NULL COMMENT 'digest of what is counted: person, block, journey…',
    hits      BIGINT NOT NULL COMMENT 'in this window',
    window_at BIGINT NOT NULL COMMENT 'when the window opened',
    closes_at BIGINT NOT NULL COMMENT 'when it is over, and the row may go',
    last_at   BIGINT NOT NULL COMMENT 'when hits was last raised',
    PRIMARY KEY (purpose, subject)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX counter_closes ON counter (closes_at);

CREATE TABLE spent_token (
    digest     CHAR(64) NOT NULL PRIMARY KEY COMMENT 'of a captcha solution: counts once',
    expires_at BIGINT NOT NULL COMMENT 'after which the solution is worthless anyway'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX spent_token_expires ON spent_token (expires_at);

CREATE TABLE outbox (
    id             BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of queueing',
    message_id     CHAR(32) NOT NULL UNIQUE COMMENT 'stable over retries: the Message-ID',
    channel        VARCHAR(8) NOT NULL COMMENT 'email | sms',
    content_sealed VARCHAR(16384) NOT NULL COMMENT 'to, subject, text; empty once sent, dead or expired',
    state          VARCHAR(8) NOT NULL COMMENT 'due | sent | dead | expired',
    attempts       BIGINT NOT NULL COMMENT 'times it was leased',
    owner          VARCHAR(64) NOT NULL COMMENT 'process that holds the lease, empty if none did',
    lease_until    BIGINT NOT NULL COMMENT 'nobody else takes it before; 0: free',
    due_at         BIGINT NOT NULL COMMENT 'not to be tried before',
    created_at     BIGINT NOT NULL COMMENT 'when it was queued',
    expires_at     BIGINT NOT NULL COMMENT 'blanked unsent past this; 0: keeps',
    settled_at     BIGINT NOT NULL COMMENT 'when state left due'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX outbox_due ON outbox (state, due_at, id);

CREATE TABLE import_member (
    run                    CHAR(32) NOT NULL COMMENT 'of one cnopsctl import',
    immatriculation_digest CHAR(64) NOT NULL COMMENT 'a number stands once in a file',
    line                   BIGINT NOT NULL COMMENT 'in the file; the last row of a person names them',
    verdict                VARCHAR(16) NOT NULL COMMENT 'added | changed | unchanged (no more columns then)',
    document_digest        CHAR(64) COMMENT 'person.document_digest',
    person_sealed          VARCHAR(4096) COMMENT 'person.record_sealed',
    scheme                 VARCHAR(16) COMMENT 'membership''s columns, from here on',
    status                 VARCHAR(16) COMMENT 'as there',
    payment_mode           VARCHAR(16) COMMENT 'as there',
    employee_digest        CHAR(64) COMMENT 'as there',
    rib_digest             CHAR(64) COMMENT 'as there',
    civil_status_digest    CHAR(64) COMMENT 'as there',
    rights_from            CHAR(10) COMMENT 'as there',
    rights_to              CHAR(10) COMMENT 'as there',
    record_sealed          VARCHAR(8192) COMMENT 'as there',
    key_id                 VARCHAR(16) COMMENT 'as there',
    import_digest          CHAR(64) COMMENT 'as there',
    started_at             BIGINT NOT NULL COMMENT 'of the run: what a killed one left is dropped a day later',
    PRIMARY KEY (run, immatriculation_digest)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE INDEX import_member_document ON import_member (run, document_digest, line);
CREATE INDEX import_member_started ON import_member (started_at);
