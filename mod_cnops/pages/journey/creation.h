/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Account creation, the nine steps of mission.md §4.
 *
 * Floor: pages. Callers: routes, recovery.c, expiry.c; its own files. Threads: one request, one
 * thread. Most steps are shared; creation's own are in creation_existing.c (the person has
 * an account already), creation_assurance.c (what else may open it) and creation_password.c (the
 * account). */
#ifndef CNOPS_PAGES_JOURNEY_CREATION_H
#define CNOPS_PAGES_JOURNEY_CREATION_H

#include "pages/journey/steps.h"

extern const cnops_course_t cnops_creation_course;

#endif
