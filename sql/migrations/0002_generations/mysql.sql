-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What an import says of persons and memberships is written beside what is shown, and
-- shown by raising one number: however long the file, nobody waits for it. A version is
-- shown if it is the newest not past import_state.generation; at rest there is one of each.

CREATE TABLE import_state (
    id               BIGINT NOT NULL PRIMARY KEY COMMENT '1: there is one row',
    generation       BIGINT NOT NULL COMMENT 'what is shown',
    run              CHAR(32) NOT NULL COMMENT 'the import at work, empty if none',
    phase            VARCHAR(16) NOT NULL COMMENT 'idle | staging | switched: what a killed one left to do',
    lease_until      BIGINT NOT NULL COMMENT 'nobody else imports before; 0: free',
    first_person     BIGINT NOT NULL COMMENT 'ids from here on were given by run',
    first_membership BIGINT NOT NULL COMMENT 'likewise'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

INSERT INTO import_state VALUES (1, 1, '', 'idle', 0, 0, 0);

CREATE TABLE person_version (
    id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'of no meaning',
    person_id     BIGINT NOT NULL COMMENT 'whose it is',
    since         BIGINT NOT NULL COMMENT 'generation that it came with',
    record_sealed VARCHAR(4096) NOT NULL COMMENT 'names, document, birth date: core/records.h',
    key_id        VARCHAR(16) NOT NULL COMMENT 'of the key behind the seal',
    updated_at    BIGINT NOT NULL COMMENT 'by the import that wrote it',
    UNIQUE KEY person_version_since (person_id, since),
    CONSTRAINT person_version_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

INSERT INTO person_version (person_id, since, record_sealed, key_id, updated_at)
    SELECT id, 1, record_sealed, key_id, updated_at FROM person;

ALTER TABLE person DROP COLUMN record_sealed, DROP COLUMN updated_at;

CREATE TABLE membership_version (
    id                  BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'of no meaning',
    membership_id       BIGINT NOT NULL COMMENT 'which it is of',
    since               BIGINT NOT NULL COMMENT 'generation that it came with',
    person_id           BIGINT NOT NULL COMMENT 'whose it is',
    scheme              VARCHAR(16) NOT NULL COMMENT 'public | student',
    status              VARCHAR(16) NOT NULL COMMENT 'active | closed | deceased',
    payment_mode        VARCHAR(16) NOT NULL COMMENT 'transfer | money_order | empty where unknown',
    employee_digest     CHAR(64) COMMENT 'keyed, bound to the person; NULL: an empty fact',
    rib_digest          CHAR(64) COMMENT 'of the last 8 digits; likewise',
    civil_status_digest CHAR(64) COMMENT 'likewise',
    rights_from         CHAR(10) COMMENT 'ISO day coverage begins, NULL where unknown',
    rights_to           CHAR(10) COMMENT 'ISO day it ends, NULL where open',
    record_sealed       VARCHAR(8192) NOT NULL COMMENT 'numbers, address, contacts on file: core/records.h',
    key_id              VARCHAR(16) NOT NULL COMMENT 'of the key behind digests and seal',
    import_digest       CHAR(64) NOT NULL COMMENT 'of the imported row: equal means unchanged; empty never is',
    updated_at          BIGINT NOT NULL COMMENT 'by the import that wrote it',
    UNIQUE KEY membership_version_since (membership_id, since),
    CONSTRAINT membership_version_membership_id FOREIGN KEY (membership_id) REFERENCES membership (id),
    CONSTRAINT membership_version_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

INSERT INTO membership_version (membership_id, since, person_id, scheme, status, payment_mode,
        employee_digest, rib_digest, civil_status_digest, rights_from, rights_to, record_sealed,
        key_id, import_digest, updated_at)
    SELECT id, 1, person_id, scheme, status, payment_mode, employee_digest, rib_digest,
        civil_status_digest, rights_from, rights_to, record_sealed, key_id, import_digest,
        updated_at FROM membership ORDER BY id;

ALTER TABLE membership DROP FOREIGN KEY membership_person_id;
ALTER TABLE membership DROP INDEX membership_person, DROP COLUMN person_id, DROP COLUMN scheme,
    DROP COLUMN status, DROP COLUMN payment_mode, DROP COLUMN employee_digest,
    DROP COLUMN rib_digest, DROP COLUMN civil_status_digest, DROP COLUMN rights_from,
    DROP COLUMN rights_to, DROP COLUMN record_sealed, DROP COLUMN import_digest,
    DROP COLUMN updated_at;

CREATE TABLE import_seen (
    membership_id BIGINT NOT NULL PRIMARY KEY COMMENT 'a row of the file of the import at work had it'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

DROP TABLE import_member;
