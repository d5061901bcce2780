-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Finds the links of an account: they are deleted when it is closed.

ALTER TABLE link ADD KEY link_account (account_id);
