/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages about requests. Each list is to be queued in the transaction of what it reports.
 *
 * Floor: pages. Threads: any. Recipients who may refuse see the contacts that were asked
 * for only masked. */
#ifndef CNOPS_PAGES_REQUEST_REQUEST_NOTICES_H
#define CNOPS_PAGES_REQUEST_REQUEST_NOTICES_H

#include "core/request/request.h"
#include "pages/frame/request.h"

/* The message name ("demande-contact", "demande-rappel" or "compte-demande"), with the link to
 * refuse, to every contact that is bound or on file, except those asked for. */
apr_status_t cnops_request_notices_refusable(apr_array_header_t **pmessages, const cnops_app_t *app,
                                             const cnops_request_t *request, const char *name,
                                             apr_pool_t *pool);

/* The request was refused or ran out: a message to the contacts asked for. */
apr_status_t cnops_request_notices_ended(apr_array_header_t **pmessages, const cnops_app_t *app,
                                         const cnops_request_t *request, apr_pool_t *pool);

/* Adds "email" and "phone" of the request, masked, to data. */
apr_status_t cnops_request_show_contacts(cnops_tree_t *data, const cnops_core_t *core,
                                         const cnops_request_t *request, apr_pool_t *pool);

/* Adds "mode" (letter | unopposed) and "hours" (the time for refusals) to data. */
void cnops_request_show_rules(cnops_tree_t *data, const cnops_core_t *core);

/* Applies an accepted request, with a message to the former contacts and to the new ones. actor: of
 * the event, CNOPS_ACTOR_…. */
apr_status_t cnops_request_apply_and_notify(const cnops_app_t *app, const cnops_request_t *request,
                                            const char *actor, apr_pool_t *pool);

#endif
