-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- A student whom the insurer knows by a registration alone has certificates too, of no person
-- (person_id 0). Whoever reads certificates finds them by their code or their number.

ALTER TABLE certificate DROP FOREIGN KEY certificate_person_id;
