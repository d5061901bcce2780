/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A new password for somebody who forgot it: mission.md §5.
 *
 * Floor: pages. Callers: routes, creation_existing.c, lost_contacts.c, expiry.c. Threads: one
 * request, one thread. Facts identify; codes go to the e-mail and the mobile that are bound to the
 * account, and nowhere else. */
#ifndef CNOPS_PAGES_JOURNEY_RECOVERY_H
#define CNOPS_PAGES_JOURNEY_RECOVERY_H

#include "pages/journey/steps.h"

extern const cnops_course_t cnops_recovery_course;

#endif
