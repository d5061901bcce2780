/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Says on the page of a step how far the visitor has come.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_JOURNEY_PROGRESS_H
#define CNOPS_PAGES_JOURNEY_PROGRESS_H

#include "pages/journey/course.h"

/* The name of a stage, not of CNOPS_STAGE_NONE, in the language of the page. */
const char *cnops_stage_name(const cnops_req_t *req, cnops_stage_e stage);

/* Sets data.progress to {number, total, percent, name, steps: [{name, state}]}: the stages of the
 * course, by name, each done, current or todo; and which of them is the current one (number from 1,
 * and name). Before the first stage number is 0; after the last one it is total. In both places
 * name is null. */
void cnops_progress_add(cnops_tree_t *data, const cnops_walk_t *walk);

#endif
