/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Codes that were sent. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

static cnops_challenge_t *find_challenge(const store_memory_t *store, const char *journey_id,
                                         cnops_channel_e channel)
{
    for (int i = 0; i < store->challenges->nelts; i++) {
        cnops_challenge_t *row = ROW(store->challenges, cnops_challenge_t, i);

        if (row->channel == channel && strcmp(row->journey_id, journey_id) == 0)
            return row;
    }
    return NULL;
}

static cnops_challenge_t *copy_challenge(const cnops_challenge_t *row, apr_pool_t *pool)
{
    cnops_challenge_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->journey_id = apr_pstrdup(pool, row->journey_id);
    copy->destination_digest = apr_pstrdup(pool, row->destination_digest);
    return copy;
}

static apr_status_t challenge_get(void *self, const cnops_challenge_t **pchallenge,
                                  const char *journey_id, cnops_channel_e channel, apr_pool_t *pool)
{
    const cnops_challenge_t *row;
    apr_status_t rv;

    *pchallenge = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(challenges, get))) != APR_SUCCESS)
        return rv;
    row = find_challenge(self, journey_id, channel);
    *pchallenge = row ? copy_challenge(row, pool) : NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t challenge_send(void *self, const cnops_challenge_t *challenge,
                                   const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_challenge_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(challenges, send))) != APR_SUCCESS)
        return rv;
    row = find_challenge(store, challenge->journey_id, challenge->channel);
    if (challenge->serial != (row ? row->serial + 1 : 1)) {
        rv = CNOPS_ECONFLICT;
    } else {
        if (!row)
            row = apr_array_push(store->challenges);
        *row = *copy_challenge(challenge, store->pool);
        store_memory_queue(store, message);
    }
    store_memory_end(store);
    return rv;
}

static void withdraw(store_memory_t *store, const char *message_id)
{
    for (int i = 0; i < store->outbox->nelts; i++) {
        const store_memory_message_t *message = ROW(store->outbox, store_memory_message_t, i);

        if (strcmp(message->row.message_id, message_id) == 0 && message->row.attempts == 0) {
            store_memory_remove(store->outbox, i);
            return;
        }
    }
}

static apr_status_t challenge_withdraw(void *self, const cnops_challenge_t *challenge,
                                       const char *message_id, apr_pool_t *pool)
{
    cnops_challenge_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(challenges, withdraw))) != APR_SUCCESS)
        return rv;
    row = find_challenge(self, challenge->journey_id, challenge->channel);
    if (row && row->serial == challenge->serial && row->expires_at > row->sent_at &&
        row->consumed_at == 0) {
        row->expires_at = row->sent_at;
        row->sent_count--;
        withdraw(self, message_id);
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t challenge_take_try(void *self, bool *ptaken, const cnops_challenge_t *challenge,
                                       int tries_max, apr_time_t now, apr_pool_t *pool)
{
    cnops_challenge_t *row;
    apr_status_t rv;

    (void)pool;
    *ptaken = false;
    if ((rv = store_memory_begin(self, STORE_MEMORY(challenges, take_try))) != APR_SUCCESS)
        return rv;
    row = find_challenge(self, challenge->journey_id, challenge->channel);
    *ptaken =
        row && row->serial == challenge->serial && row->expires_at > now && row->tries < tries_max;
    if (*ptaken)
        row->tries++;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t challenge_consume(void *self, bool *pfirst, const cnops_challenge_t *challenge,
                                      apr_time_t now, apr_pool_t *pool)
{
    cnops_challenge_t *row;
    apr_status_t rv;

    (void)pool;
    *pfirst = false;
    if ((rv = store_memory_begin(self, STORE_MEMORY(challenges, consume))) != APR_SUCCESS)
        return rv;
    row = find_challenge(self, challenge->journey_id, challenge->channel);
    if (row && row->serial == challenge->serial) {
        row->tries -= row->tries > 0;
        *pfirst = row->consumed_at == 0;
        if (*pfirst)
            row->consumed_at = now;
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_time_t end_of(const void *row)
{
    return ((const cnops_challenge_t *)row)->expires_at;
}

static apr_status_t challenge_purge(void *self, int *pcount, apr_time_t before, int max,
                                    apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(challenges, purge), store->challenges, end_of, before,
                              max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_challenges_port_t store_memory_challenges_port = {.get = challenge_get,
                                                              .send = challenge_send,
                                                              .withdraw = challenge_withdraw,
                                                              .take_try = challenge_take_try,
                                                              .consume = challenge_consume,
                                                              .purge = challenge_purge};
