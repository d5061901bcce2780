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
    id          BIGINT NOT NULL PRIMARY KEY, -- 1: there is one row
    generation  BIGINT NOT NULL, -- what is shown
    run         CHAR(32) NOT NULL, -- the import at work, empty if none
    phase       VARCHAR(16) NOT NULL, -- idle | staging | switched: what a killed one left to do
    lease_until BIGINT NOT NULL, -- nobody else imports before; 0: free
    last_id     BIGINT NOT NULL, -- no version that was ever shown has a higher id
    switched_at BIGINT NOT NULL -- when the last import was shown; 0: never
);

INSERT INTO claim_state VALUES (1, 1, '', 'idle', 0, 0, 0);

-- The key keeps the claims of a membership together, in the order of its list.
CREATE TABLE claim (
    membership_id      BIGINT NOT NULL, -- whose it is
    received_on        CHAR(10) NOT NULL, -- ISO day the insurer received it
    id                 BIGINT NOT NULL, -- of this version; orders the claims of one day
    since              BIGINT NOT NULL, -- generation that it came with
    until              BIGINT NOT NULL DEFAULT 9223372036854775807, -- generation that it goes with
    status             VARCHAR(16) NOT NULL, -- received | in_process | document_asked | paid | rejected
    reference_digest   CHAR(64) NOT NULL, -- keyed, of the reference
    beneficiary_digest CHAR(64) NOT NULL, -- keyed, of membership and beneficiary
    record_sealed      VARCHAR(6144) NOT NULL, -- everything else, and the statuses it had: core/claim/record.h
    key_id             VARCHAR(16) NOT NULL, -- of the key behind digests and seal
    import_digest      CHAR(64) NOT NULL, -- of the imported row: equal means unchanged
    PRIMARY KEY (membership_id, received_on, id)
);

CREATE INDEX claim_reference ON claim (reference_digest);
CREATE INDEX claim_since ON claim (since);
CREATE INDEX claim_until ON claim (until);
CREATE INDEX claim_received ON claim (received_on);

CREATE TABLE claim_total (
    membership_id      BIGINT NOT NULL, -- whose claims are added up
    year               BIGINT NOT NULL, -- in which they were received
    beneficiary_digest CHAR(64) NOT NULL, -- keyed, of membership and beneficiary
    since              BIGINT NOT NULL, -- generation that it came with
    until              BIGINT NOT NULL DEFAULT 9223372036854775807, -- generation that it goes with
    record_sealed      VARCHAR(2048) NOT NULL, -- name of the beneficiary, sums: core/claim/total.h
    key_id             VARCHAR(16) NOT NULL, -- of the key behind digest and seal
    PRIMARY KEY (membership_id, year, beneficiary_digest, since)
);

CREATE INDEX claim_total_since ON claim_total (since);
CREATE INDEX claim_total_until ON claim_total (until);

-- Due once since is not above claim_state.generation.
CREATE TABLE claim_news (
    membership_id BIGINT NOT NULL, -- a claim of it has another status
    since         BIGINT NOT NULL, -- generation that it came with
    PRIMARY KEY (membership_id, since)
);

CREATE INDEX claim_news_since ON claim_news (since);
