/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an institution asks beyond facts and codes before a new account opens:
 * CnopsCreationAssurance facts, on-file or letter (mission.md §5).
 *
 * Floor: pages. Callers: creation.c, creation_password.c. Threads: one request, one thread. Nobody
 * is turned away: what is not proved at once is proved by the code of a letter, and the account is
 * pending until then. */
#ifndef CNOPS_PAGES_JOURNEY_CREATION_ASSURANCE_H
#define CNOPS_PAGES_JOURNEY_CREATION_ASSURANCE_H

#include "pages/journey/steps.h"

/* *ppending: the account of this journey opens with a letter's code. */
apr_status_t cnops_creation_is_pending(bool *ppending, const cnops_req_t *req);

/* The contact steps: what opens the account at once. "assurance", "on_file" (masked). */
apr_status_t cnops_creation_show_contact(cnops_walk_t *walk, cnops_tree_t *data);
/* The end: "pending". */
apr_status_t cnops_creation_show_end(cnops_walk_t *walk, cnops_tree_t *data);

/* The messages of a pending account: to the contacts just proved what is awaited, to those on
 * file the link that refuses. */
apr_status_t cnops_creation_pending_messages(apr_array_header_t **pmessages,
                                             const cnops_req_t *req);

#endif
