/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an account's contacts are told of when something that protects it changes.
 *
 * Floor: pages. Callers: sign-in, security, contacts. Threads: one request, one thread.
 * Each list is of cnops_outbox_row_t, for the transaction of what it tells about. */
#ifndef CNOPS_PAGES_NOTICE_NOTICES_H
#define CNOPS_PAGES_NOTICE_NOTICES_H

#include "pages/frame/request.h"

/* Somebody signed in from a browser that was not known: both contacts, with a way to refuse. */
apr_status_t cnops_notices_new_device(apr_array_header_t **plist, const cnops_req_t *req,
                                      const cnops_account_t *account, const char *browser);

/* The password was changed by who knew the former one: both contacts, likewise. */
apr_status_t cnops_notices_password(apr_array_header_t **plist, const cnops_req_t *req,
                                    const cnops_account_t *account);

/* channel is now contact instead of former: the former one and the other contact, with a way
 * to refuse; the new one, without. */
apr_status_t cnops_notices_contact(apr_array_header_t **plist, const cnops_req_t *req,
                                   const cnops_account_t *account, cnops_channel_e channel,
                                   const char *contact);

#endif
