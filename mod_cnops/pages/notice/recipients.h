/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The recipients of a message about a person's account: the contacts bound to the account, and
 * those that the insurer has on file.
 *
 * Floor: pages. Threads: any. Secrets: contacts in clear, for messages only. */
#ifndef CNOPS_PAGES_NOTICE_RECIPIENTS_H
#define CNOPS_PAGES_NOTICE_RECIPIENTS_H

#include "pages/frame/request.h"
#include "pages/notice/messages.h"

/* One recipient. */
typedef struct cnops_recipient_t {
    cnops_channel_e channel;
    const char *contact; /* normalised */
    bool is_bound;       /* to the account; false: only on file */
} cnops_recipient_t;

/* Lists the recipients (cnops_recipient_t): bound contacts first, each contact once. *paccount: the
 * person's account, or NULL. A contact on file that is not valid (any more) is left out. person_id
 * 0 is an unknown person: the store is asked in the same way, and the list is empty. */
apr_status_t cnops_recipients_find(apr_array_header_t **plist, const cnops_account_t **paccount,
                                   const cnops_core_t *core, apr_int64_t person_id,
                                   apr_pool_t *pool);

/* Removes a contact from the list. */
void cnops_recipients_drop(apr_array_header_t *list, const char *contact);

/* Adds to messages one message for each recipient in list. */
apr_status_t cnops_recipients_write(apr_array_header_t *messages, const cnops_app_t *app,
                                    const apr_array_header_t *list, const cnops_notice_t *notice,
                                    apr_pool_t *pool);

#endif
