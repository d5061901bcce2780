/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The list of all courses. The steps of a course in this list have addresses, and its journeys can
 * be prolonged (/rester).
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_JOURNEY_COURSES_H
#define CNOPS_PAGES_JOURNEY_COURSES_H

#include "pages/journey/walk.h"

/* Ends with NULL. */
extern const cnops_course_t *const cnops_courses[];

#endif
