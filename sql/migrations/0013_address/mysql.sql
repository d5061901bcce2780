-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Which membership a session shows, and what members said of an address that waited for them.

ALTER TABLE session ADD COLUMN membership_id BIGINT NOT NULL DEFAULT 0 COMMENT 'the membership that the member chose to see; 0: no choice';

CREATE TABLE address_answer (
    membership_id  BIGINT NOT NULL PRIMARY KEY COMMENT 'membership.id',
    address_digest CHAR(64) NOT NULL COMMENT 'of the address as it was shown: another one is asked about again',
    key_id         VARCHAR(16) NOT NULL COMMENT 'key of the digest',
    how            VARCHAR(16) NOT NULL COMMENT 'confirmed | corrected',
    answered_at    BIGINT NOT NULL COMMENT 'when, µs'
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
