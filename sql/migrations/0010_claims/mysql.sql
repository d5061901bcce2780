-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Claims of memberships. An import writes versions beside what is shown, and shows all of them by
-- raising claim_state.generation: a version is shown from the generation since on, and from the
-- generation until on it is not. At rest there is one version of each claim and of each total.
--
-- membership_id is no foreign key: a membership that was shown once is never deleted by imports, and
-- the check would cost a look-up for each of millions of rows.

CREATE TABLE claim_state (
    id          BIGINT NOT NULL PRIMARY KEY COMMENT '1: there is one row',
    generation  BIGINT NOT NULL COMMENT 'what is shown',
    run         CHAR(32) NOT NULL COMMENT 'the import at work, empty if none',
    phase       VARCHAR(16) NOT NULL COMMENT 'idle | staging | switched: what a killed one left to do',
    lease_until BIGINT NOT NULL COMMENT 'nobody else imports before; 0: free',
    last_id     BIGINT NOT NULL COMMENT 'no version that was ever shown has a higher id',
    switched_at BIGINT NOT NULL COMMENT 'when the last import was shown; 0: never'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

INSERT INTO claim_state VALUES (1, 1, '', 'idle', 0, 0, 0);

-- The key keeps the claims of a membership together, in the order of its list.
CREATE TABLE claim (
    membership_id      BIGINT NOT NULL COMMENT 'whose it is',
    received_on        CHAR(10) NOT NULL COMMENT 'ISO day the insurer received it',
    id                 BIGINT NOT NULL COMMENT 'of this version; orders the claims of one day',
    since              BIGINT NOT NULL COMMENT 'generation that it came with',
    until              BIGINT NOT NULL DEFAULT 9223372036854775807 COMMENT 'generation that it goes with',
    status             VARCHAR(16) NOT NULL COMMENT 'received | in_process | document_asked | paid | rejected',
    reference_digest   CHAR(64) NOT NULL COMMENT 'keyed, of the reference',
    beneficiary_digest CHAR(64) NOT NULL COMMENT 'keyed, of membership and beneficiary',
    record_sealed      VARCHAR(6144) NOT NULL COMMENT 'everything else, and the statuses it had: core/claim/record.h',
    key_id             VARCHAR(16) NOT NULL COMMENT 'of the key behind digests and seal',
    import_digest      CHAR(64) NOT NULL COMMENT 'of the imported row: equal means unchanged',
    PRIMARY KEY (membership_id, received_on, id),
    KEY claim_reference (reference_digest),
    KEY claim_since (since),
    KEY claim_until (until),
    KEY claim_received (received_on)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE claim_total (
    membership_id      BIGINT NOT NULL COMMENT 'whose claims are added up',
    year               BIGINT NOT NULL COMMENT 'in which they were received',
    beneficiary_digest CHAR(64) NOT NULL COMMENT 'keyed, of membership and beneficiary',
    since              BIGINT NOT NULL COMMENT 'generation that it came with',
    until              BIGINT NOT NULL DEFAULT 9223372036854775807 COMMENT 'generation that it goes with',
    record_sealed      VARCHAR(2048) NOT NULL COMMENT 'name of the beneficiary, sums: core/claim/total.h',
    key_id             VARCHAR(16) NOT NULL COMMENT 'of the key behind digest and seal',
    PRIMARY KEY (membership_id, year, beneficiary_digest, since),
    KEY claim_total_since (since),
    KEY claim_total_until (until)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

-- Due once since is not above claim_state.generation.
CREATE TABLE claim_news (
    membership_id BIGINT NOT NULL COMMENT 'a claim of it has another status',
    since         BIGINT NOT NULL COMMENT 'generation that it came with',
    PRIMARY KEY (membership_id, since),
    KEY claim_news_since (since)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
