/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Says on a page how long something stays open.
 *
 * Floor: pages. Threads: one request, one thread. Source: WCAG 2.2, 2.2.1: visitors are warned
 * before their time is over. How they get more time: pages/journey/expiry.h. */
#ifndef CNOPS_PAGES_FRAME_TIME_LEFT_H
#define CNOPS_PAGES_FRAME_TIME_LEFT_H

#include "pages/frame/request.h"

/* Sets data.NAME to {seconds, minutes, hour, minute, extends}: the time that is left (left, in µs)
 * in seconds and in minutes (rounded, at least 1); the time of day at which it ends, in the
 * institution's time zone; and whether /rester gives more time. */
void cnops_time_left_add(cnops_tree_t *data, const char *name, const cnops_req_t *req,
                         apr_interval_time_t left, bool extends);

#endif
