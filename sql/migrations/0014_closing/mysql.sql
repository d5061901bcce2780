-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- A member who closes the account may change that for some days: the account has the time at which
-- it will be closed, and the time at which this was asked: a password or a contact that is changed
-- after that keeps the account, however long the delay is by then. The index finds those that are
-- due.

ALTER TABLE account
    ADD COLUMN closing_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when the member wants it closed; 0: never asked, or taken back';
ALTER TABLE account
    ADD COLUMN closing_asked_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when that was asked; 0 where closing_at is';
ALTER TABLE account ADD KEY account_closing (closing_at);
