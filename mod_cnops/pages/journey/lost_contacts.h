/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* New contacts for a member who lost those bound to the account: mission.md §5.
 *
 * Floor: pages. Threads: one request, one thread. A recovery has proved the facts before; here
 * codes prove two new contacts. The result is a request (core/request/request.h): the account does
 * not change yet. */
#ifndef CNOPS_PAGES_JOURNEY_LOST_CONTACTS_H
#define CNOPS_PAGES_JOURNEY_LOST_CONTACTS_H

#include "pages/journey/walk.h"

extern const cnops_course_t cnops_lost_contacts_course;

#endif
