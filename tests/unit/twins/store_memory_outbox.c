/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The outbox. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

static cnops_outbox_row_t *copy_row(const cnops_outbox_row_t *row, apr_pool_t *pool)
{
    cnops_outbox_row_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->message_id = apr_pstrdup(pool, row->message_id);
    copy->content_sealed = apr_pstrdup(pool, row->content_sealed);
    return copy;
}

void store_memory_queue(store_memory_t *store, const cnops_outbox_row_t *message)
{
    store_memory_message_t *queued = apr_array_push(store->outbox);

    *queued = (store_memory_message_t){.row = *copy_row(message, store->pool),
                                       .due_at = message->created_at};
    queued->row.id = ++store->last_id;
    queued->row.attempts = 0;
    queued->row.link = NULL;
    if (message->link)
        store_memory_add_link(store, message->link);
}

static apr_status_t outbox_insert(void *self, const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(outbox, insert))) != APR_SUCCESS)
        return rv;
    store_memory_queue(self, message);
    store_memory_end(self);
    return APR_SUCCESS;
}

static bool is_expired(const store_memory_message_t *message, apr_time_t now)
{
    return message->row.expires_at != 0 && message->row.expires_at <= now;
}

static bool is_due(const store_memory_message_t *message, cnops_channel_e channel, apr_time_t now)
{
    return message->state == STORE_MEMORY_DUE && message->row.channel == channel &&
           message->due_at <= now && message->lease_until <= now && !is_expired(message, now);
}

static apr_status_t outbox_lease(void *self, apr_array_header_t **plist,
                                 const cnops_leasing_t *leasing, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(outbox, lease))) != APR_SUCCESS)
        return rv;
    *plist = apr_array_make(pool, leasing->max, sizeof(cnops_outbox_row_t));
    for (int i = 0; i < store->outbox->nelts && (*plist)->nelts < leasing->max; i++) {
        store_memory_message_t *message = ROW(store->outbox, store_memory_message_t, i);

        if (!is_due(message, leasing->channel, leasing->now))
            continue;
        message->owner = apr_pstrdup(store->pool, leasing->owner);
        message->lease_until = leasing->until;
        message->row.attempts++;
        APR_ARRAY_PUSH(*plist, cnops_outbox_row_t) = *copy_row(&message->row, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

/* The message if owner still holds its lease, else NULL. */
static store_memory_message_t *find_leased(const store_memory_t *store,
                                           const cnops_leased_t *leased)
{
    for (int i = 0; i < store->outbox->nelts; i++) {
        store_memory_message_t *message = ROW(store->outbox, store_memory_message_t, i);

        if (message->row.id == leased->id && message->state == STORE_MEMORY_DUE && message->owner &&
            strcmp(message->owner, leased->owner) == 0 && message->lease_until > leased->now)
            return message;
    }
    return NULL;
}

static void end_message(store_memory_message_t *message, store_memory_outbox_e state)
{
    message->state = state;
    message->row.content_sealed = "";
    message->lease_until = 0;
}

/* Makes the message dead and keeps it for an operator, or blanks it if it has expired. */
static void bury(store_memory_message_t *message, apr_time_t now)
{
    const char *content = message->row.content_sealed;

    end_message(message, is_expired(message, now) ? STORE_MEMORY_EXPIRED : STORE_MEMORY_DEAD);
    message->ended_at = now;
    if (message->state == STORE_MEMORY_DEAD)
        message->row.content_sealed = content;
}

static apr_status_t outbox_sent(void *self, const cnops_leased_t *leased, apr_pool_t *pool)
{
    store_memory_message_t *message;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(outbox, sent))) != APR_SUCCESS)
        return rv;
    if ((message = find_leased(self, leased))) {
        end_message(message, STORE_MEMORY_SENT);
        message->ended_at = leased->now;
    } else {
        rv = CNOPS_ECONFLICT;
    }
    store_memory_end(self);
    return rv;
}

static apr_status_t outbox_failed(void *self, const cnops_leased_t *leased, apr_time_t retry_at,
                                  apr_pool_t *pool)
{
    store_memory_message_t *message;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(outbox, failed))) != APR_SUCCESS)
        return rv;
    if (!(message = find_leased(self, leased))) {
        rv = CNOPS_ECONFLICT;
    } else if (retry_at == 0) {
        bury(message, leased->now);
    } else {
        message->due_at = retry_at;
        message->lease_until = 0;
    }
    store_memory_end(self);
    return rv;
}

static apr_status_t outbox_release(void *self, const cnops_leased_t *leased, apr_time_t due_at,
                                   apr_pool_t *pool)
{
    store_memory_message_t *message;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(outbox, release))) != APR_SUCCESS)
        return rv;
    if ((message = find_leased(self, leased))) {
        message->due_at = due_at;
        message->lease_until = 0;
        message->row.attempts--;
    } else {
        rv = CNOPS_ECONFLICT;
    }
    store_memory_end(self);
    return rv;
}

static void record_receipt(store_memory_message_t *message, bool delivered, apr_time_t now)
{
    const char *word = delivered ? "delivered" : "failed";
    bool is_final = message->receipt && (strcmp(message->receipt, "delivered") == 0 ||
                                         strcmp(message->receipt, word) == 0);

    if (is_final)
        return;
    message->receipt = word;
    message->receipt_at = now;
}

static apr_status_t outbox_receipt(void *self, const char *message_id, bool delivered,
                                   apr_time_t now, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(outbox, receipt))) != APR_SUCCESS)
        return rv;
    rv = CNOPS_ENOTFOUND;
    for (int i = 0; i < store->outbox->nelts; i++) {
        store_memory_message_t *message = ROW(store->outbox, store_memory_message_t, i);

        if (message->row.channel != CNOPS_CHANNEL_SMS ||
            strcmp(message->row.message_id, message_id) != 0)
            continue;
        record_receipt(message, delivered, now);
        rv = APR_SUCCESS;
    }
    store_memory_end(store);
    return rv;
}

const cnops_outbox_row_t *store_memory_last_message(store_memory_t *store, apr_pool_t *pool)
{
    const cnops_outbox_row_t *last = NULL;
    int count;

    pthread_mutex_lock(&store->lock);
    count = store->outbox->nelts;
    if (count)
        last = copy_row(&ROW(store->outbox, store_memory_message_t, count - 1)->row, pool);
    pthread_mutex_unlock(&store->lock);
    return last;
}

apr_array_header_t *store_memory_outbox(store_memory_t *store, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(store_memory_message_t));

    pthread_mutex_lock(&store->lock);
    for (int i = 0; i < store->outbox->nelts; i++) {
        const store_memory_message_t *message = ROW(store->outbox, store_memory_message_t, i);
        store_memory_message_t *copy = apr_array_push(list);

        *copy = *message;
        copy->row = *copy_row(&message->row, pool);
        copy->owner = apr_pstrdup(pool, message->owner);
    }
    pthread_mutex_unlock(&store->lock);
    return list;
}

/* --- purging --- */

static apr_status_t outbox_expire(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    *pcount = 0;
    if ((rv = store_memory_begin(store, STORE_MEMORY(outbox, expire))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->outbox->nelts && *pcount < max; i++) {
        store_memory_message_t *message = ROW(store->outbox, store_memory_message_t, i);

        if ((message->state != STORE_MEMORY_DUE && message->state != STORE_MEMORY_DEAD) ||
            !is_expired(message, before - 1))
            continue;
        end_message(message, STORE_MEMORY_EXPIRED);
        message->ended_at = before;
        ++*pcount;
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_time_t death_of(const void *row)
{
    const store_memory_message_t *message = row;

    return message->state == STORE_MEMORY_DEAD ? message->ended_at : 0;
}

static apr_status_t outbox_purge_dead(void *self, int *pcount, apr_time_t before, int max,
                                      apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(outbox, purge_dead), store->outbox, death_of, before,
                              max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

static apr_time_t end_of(const void *row)
{
    const store_memory_message_t *message = row;
    bool is_ended = message->state == STORE_MEMORY_SENT || message->state == STORE_MEMORY_EXPIRED;

    return is_ended ? message->ended_at : 0;
}

static apr_status_t outbox_purge(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(outbox, purge), store->outbox, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_outbox_port_t store_memory_outbox_port = {.insert = outbox_insert,
                                                      .lease = outbox_lease,
                                                      .sent = outbox_sent,
                                                      .failed = outbox_failed,
                                                      .release = outbox_release,
                                                      .receipt = outbox_receipt,
                                                      .expire = outbox_expire,
                                                      .purge_dead = outbox_purge_dead,
                                                      .purge = outbox_purge};
