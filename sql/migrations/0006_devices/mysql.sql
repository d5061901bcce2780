-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- The browsers that an account signed in from: one that is not here is asked for a code.
-- A row is no key to anything: the browser proves its id with a sealed cookie.

CREATE TABLE device (
    account_id    BIGINT NOT NULL COMMENT 'who signed in',
    browser       CHAR(32) NOT NULL COMMENT 'id that the device cookie of this browser holds, sealed',
    first_at      BIGINT NOT NULL COMMENT 'when it became known',
    seen_at       BIGINT NOT NULL COMMENT 'its latest sign-in',
    address_block VARCHAR(64) NOT NULL COMMENT 'where from, then: /24 or /56',
    user_agent    VARCHAR(200) CHARACTER SET utf8mb4 NOT NULL COMMENT 'what it called itself, for the member''s own list',
    PRIMARY KEY (account_id, browser),
    CONSTRAINT device_account_id FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

ALTER TABLE session
    ADD COLUMN browser VARCHAR(32) NOT NULL DEFAULT '' COMMENT 'device.browser; empty for those before';
