-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Which membership a session shows, and what members said of an address that waited for them.

-- the membership that the member chose to see; 0: no choice
ALTER TABLE session ADD COLUMN membership_id BIGINT NOT NULL DEFAULT 0;

CREATE TABLE address_answer (
    membership_id  BIGINT NOT NULL PRIMARY KEY, -- membership.id
    address_digest CHAR(64) NOT NULL, -- of the address as it was shown: another one is asked about again
    key_id         VARCHAR(16) NOT NULL, -- key of the digest
    how            VARCHAR(16) NOT NULL, -- confirmed | corrected
    answered_at    BIGINT NOT NULL -- when, µs
);
