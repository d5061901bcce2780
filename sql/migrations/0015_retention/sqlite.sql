-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Finds the oldest rows of each table: they are deleted some hundred at a time.

CREATE INDEX device_seen ON device (seen_at);
CREATE INDEX change_request_settled ON change_request (settled_at);
CREATE INDEX claim_total_year ON claim_total (year);
CREATE INDEX ticket_ended ON ticket (open_person, decided_at);
CREATE INDEX outbox_settled ON outbox (state, settled_at);
CREATE INDEX outbox_expires ON outbox (state, expires_at);
