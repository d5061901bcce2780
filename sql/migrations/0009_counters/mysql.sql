-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- One statement raises several counters, each up to a limit of its own. The row that it would
-- insert carries the limit to the row that it raises.

ALTER TABLE counter ADD COLUMN most BIGINT NOT NULL DEFAULT 0 COMMENT 'limit of this row when it was last raised; 0: none';
