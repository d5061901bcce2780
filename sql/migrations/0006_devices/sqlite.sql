-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- The browsers that an account signed in from: one that is not here is asked for a code.
-- A row is no key to anything: the browser proves its id with a sealed cookie.

CREATE TABLE device (
    account_id    BIGINT NOT NULL REFERENCES account (id), -- who signed in
    browser       CHAR(32) NOT NULL, -- id that the device cookie of this browser holds, sealed
    first_at      BIGINT NOT NULL, -- when it became known
    seen_at       BIGINT NOT NULL, -- its latest sign-in
    address_block VARCHAR(64) NOT NULL, -- where from, then: /24 or /56
    user_agent    VARCHAR(200) NOT NULL, -- what it called itself, for the member's own list
    PRIMARY KEY (account_id, browser)
) WITHOUT ROWID;

-- device.browser; empty for those before
ALTER TABLE session ADD COLUMN browser VARCHAR(32) NOT NULL DEFAULT '';
