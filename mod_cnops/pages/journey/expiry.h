/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How long something stays open, as a page says it, and how a visitor gets more of it.
 *
 * Floor: pages. Callers: pages of journeys, every page in a session. Threads: one request, one
 * thread. Sources: WCAG 2.2, 2.2.1: told before time runs out, more of it by a simple action,
 * nothing lost by that. No page reloads by itself, which would lose what is being typed. */
#ifndef CNOPS_PAGES_JOURNEY_EXPIRY_H
#define CNOPS_PAGES_JOURNEY_EXPIRY_H

#include "pages/frame/page.h"

/* Sets data.NAME: {seconds, minutes, hour, minute, extends}. What is left, in seconds, and in
 * minutes to the nearest; until when, by the institution's clock; whether /rester gives more. */
void cnops_expiry_add(cnops_tree_t *data, const char *name, const cnops_req_t *req,
                      apr_interval_time_t left, bool extends);

/* GET /rester: more time for the journey that runs, and, as any page, for the session. Opened in
 * a tab of its own, it leaves alone what is being typed. Nothing open: 303 to the entry. */
cnops_res_t *cnops_expiry_stay_get(cnops_req_t *req);

#endif
