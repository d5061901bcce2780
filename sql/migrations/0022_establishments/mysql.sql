-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Establishments (universities) that send registrations of students, the keys of their programs, and
-- the officers who send files by hand.

CREATE TABLE establishment (
    id          BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'in registrations and batches',
    code        VARCHAR(16) NOT NULL COMMENT 'by which operators name it',
    name        VARCHAR(960) NOT NULL COMMENT 'as people read it: UTF-8, escaped as in the query of an address',
    state       VARCHAR(16) NOT NULL COMMENT 'active | revoked',
    created_at  BIGINT NOT NULL COMMENT 'when it was added',
    webhook_url VARCHAR(512) NOT NULL COMMENT 'where the end of a batch is reported; empty: nowhere',
    day_rows    BIGINT NOT NULL COMMENT 'rows that it may send in a day; 0: as the setting says',
    UNIQUE KEY establishment_code (code)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE establishment_key (
    id               BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of making',
    establishment_id BIGINT NOT NULL COMMENT 'whose it is',
    key_digest       CHAR(64) NOT NULL COMMENT 'keyed, of the key that its programs send',
    key_id           VARCHAR(16) NOT NULL COMMENT 'of the key behind the digest',
    created_at       BIGINT NOT NULL COMMENT 'when it was made',
    ends_at          BIGINT NOT NULL COMMENT 'from when on it does not work; 0: no end is set',
    last_used_at     BIGINT NOT NULL COMMENT 'its latest use, to the minute; 0: never',
    UNIQUE KEY establishment_key_digest (key_digest),
    KEY establishment_key_of (establishment_id, id),
    KEY establishment_key_end (ends_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE establishment_officer (
    id               BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'in batches',
    establishment_id BIGINT NOT NULL COMMENT 'for which the officer acts',
    email_sealed     VARCHAR(1024) NOT NULL COMMENT 'address to which codes go',
    email_digest     CHAR(64) NOT NULL COMMENT 'keyed, of the address',
    added_at         BIGINT NOT NULL COMMENT 'when an operator added it, the last time',
    removed_at       BIGINT NOT NULL COMMENT 'when an operator removed it; 0: may act',
    UNIQUE KEY establishment_officer_email (establishment_id, email_digest),
    KEY establishment_officer_removed (removed_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE officer_session (
    token_digest     CHAR(64) NOT NULL PRIMARY KEY COMMENT 'keyed, of the cookie',
    establishment_id BIGINT NOT NULL COMMENT 'of the key that was typed',
    officer_id       BIGINT NOT NULL COMMENT 'who proved the address',
    created_at       BIGINT NOT NULL COMMENT 'when the code was typed',
    used_at          BIGINT NOT NULL COMMENT 'its latest use, to the minute',
    KEY officer_session_officer (officer_id),
    KEY officer_session_of (establishment_id),
    KEY officer_session_used (used_at)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
