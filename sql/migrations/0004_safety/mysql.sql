-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What happens to a person's account is written in a chain that shows tampering, and an
-- account has a state, a freeze and the ages of what protects it.

CREATE TABLE event (
    id             BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of writing',
    person_id      BIGINT NOT NULL COMMENT 'whose chain: it outlives the account',
    seq            BIGINT NOT NULL COMMENT '1, 2, 3... within the chain',
    kind           VARCHAR(32) NOT NULL COMMENT 'a word of core/journal.h',
    content_sealed VARCHAR(4096) NOT NULL COMMENT 'actor, address block, browser, reason, note',
    mac            CHAR(64) NOT NULL COMMENT 'keyed, over the former row''s mac and this row',
    key_id         VARCHAR(16) NOT NULL COMMENT 'of the key behind mac and seal',
    at             BIGINT NOT NULL COMMENT 'when it happened',
    UNIQUE KEY event_seq (person_id, seq),
    CONSTRAINT event_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

ALTER TABLE account
    ADD COLUMN state VARCHAR(16) NOT NULL DEFAULT 'active' COMMENT 'active | pending | closed',
    ADD COLUMN frozen_until BIGINT NOT NULL DEFAULT 0 COMMENT 'no contact change, no recovery by request before',
    ADD COLUMN prospecting BIGINT NOT NULL DEFAULT 0 COMMENT '1: consents to prospecting',
    ADD COLUMN password_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when the password was chosen, 0: before this was kept',
    ADD COLUMN email_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when the e-mail was bound; likewise',
    ADD COLUMN phone_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when the mobile was bound; likewise';
