/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an institution asks for, besides facts and codes, before a new account opens: the setting
 * CnopsCreationAssurance is facts, on-file or letter (mission.md §5).
 *
 * Floor: pages. Threads: one request, one thread. No visitor is turned away: an account that cannot
 * open at once is made pending, and the code of a letter opens it later. */
#ifndef CNOPS_PAGES_JOURNEY_CREATION_ASSURANCE_H
#define CNOPS_PAGES_JOURNEY_CREATION_ASSURANCE_H

#include "pages/journey/steps.h"

/* *pis_pending: whether the account of this journey waits for the code of a letter. */
apr_status_t cnops_creation_is_pending(bool *pis_pending, const cnops_req_t *req);

/* For the steps of contacts. Adds "assurance" and "on_file": the contacts (masked) that open the
 * account at once. */
apr_status_t cnops_creation_show_contact(cnops_walk_t *walk, cnops_tree_t *data);
/* For the last step. Adds "pending". */
apr_status_t cnops_creation_show_end(cnops_walk_t *walk, cnops_tree_t *data);

/* The messages about a pending account. The e-mail that was just proved is told that a letter is
 * awaited. The contacts on file get a link to refuse the account. */
apr_status_t cnops_creation_pending_messages(apr_array_header_t **pmessages,
                                             const cnops_req_t *req);

#endif
