/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The list of all courses: a journey that stands here has its routes, and can be prolonged.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_JOURNEY_COURSES_H
#define CNOPS_PAGES_JOURNEY_COURSES_H

#include "pages/journey/walk.h"

/* NULL after the last. */
extern const cnops_course_t *const cnops_courses[];

#endif
