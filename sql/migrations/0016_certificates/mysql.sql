-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Certificates that members have drawn, and the public halves of the keys that signed them. No file
-- of a certificate is kept: it is made again of its facts.

CREATE TABLE certificate (
    id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of issue',
    code_digest   CHAR(64) NOT NULL COMMENT 'keyed, of the code that is typed',
    key_id        VARCHAR(16) NOT NULL COMMENT 'of the key behind the digest',
    number        BIGINT NOT NULL COMMENT 'random; in the list of revoked ones, and in the signed payload',
    person_id     BIGINT NOT NULL COMMENT 'whose it is',
    membership_id BIGINT NOT NULL COMMENT 'which it is about',
    kind          VARCHAR(16) NOT NULL COMMENT 'immatriculation | coverage | year',
    academic_year BIGINT NOT NULL COMMENT 'its first year; 0: none',
    renderer      BIGINT NOT NULL COMMENT 'version of what draws it',
    facts_sealed  VARCHAR(8192) NOT NULL COMMENT 'all that is printed: core/certificate/certificate.h',
    issued_at     BIGINT NOT NULL COMMENT 'when it was drawn',
    expires_on    CHAR(10) NOT NULL COMMENT 'the last day on which it is valid',
    revoked_at    BIGINT NOT NULL COMMENT 'when it was revoked; 0: it is not',
    UNIQUE KEY certificate_code (code_digest),
    UNIQUE KEY certificate_number (number),
    KEY certificate_person (person_id, id),
    KEY certificate_revoked (revoked_at, id),
    KEY certificate_expiry (expires_on, id),
    CONSTRAINT certificate_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE signing_key (
    id         CHAR(8) NOT NULL PRIMARY KEY COMMENT 'hex: first bytes of the digest of the public key',
    public_key CHAR(64) NOT NULL COMMENT 'hex, Ed25519',
    since      BIGINT NOT NULL COMMENT 'when it first signed'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
