-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Certificates that members have drawn, and the public halves of the keys that signed them. No file
-- of a certificate is kept: it is made again of its facts.

CREATE TABLE certificate (
    id            INTEGER PRIMARY KEY, -- order of issue
    code_digest   CHAR(64) NOT NULL UNIQUE, -- keyed, of the code that is typed
    key_id        VARCHAR(16) NOT NULL, -- of the key behind the digest
    number        BIGINT NOT NULL UNIQUE, -- random; in the list of revoked ones, and in the signed payload
    person_id     BIGINT NOT NULL REFERENCES person (id), -- whose it is
    membership_id BIGINT NOT NULL, -- which it is about
    kind          VARCHAR(16) NOT NULL, -- immatriculation | coverage | year
    academic_year BIGINT NOT NULL, -- its first year; 0: none
    renderer      BIGINT NOT NULL, -- version of what draws it
    facts_sealed  VARCHAR(8192) NOT NULL, -- all that is printed: core/certificate/certificate.h
    issued_at     BIGINT NOT NULL, -- when it was drawn
    expires_on    CHAR(10) NOT NULL, -- the last day on which it is valid
    revoked_at    BIGINT NOT NULL -- when it was revoked; 0: it is not
);
CREATE INDEX certificate_person ON certificate (person_id, id);
CREATE INDEX certificate_revoked ON certificate (revoked_at, id);
CREATE INDEX certificate_expiry ON certificate (expires_on, id);

CREATE TABLE signing_key (
    id         CHAR(8) NOT NULL PRIMARY KEY, -- hex: first bytes of the digest of the public key
    public_key CHAR(64) NOT NULL, -- hex, Ed25519
    since      BIGINT NOT NULL -- when it first signed
);
