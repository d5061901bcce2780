/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Who is told what about a request: lists of messages, to be queued in the same transaction
 * as what they tell about.
 *
 * Floor: pages. Callers: lost_contacts.c, creation_assurance.c, letter.c, opposition.c,
 * request_chores.c. Threads: any. The contacts asked for are shown masked to those who may refuse.
 */
#ifndef CNOPS_PAGES_REQUEST_REQUEST_NOTICES_H
#define CNOPS_PAGES_REQUEST_REQUEST_NOTICES_H

#include "core/request/request.h"
#include "pages/frame/request.h"

/* To every contact bound or on file but those asked for, each with the link that refuses:
 * "demande-contact", "demande-rappel", "compte-demande". */
apr_status_t cnops_request_notices_refusable(apr_array_header_t **pmessages, const cnops_app_t *app,
                                             const cnops_request_t *request, const char *name,
                                             apr_pool_t *pool);

/* It was refused or ran out: to the contacts asked for. */
apr_status_t cnops_request_notices_ended(apr_array_header_t **pmessages, const cnops_app_t *app,
                                         const cnops_request_t *request, apr_pool_t *pool);

/* "email" and "phone" of the request, masked, into data. */
apr_status_t cnops_request_show_contacts(cnops_tree_t *data, const cnops_core_t *core,
                                         const cnops_request_t *request, apr_pool_t *pool);

/* "mode" (letter | unopposed) and "hours" for refusals, into data. */
void cnops_request_show_rules(cnops_tree_t *data, const cnops_core_t *core);

/* Applies an accepted request; the former contacts and the new ones are told. */
apr_status_t cnops_request_apply_told(const cnops_app_t *app, const cnops_request_t *request,
                                      const char *actor, apr_pool_t *pool);

#endif
