-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- A lane for each channel, so that a dead relay does not hold up the other; and what the
-- SMS gateway says became of a message. A dead message now keeps its content for a while.

ALTER TABLE outbox
    ADD COLUMN receipt VARCHAR(16) NOT NULL DEFAULT '' COMMENT 'delivered | failed | empty if none came',
    ADD COLUMN receipt_at BIGINT NOT NULL DEFAULT 0 COMMENT 'when it came';

DROP INDEX outbox_due ON outbox;
CREATE INDEX outbox_lane ON outbox (state, channel, due_at, id);
