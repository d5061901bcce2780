/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How a visitor gets more time (how much is left: pages/frame/time_left.h).
 *
 * Floor: pages. Threads: one request, one thread. Source: WCAG 2.2, 2.2.1: a simple action
 * gives more time, and nothing is lost by it. No page reloads by itself: that would lose what
 * is being typed. */
#ifndef CNOPS_PAGES_JOURNEY_EXPIRY_H
#define CNOPS_PAGES_JOURNEY_EXPIRY_H

#include "pages/frame/page.h"

/* GET /rester: gives more time to the open journey and, as any page does, to the session. It is
 * opened in a tab of its own, so that what is being typed elsewhere stays. If neither is open: 303
 * to the first page. */
cnops_res_t *cnops_expiry_stay_get(cnops_req_t *req);

#endif
