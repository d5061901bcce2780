/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Account creation: the nine steps of mission.md §4.
 *
 * Floor: pages. Threads: one request, one thread. Most steps are shared (steps.h). Creation's own
 * steps are in creation_existing.c (the person already has an account), creation_assurance.c (what
 * an institution asks for besides) and creation_password.c (the account is made). */
#ifndef CNOPS_PAGES_JOURNEY_CREATION_H
#define CNOPS_PAGES_JOURNEY_CREATION_H

#include "pages/journey/steps.h"

extern const cnops_course_t cnops_creation_course;

#endif
