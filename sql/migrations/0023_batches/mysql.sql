-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Files of registrations that establishments send, and what became of their rows.

CREATE TABLE batch (
    id               BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of arrival',
    reference        CHAR(22) NOT NULL COMMENT 'random; what addresses show',
    establishment_id BIGINT NOT NULL COMMENT 'who sent it',
    officer_id       BIGINT NOT NULL COMMENT 'who of them; 0: it came through the API',
    kind             VARCHAR(16) NOT NULL COMMENT 'csv | ndjson',
    state            VARCHAR(16) NOT NULL COMMENT 'receiving | preview | queued | running | done | failed | abandoned',
    is_trial         BIGINT NOT NULL COMMENT '1: it is checked, and writes no registrations',
    row_count        BIGINT NOT NULL COMMENT 'rows of the file, empty ones excepted',
    accepted         BIGINT NOT NULL COMMENT 'rows that were worked off and are right',
    refused          BIGINT NOT NULL COMMENT 'rows that were worked off and have a fault',
    byte_count       BIGINT NOT NULL COMMENT 'of the body',
    key_id           VARCHAR(16) NOT NULL COMMENT 'of the key behind body_digest',
    body_digest      VARCHAR(64) NOT NULL COMMENT 'keyed, of the whole body; empty while it is received',
    idempotency_hash CHAR(64) NULL COMMENT 'of the idempotency key; NULL: none is kept',
    created_at       BIGINT NOT NULL COMMENT 'when it began to come',
    done_at          BIGINT NOT NULL COMMENT 'when its work ended, of a preview its check; 0: not yet',
    next_chunk       BIGINT NOT NULL COMMENT 'seq of the first chunk that is not worked off',
    lease_owner      VARCHAR(64) NOT NULL COMMENT 'who receives it or works on it; empty: nobody',
    lease_until      BIGINT NOT NULL COMMENT 'nobody else does before',
    turn_at          BIGINT NOT NULL COMMENT 'when it was last worked on: batches take turns',
    waits            BIGINT NULL COMMENT '1 while it waits for work or is worked on, else NULL',
    UNIQUE KEY batch_reference (reference),
    UNIQUE KEY batch_idempotency (establishment_id, idempotency_hash),
    KEY batch_establishment (establishment_id, id),
    KEY batch_turn (waits, turn_at, id),
    KEY batch_created (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE batch_chunk (
    batch_id       BIGINT NOT NULL COMMENT 'whose rows these are',
    seq            BIGINT NOT NULL COMMENT 'from 0, without gaps',
    content_sealed VARCHAR(16384) NOT NULL COMMENT 'whole rows as they were sent: core/batch/spool.h',
    at             BIGINT NOT NULL COMMENT 'when it was received',
    PRIMARY KEY (batch_id, seq),
    KEY batch_chunk_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE batch_fault (
    batch_id       BIGINT NOT NULL COMMENT 'whose row it is',
    line           BIGINT NOT NULL COMMENT 'of the file',
    row_key_sealed VARCHAR(512) NOT NULL COMMENT 'year and CINE as sent; empty: one of them is the fault',
    field          VARCHAR(32) NOT NULL COMMENT 'column of the first fault, or row',
    code           VARCHAR(32) NOT NULL COMMENT 'word of the fault',
    at             BIGINT NOT NULL COMMENT 'when it was found',
    PRIMARY KEY (batch_id, line),
    KEY batch_fault_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE batch_row (
    batch_id        BIGINT NOT NULL COMMENT 'whose row it is',
    line            BIGINT NOT NULL COMMENT 'of the file',
    content_digest  CHAR(64) NOT NULL COMMENT 'keyed, of year and CINE: one row of a batch may have it',
    registration_id BIGINT NOT NULL COMMENT 'what was written of it; 0: nothing, in a trial',
    at              BIGINT NOT NULL COMMENT 'when it was worked off',
    PRIMARY KEY (batch_id, line),
    UNIQUE KEY batch_row_content (batch_id, content_digest),
    KEY batch_row_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
