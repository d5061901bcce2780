/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What must count once or only so often: challenges, counters, spent tokens. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

/* --- challenges --- */

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

/* --- counters --- */

static counter_row_t *find_counter(const store_memory_t *store, const cnops_counter_key_t *key)
{
    for (int i = 0; i < store->counters->nelts; i++) {
        counter_row_t *row = ROW(store->counters, counter_row_t, i);

        if (strcmp(row->use, key->use) == 0 && strcmp(row->subject, key->subject) == 0)
            return row;
    }
    return NULL;
}

static counter_row_t *add_counter(store_memory_t *store, const cnops_counter_key_t *key)
{
    counter_row_t *row = apr_array_push(store->counters);

    row->use = apr_pstrdup(store->pool, key->use);
    row->subject = apr_pstrdup(store->pool, key->subject);
    return row;
}

static apr_status_t counter_get(void *self, cnops_counter_t *pcounter,
                                const cnops_counter_key_t *key, apr_pool_t *pool)
{
    const counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    *pcounter = (cnops_counter_t){0};
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, get))) != APR_SUCCESS)
        return rv;
    if ((row = find_counter(self, key)))
        *pcounter = row->counter;
    store_memory_end(self);
    return APR_SUCCESS;
}

static void open_window(counter_row_t *row, const cnops_counting_t *counting)
{
    row->window = counting->window;
    if (row->counter.window_at + counting->window > counting->now)
        return;
    row->counter.window_at = counting->now;
    row->counter.count = 0;
}

static apr_status_t counter_take(void *self, bool *ptaken, cnops_counter_t *pcounter,
                                 const cnops_counting_t *counting, apr_pool_t *pool)
{
    counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    *ptaken = false;
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, take))) != APR_SUCCESS)
        return rv;
    if (!(row = find_counter(self, &counting->key)))
        row = add_counter(self, &counting->key);
    open_window(row, counting);
    *ptaken = counting->limit == 0 || row->counter.count < counting->limit;
    if (*ptaken) {
        row->counter.count++;
        row->counter.last_at = counting->now;
    }
    *pcounter = row->counter;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t counter_give(void *self, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(counters, give))) != APR_SUCCESS)
        return rv;
    if ((row = find_counter(self, key)))
        row->counter.count -= row->counter.count > 0;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t counter_clear(void *self, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    store_memory_t *store = self;
    counter_row_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(counters, clear))) != APR_SUCCESS)
        return rv;
    if ((row = find_counter(store, key)))
        store_memory_remove(store->counters, (int)(row - ROW(store->counters, counter_row_t, 0)));
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- tokens that count once --- */

bool store_memory_is_spent(const store_memory_t *store, const char *digest)
{
    for (int i = 0; i < store->tokens->nelts; i++)
        if (strcmp(ROW(store->tokens, token_row_t, i)->digest, digest) == 0)
            return true;
    return false;
}

void store_memory_spend(store_memory_t *store, const char *digest, apr_time_t expires_at)
{
    APR_ARRAY_PUSH(store->tokens, token_row_t) =
        (token_row_t){apr_pstrdup(store->pool, digest), expires_at};
}

static apr_status_t token_spend(void *self, bool *pfirst, const char *digest, apr_time_t expires_at,
                                apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    *pfirst = false;
    if ((rv = store_memory_begin(store, STORE_MEMORY(tokens, spend))) != APR_SUCCESS)
        return rv;
    *pfirst = !store_memory_is_spent(store, digest);
    if (*pfirst)
        store_memory_spend(store, digest, expires_at);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t challenge_purge(void *self, apr_time_t now, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(challenges, purge))) != APR_SUCCESS)
        return rv;
    for (int i = store->challenges->nelts - 1; i >= 0; i--) {
        const cnops_challenge_t *row = ROW(store->challenges, cnops_challenge_t, i);

        if (row->expires_at <= now)
            store_memory_remove(store->challenges, i);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

const cnops_challenges_port_t store_memory_challenges_port = {.get = challenge_get,
                                                              .send = challenge_send,
                                                              .withdraw = challenge_withdraw,
                                                              .take_try = challenge_take_try,
                                                              .consume = challenge_consume,
                                                              .purge = challenge_purge};

static apr_status_t counter_purge(void *self, apr_time_t now, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(counters, purge))) != APR_SUCCESS)
        return rv;
    for (int i = store->counters->nelts - 1; i >= 0; i--) {
        const counter_row_t *row = ROW(store->counters, counter_row_t, i);

        if (row->counter.window_at + row->window <= now)
            store_memory_remove(store->counters, i);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

const cnops_counters_port_t store_memory_counters_port = {.get = counter_get,
                                                          .take = counter_take,
                                                          .give = counter_give,
                                                          .clear = counter_clear,
                                                          .purge = counter_purge};

static apr_status_t token_purge(void *self, apr_time_t now, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(tokens, purge))) != APR_SUCCESS)
        return rv;
    for (int i = store->tokens->nelts - 1; i >= 0; i--) {
        const token_row_t *row = ROW(store->tokens, token_row_t, i);

        if (row->expires_at <= now)
            store_memory_remove(store->tokens, i);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

const cnops_tokens_port_t store_memory_tokens_port = {.spend = token_spend, .purge = token_purge};
