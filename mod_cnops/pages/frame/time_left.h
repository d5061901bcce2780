/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How long something stays open, as a page says it.
 *
 * Floor: pages. Threads: one request, one thread. Source: WCAG 2.2, 2.2.1: visitors are told
 * before time runs out. How they get more of it: pages/journey/expiry.h. */
#ifndef CNOPS_PAGES_FRAME_TIME_LEFT_H
#define CNOPS_PAGES_FRAME_TIME_LEFT_H

#include "pages/frame/request.h"

/* Sets data.NAME: {seconds, minutes, hour, minute, extends}. What is left, in seconds, and in
 * minutes to the nearest; until when, by the institution's clock; whether /rester gives more. */
void cnops_time_left_add(cnops_tree_t *data, const char *name, const cnops_req_t *req,
                         apr_interval_time_t left, bool extends);

#endif
