/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* News of claims. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

void store_memory_add_news(store_memory_t *store, apr_int64_t membership_id, bool is_shown)
{
    pthread_mutex_lock(&store->lock);
    APR_ARRAY_PUSH(store->news, news_row_t) = (news_row_t){membership_id, is_shown};
    pthread_mutex_unlock(&store->lock);
}

static const cnops_membership_t *find_membership(const store_memory_t *store, apr_int64_t id)
{
    for (int i = 0; i < store->memberships->nelts; i++)
        if (ROW(store->memberships, cnops_membership_t, i)->id == id)
            return ROW(store->memberships, cnops_membership_t, i);
    return NULL;
}

static void mark(store_memory_t *store, apr_int64_t membership_id, apr_time_t now)
{
    const cnops_membership_t *membership = find_membership(store, membership_id);
    cnops_account_t *account;

    if (!membership)
        return;
    account = store_memory_account_of(store, membership->person_id);
    if (account && account->state == CNOPS_ACCOUNT_ACTIVE && account->news != CNOPS_NEWS_NONE &&
        !account->news_due_at)
        account->news_due_at = now;
}

static apr_status_t news_gather(void *self, int *pcount, apr_time_t now, int max, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    *pcount = 0;
    if ((rv = store_memory_begin(store, STORE_MEMORY(news, gather))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->news->nelts && *pcount < max;) {
        const news_row_t row = *ROW(store->news, news_row_t, i);

        if (!row.is_shown) {
            i++;
            continue;
        }
        store_memory_remove(store->news, i);
        mark(store, row.membership_id, now);
        ++*pcount;
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static const cnops_account_t *longest_waiting(const store_memory_t *store,
                                              const apr_array_header_t *taken, apr_time_t now)
{
    const cnops_account_t *first = NULL;

    for (int i = 0; i < store->accounts->nelts; i++) {
        const cnops_account_t *row = ROW(store->accounts, cnops_account_t, i);
        bool is_taken = false;

        for (int j = 0; j < taken->nelts; j++)
            is_taken = is_taken || ROW(taken, cnops_account_t, j)->id == row->id;
        if (row->news_due_at && row->news_due_at <= now && !is_taken &&
            (!first || row->news_due_at < first->news_due_at))
            first = row;
    }
    return first;
}

static apr_status_t news_due(void *self, apr_array_header_t **plist, apr_time_t now, int max,
                             apr_pool_t *pool)
{
    store_memory_t *store = self;
    const cnops_account_t *row;
    apr_status_t rv;

    *plist = apr_array_make(pool, max, sizeof(cnops_account_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(news, due))) != APR_SUCCESS)
        return rv;
    while ((*plist)->nelts < max && (row = longest_waiting(store, *plist, now)))
        APR_ARRAY_PUSH(*plist, cnops_account_t) = *store_memory_copy_account(store, row->id, pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

static bool is_as_read(const cnops_account_t *row, const cnops_account_t *read)
{
    return row && row->state == read->state && row->news == read->news &&
           row->news_at == read->news_at && row->news_due_at == read->news_due_at;
}

static bool is_queued(const store_memory_t *store, const cnops_outbox_row_t *message)
{
    for (int i = 0; i < store->outbox->nelts; i++)
        if (strcmp(ROW(store->outbox, store_memory_message_t, i)->row.message_id,
                   message->message_id) == 0)
            return true;
    return false;
}

static apr_status_t news_tell(void *self, const cnops_account_t *account,
                              const cnops_outbox_row_t *message, apr_time_t now, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(news, tell))) != APR_SUCCESS)
        return rv;
    row = store_memory_account(store, account->id);
    if (!is_as_read(row, account)) {
        rv = CNOPS_ECONFLICT;
    } else if (is_queued(store, message)) {
        rv = CNOPS_EDUPLICATE;
    } else {
        row->news_at = now;
        row->news_due_at = 0;
        store_memory_queue(store, message);
    }
    store_memory_end(store);
    return rv;
}

static apr_status_t news_postpone(void *self, const cnops_account_t *account, apr_time_t due_at,
                                  apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(news, postpone))) != APR_SUCCESS)
        return rv;
    row = store_memory_account(store, account->id);
    if (is_as_read(row, account))
        row->news_due_at = due_at;
    else
        rv = CNOPS_ECONFLICT;
    store_memory_end(store);
    return rv;
}

const cnops_news_port_t store_memory_news_port = {
    .gather = news_gather, .due = news_due, .tell = news_tell, .postpone = news_postpone};
