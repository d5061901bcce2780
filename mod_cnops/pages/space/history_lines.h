/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Shows the lines of a member's history (core/journal/history.h).
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_HISTORY_LINES_H
#define CNOPS_PAGES_SPACE_HISTORY_LINES_H

#include "core/journal/history.h"
#include "pages/frame/page.h"

/* Sets "device" and "place", for people: null where they are unknown or say nothing. */
void cnops_space_describe(cnops_tree_t *item, const cnops_req_t *req, const char *user_agent,
                          const char *address_block);

/* Adds a line to the list and returns it: {kind, label, when, since, count, several, who,
 * current, by_operator, device, place}. `when` is the newest event of the line, `since` the oldest
 * one, or null where there is one only. Of an operator's look it is the day: not the hour, and no
 * name. */
cnops_tree_t *cnops_space_add_line(cnops_tree_t *list, const cnops_req_t *req,
                                   const cnops_history_line_t *line);

#endif
