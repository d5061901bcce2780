/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Other contacts for somebody who lost those bound to the account: mission.md §5.
 *
 * Floor: pages. Callers: routes, expiry.c. Threads: one request, one thread. Facts were proved by
 * recovery; here two new contacts are, by codes. What comes of it is a request
 * (core/request/request.h): nothing of the account changes. */
#ifndef CNOPS_PAGES_JOURNEY_LOST_CONTACTS_H
#define CNOPS_PAGES_JOURNEY_LOST_CONTACTS_H

#include "pages/journey/walk.h"

extern const cnops_course_t cnops_lost_contacts_course;

#endif
