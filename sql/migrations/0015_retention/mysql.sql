-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Finds the oldest rows of each table: they are deleted some hundred at a time.

ALTER TABLE device ADD KEY device_seen (seen_at);
ALTER TABLE change_request ADD KEY change_request_settled (settled_at);
ALTER TABLE claim_total ADD KEY claim_total_year (year);
ALTER TABLE ticket ADD KEY ticket_ended (open_person, decided_at);
ALTER TABLE outbox ADD KEY outbox_settled (state, settled_at), ADD KEY outbox_expires (state, expires_at);
