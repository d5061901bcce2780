/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages to the contacts of an account when something that protects it changes.
 *
 * Floor: pages. Threads: one request, one thread. Each function makes a list of cnops_outbox_row_t
 * in the request's pool, to be queued in the transaction of the change. */
#ifndef CNOPS_PAGES_NOTICE_NOTICES_H
#define CNOPS_PAGES_NOTICE_NOTICES_H

#include "pages/frame/request.h"

/* A visitor signed in from a browser that was not known: to both contacts, with a link
 * to refuse it. */
apr_status_t cnops_notices_new_device(apr_array_header_t **plist, const cnops_req_t *req,
                                      const cnops_account_t *account, const char *browser);

/* A visitor who knew the former password changed it: to both contacts, with a link to refuse it. */
apr_status_t cnops_notices_password(apr_array_header_t **plist, const cnops_req_t *req,
                                    const cnops_account_t *account);

/* The contact of this channel is now contact. The former contact and that of the other channel get
 * a link to refuse it; the new contact gets a message without a link. */
apr_status_t cnops_notices_contact(apr_array_header_t **plist, const cnops_req_t *req,
                                   const cnops_account_t *account, cnops_channel_e channel,
                                   const char *contact);

/* The owner closes the account, which ends at closing_at: to the bound contacts and those on file,
 * with a link to keep it. */
apr_status_t cnops_notices_closing(apr_array_header_t **plist, const cnops_req_t *req,
                                   const cnops_account_t *account, apr_time_t closing_at);

/* The message of this name (pages/notice/messages.h), which names nothing of its own, to the bound
 * contacts of the account and to those on file. */
apr_status_t cnops_notices_everywhere(apr_array_header_t **plist, const cnops_app_t *app,
                                      const cnops_account_t *account, const char *name,
                                      apr_pool_t *pool);

#endif
