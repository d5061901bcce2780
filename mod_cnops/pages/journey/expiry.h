/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How a visitor gets more time (how much is left: pages/frame/time_left.h).
 *
 * Floor: pages. Threads: one request, one thread. Source: WCAG 2.2, 2.2.1: more time by a simple
 * action, and nothing is lost by it. No page reloads by itself: that would lose what is being
 * typed. */
#ifndef CNOPS_PAGES_JOURNEY_EXPIRY_H
#define CNOPS_PAGES_JOURNEY_EXPIRY_H

#include "pages/frame/page.h"

/* GET /rester: more time for the journey that runs, and, as any page, for the session. Opened in
 * a tab of its own, it leaves alone what is being typed. Nothing open: 303 to the entry. */
cnops_res_t *cnops_expiry_stay_get(cnops_req_t *req);

#endif
