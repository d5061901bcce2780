/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Warns before the last try of a step, after which the journey is closed.
 *
 * Floor: pages. Threads: one request, one thread. The tries are counted by journey, the same for
 * known and unknown persons, so the warning tells nothing about anybody. */
#ifndef CNOPS_PAGES_JOURNEY_LAST_TRY_H
#define CNOPS_PAGES_JOURNEY_LAST_TRY_H

#include "pages/journey/course.h"

/* Sets data.last_try: a sentence if the journey has one try of this step left, else null. A counter
 * that cannot be read is no reason to refuse the page: null. */
void cnops_last_try_add(cnops_tree_t *data, const cnops_walk_t *walk);

#endif
