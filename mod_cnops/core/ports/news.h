/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* News of claims: which members have some, and that they were told.
 *
 * An import notes the memberships whose claims have changed; they count once the import is shown.
 * Each of them becomes a mark on the account (news_due_at), so several changes are one message.
 *
 * Floor: core. Threads: any, and several processes at a time: whatever a call has not finished when
 * its process is killed is found again by the next one, and nothing is told twice. */
#ifndef CNOPS_CORE_PORTS_NEWS_H
#define CNOPS_CORE_PORTS_NEWS_H

#include "core/ports/accounts.h"

typedef struct cnops_news_port_t {
    /* Takes at most max of the memberships noted by imports that are shown. The account of each is
     * due from now on, if it is active, wants news and is not due already. *pcount: how many were
     * taken. */
    apr_status_t (*gather)(void *self, int *pcount, apr_time_t now, int max, apr_pool_t *pool);
    /* *plist: cnops_account_t that are due, the one that waits longest first. */
    apr_status_t (*due)(void *self, apr_array_header_t **plist, apr_time_t now, int max,
                        apr_pool_t *pool);

    /* The next two return CNOPS_ECONFLICT, and write nothing, where the account's state, news,
     * news_at or news_due_at is not any more what account says. */
    /* Queues the message with its link. The account was told now, and is not due any more. */
    apr_status_t (*tell)(void *self, const cnops_account_t *account,
                         const cnops_outbox_row_t *message, apr_time_t now, apr_pool_t *pool);
    /* It is due at due_at; 0: its news are forgotten. */
    apr_status_t (*postpone)(void *self, const cnops_account_t *account, apr_time_t due_at,
                             apr_pool_t *pool);
} cnops_news_port_t;

#endif
