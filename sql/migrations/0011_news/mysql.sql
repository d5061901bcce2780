-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- News of claims: whether a member wants to be told, and when. The rows of claim_news become
-- account.news_due_at, so that several changes are one message, and a member who had one today
-- waits without being looked at.

ALTER TABLE account ADD COLUMN news VARCHAR(8) NOT NULL DEFAULT 'none' COMMENT 'none | email | sms: how the member wants to hear of changed claims';
ALTER TABLE account ADD COLUMN news_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when the last such message was queued; 0: never';
ALTER TABLE account ADD COLUMN news_due_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when to send the next one; 0: there is no news';
CREATE INDEX account_news_due ON account (news_due_at);
