-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What an import says of persons and memberships is written beside what is shown, and
-- shown by raising one number: however long the file, nobody waits for it. A version is
-- shown if it is the newest not past import_state.generation; at rest there is one of each.

CREATE TABLE import_state (
    id               INTEGER PRIMARY KEY, -- 1: there is one row
    generation       BIGINT NOT NULL, -- what is shown
    run              CHAR(32) NOT NULL, -- the import at work, '' if none
    phase            VARCHAR(16) NOT NULL, -- idle | staging | switched: what a killed one left to do
    lease_until      BIGINT NOT NULL, -- nobody else imports before; 0: free
    first_person     BIGINT NOT NULL, -- ids from here on were given by run
    first_membership BIGINT NOT NULL -- likewise
);

INSERT INTO import_state VALUES (1, 1, '', 'idle', 0, 0, 0);

CREATE TABLE person_version (
    id            INTEGER PRIMARY KEY, -- of no meaning
    person_id     BIGINT NOT NULL REFERENCES person (id), -- whose it is
    since         BIGINT NOT NULL, -- generation that it came with
    record_sealed TEXT NOT NULL, -- names, document, birth date: core/records.h
    key_id        VARCHAR(16) NOT NULL, -- of the key behind the seal
    updated_at    BIGINT NOT NULL, -- by the import that wrote it
    UNIQUE (person_id, since)
);

INSERT INTO person_version (person_id, since, record_sealed, key_id, updated_at)
    SELECT id, 1, record_sealed, key_id, updated_at FROM person;

ALTER TABLE person DROP COLUMN record_sealed;
ALTER TABLE person DROP COLUMN updated_at;

CREATE TABLE membership_version (
    id                  INTEGER PRIMARY KEY, -- of no meaning
    membership_id       BIGINT NOT NULL REFERENCES membership_key (id), -- which it is of
    since               BIGINT NOT NULL, -- generation that it came with
    person_id           BIGINT NOT NULL REFERENCES person (id), -- whose it is
    scheme              VARCHAR(16) NOT NULL, -- public | student
    status              VARCHAR(16) NOT NULL, -- active | closed | deceased
    payment_mode        VARCHAR(16) NOT NULL, -- transfer | money_order | '' where unknown
    employee_digest     CHAR(64), -- keyed, bound to the person; NULL: an empty fact
    rib_digest          CHAR(64), -- of the last 8 digits; likewise
    civil_status_digest CHAR(64), -- likewise
    rights_from         CHAR(10), -- ISO day coverage begins, NULL where unknown
    rights_to           CHAR(10), -- ISO day it ends, NULL where open
    record_sealed       TEXT NOT NULL, -- numbers, address, contacts on file: core/records.h
    key_id              VARCHAR(16) NOT NULL, -- of the key behind digests and seal
    import_digest       CHAR(64) NOT NULL, -- of the imported row: equal means unchanged; '' never is
    updated_at          BIGINT NOT NULL, -- by the import that wrote it
    UNIQUE (membership_id, since)
);

CREATE INDEX membership_version_person ON membership_version (person_id);

INSERT INTO membership_version (membership_id, since, person_id, scheme, status, payment_mode,
        employee_digest, rib_digest, civil_status_digest, rights_from, rights_to, record_sealed,
        key_id, import_digest, updated_at)
    SELECT id, 1, person_id, scheme, status, payment_mode, employee_digest, rib_digest,
        civil_status_digest, rights_from, rights_to, record_sealed, key_id, import_digest,
        updated_at FROM membership ORDER BY id;

CREATE TABLE membership_key (
    id                     INTEGER PRIMARY KEY, -- stable over imports
    immatriculation_digest CHAR(64) NOT NULL UNIQUE, -- blind index; the key of imports
    key_id                 VARCHAR(16) NOT NULL -- of the key behind the digest
);

INSERT INTO membership_key SELECT id, immatriculation_digest, key_id FROM membership ORDER BY id;

DROP TABLE membership;
ALTER TABLE membership_key RENAME TO membership;

CREATE TABLE import_seen (
    membership_id INTEGER PRIMARY KEY -- a row of the file of the import at work had it
);

DROP TABLE import_member;
