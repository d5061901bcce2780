/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The entry of students: /etudiants.
 *
 * Floor: pages. Threads: one request, one thread. Facts: mission.md §1, §7 and §9. */
#ifndef CNOPS_PAGES_STUDENT_ENTRY_H
#define CNOPS_PAGES_STUDENT_ENTRY_H

#include "pages/frame/page.h"

/* 404 where the institution has no scheme of students. */
cnops_res_t *cnops_student_entry_get(cnops_req_t *req);

#endif
