-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What happens to a person's account is written in a chain that shows tampering, and an
-- account has a state, a freeze and the ages of what protects it.

CREATE TABLE event (
    id             INTEGER PRIMARY KEY, -- order of writing
    person_id      BIGINT NOT NULL REFERENCES person (id), -- whose chain: it outlives the account
    seq            BIGINT NOT NULL, -- 1, 2, 3... within the chain
    kind           VARCHAR(32) NOT NULL, -- a word of core/journal.h
    content_sealed TEXT NOT NULL, -- actor, address block, browser, reason, note
    mac            CHAR(64) NOT NULL, -- keyed, over the former row's mac and this row
    key_id         VARCHAR(16) NOT NULL, -- of the key behind mac and seal
    at             BIGINT NOT NULL, -- when it happened
    UNIQUE (person_id, seq)
);

-- active | pending | closed
ALTER TABLE account ADD COLUMN state VARCHAR(16) NOT NULL DEFAULT 'active';
-- no contact change, no recovery by request before
ALTER TABLE account ADD COLUMN frozen_until BIGINT NOT NULL DEFAULT 0;
-- 1: consents to prospecting
ALTER TABLE account ADD COLUMN prospecting INTEGER NOT NULL DEFAULT 0;
-- when the password was chosen, 0: before this was kept
ALTER TABLE account ADD COLUMN password_at BIGINT NOT NULL DEFAULT 0;
-- when the e-mail was bound; likewise
ALTER TABLE account ADD COLUMN email_at BIGINT NOT NULL DEFAULT 0;
-- when the mobile was bound; likewise
ALTER TABLE account ADD COLUMN phone_at BIGINT NOT NULL DEFAULT 0;
