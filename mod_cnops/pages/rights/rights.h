/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/donnees: what is held about the member, where it comes from, why and how long; who has
 * looked at it; what the member agreed to; and the ways to the other rights of law 09-08.
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * Of an operator who has looked, the member sees the day and the institution, but not the name: a
 * clerk acts for the institution, which answers for it, and the clerk's name is personal data too.
 * The journal has it for whoever examines a complaint. */
#ifndef CNOPS_PAGES_RIGHTS_RIGHTS_H
#define CNOPS_PAGES_RIGHTS_RIGHTS_H

#include "pages/frame/request.h"

cnops_res_t *cnops_rights_get(cnops_req_t *req);

#endif
