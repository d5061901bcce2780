/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A new password for a member who forgot it: mission.md §5.
 *
 * Floor: pages. Threads: one request, one thread. Facts identify the member. The codes go only to
 * the e-mail and the mobile that are bound to the account. */
#ifndef CNOPS_PAGES_JOURNEY_RECOVERY_H
#define CNOPS_PAGES_JOURNEY_RECOVERY_H

#include "pages/journey/steps.h"

extern const cnops_course_t cnops_recovery_course;

#endif
