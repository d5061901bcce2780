-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Files of registrations that establishments send, and what became of their rows.

CREATE TABLE batch (
    id               INTEGER PRIMARY KEY, -- order of arrival
    reference        CHAR(22) NOT NULL UNIQUE, -- random; what addresses show
    establishment_id BIGINT NOT NULL, -- who sent it
    officer_id       BIGINT NOT NULL, -- who of them; 0: it came through the API
    kind             VARCHAR(16) NOT NULL, -- csv | ndjson
    state            VARCHAR(16) NOT NULL, -- receiving | preview | queued | running | done | failed | abandoned
    is_trial         BIGINT NOT NULL, -- 1: it is checked, and writes no registrations
    row_count        BIGINT NOT NULL, -- rows of the file, empty ones excepted
    accepted         BIGINT NOT NULL, -- rows that were worked off and are right
    refused          BIGINT NOT NULL, -- rows that were worked off and have a fault
    byte_count       BIGINT NOT NULL, -- of the body
    key_id           VARCHAR(16) NOT NULL, -- of the key behind body_digest
    body_digest      VARCHAR(64) NOT NULL, -- keyed, of the whole body; empty while it is received
    idempotency_hash CHAR(64), -- of the idempotency key; NULL: none is kept
    created_at       BIGINT NOT NULL, -- when it began to come
    done_at          BIGINT NOT NULL, -- when its work ended, of a preview its check; 0: not yet
    next_chunk       BIGINT NOT NULL, -- seq of the first chunk that is not worked off
    lease_owner      VARCHAR(64) NOT NULL, -- who receives it or works on it; empty: nobody
    lease_until      BIGINT NOT NULL, -- nobody else does before
    turn_at          BIGINT NOT NULL, -- when it was last worked on: batches take turns
    waits            BIGINT -- 1 while it waits for work or is worked on, else NULL
);

CREATE UNIQUE INDEX batch_idempotency ON batch (establishment_id, idempotency_hash);
CREATE INDEX batch_establishment ON batch (establishment_id, id);
CREATE INDEX batch_turn ON batch (waits, turn_at, id);
CREATE INDEX batch_created ON batch (created_at);

CREATE TABLE batch_chunk (
    batch_id       BIGINT NOT NULL, -- whose rows these are
    seq            BIGINT NOT NULL, -- from 0, without gaps
    content_sealed TEXT NOT NULL, -- whole rows as they were sent: core/batch/spool.h
    at             BIGINT NOT NULL, -- when it was received
    PRIMARY KEY (batch_id, seq)
);

CREATE INDEX batch_chunk_at ON batch_chunk (at);

CREATE TABLE batch_fault (
    batch_id       BIGINT NOT NULL, -- whose row it is
    line           BIGINT NOT NULL, -- of the file
    row_key_sealed TEXT NOT NULL, -- year and CINE as sent; empty: one of them is the fault
    field          VARCHAR(32) NOT NULL, -- column of the first fault, or row
    code           VARCHAR(32) NOT NULL, -- word of the fault
    at             BIGINT NOT NULL, -- when it was found
    PRIMARY KEY (batch_id, line)
);

CREATE INDEX batch_fault_at ON batch_fault (at);

CREATE TABLE batch_row (
    batch_id        BIGINT NOT NULL, -- whose row it is
    line            BIGINT NOT NULL, -- of the file
    content_digest  CHAR(64) NOT NULL, -- keyed, of year and CINE: one row of a batch may have it
    registration_id BIGINT NOT NULL, -- what was written of it; 0: nothing, in a trial
    at              BIGINT NOT NULL, -- when it was worked off
    PRIMARY KEY (batch_id, line)
);

CREATE UNIQUE INDEX batch_row_content ON batch_row (batch_id, content_digest);
CREATE INDEX batch_row_at ON batch_row (at);
