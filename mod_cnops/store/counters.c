/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

static void read_counter(void *self, const cnops_row_t *row)
{
    cnops_counter_t *counter = self;

    counter->count = cnops_row_int(row, 0);
    counter->window_at = cnops_row_int(row, 1);
    counter->last_at = cnops_row_int(row, 2);
}

static apr_status_t counter_get(void *self, cnops_counter_t *pcounter,
                                const cnops_counter_key_t *key, apr_pool_t *pool)
{
    *pcounter = (cnops_counter_t){0};
    return cnops_db_select(self, CNOPS_SQL_COUNTER_GET, CNOPS_ARGS(key->use, key->subject),
                           read_counter, pcounter, pool);
}

/* --- taking --- */

typedef struct taking_t {
    const cnops_counting_t *counting;
    bool taken;
    cnops_counter_t counter; /* after the take */
} taking_t;

static apr_status_t raise_counter(int *pcount, cnops_unit_t *unit, const cnops_counting_t *c)
{
    apr_time_t over = c->now - c->window, closes_at = c->now + c->window;

    return cnops_unit_execute(pcount, unit, CNOPS_SQL_COUNTER_RAISE,
                              CNOPS_ARGS(&over, &c->now, &over, &closes_at, &c->window, &over,
                                         &c->now, c->key.use, c->key.subject, &over, &c->limit,
                                         &c->limit));
}

static apr_status_t insert_counter(cnops_unit_t *unit, const cnops_counting_t *c)
{
    apr_time_t closes_at = c->now + c->window;
    apr_status_t rv;

    rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_COUNTER_INSERT,
                            CNOPS_ARGS(c->key.use, c->key.subject, &c->now, &closes_at, &c->now));
    /* Another transaction has inserted it since we looked: try again from the start. */
    return rv == CNOPS_EDUPLICATE ? APR_EAGAIN : rv;
}

static apr_status_t look(cnops_unit_t *unit, taking_t *t)
{
    const cnops_counter_key_t *key = &t->counting->key;

    t->counter = (cnops_counter_t){0};
    return cnops_unit_select(unit, CNOPS_SQL_COUNTER_GET, CNOPS_ARGS(key->use, key->subject),
                             read_counter, &t->counter);
}

static bool is_full(const taking_t *t)
{
    const cnops_counting_t *c = t->counting;

    return c->limit > 0 && t->counter.count >= c->limit &&
           t->counter.window_at + c->window > c->now;
}

/* The counter could not be raised. Either it does not exist, or it is full, or another transaction
 * has inserted it or given one back since we tried (READ COMMITTED). In this last case we try
 * again, because the caller must not be refused for it. */
static apr_status_t open_or_refuse(cnops_unit_t *unit, taking_t *t)
{
    apr_time_t now = t->counting->now;

    if (t->counter.window_at != 0)
        return is_full(t) ? APR_SUCCESS : APR_EAGAIN;
    t->taken = true;
    t->counter = (cnops_counter_t){1, now, now};
    return insert_counter(unit, t->counting);
}

static apr_status_t take(void *self, cnops_unit_t *unit)
{
    taking_t *t = self;
    int count = 0;
    apr_status_t rv;

    t->taken = false;
    if ((rv = raise_counter(&count, unit, t->counting)) != APR_SUCCESS)
        return rv;
    t->taken = count == 1;
    if ((rv = look(unit, t)) != APR_SUCCESS || t->taken)
        return rv;
    return open_or_refuse(unit, t);
}

static apr_status_t counter_take(void *self, bool *ptaken, cnops_counter_t *pcounter,
                                 const cnops_counting_t *counting, apr_pool_t *pool)
{
    taking_t taking = {.counting = counting};
    apr_status_t rv = cnops_db_transact(self, take, &taking, pool);

    *ptaken = rv == APR_SUCCESS && taking.taken;
    *pcounter = taking.counter;
    return rv;
}

static apr_status_t counter_give(void *self, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_COUNTER_GIVE, CNOPS_ARGS(key->use, key->subject),
                            pool);
}

static apr_status_t counter_clear(void *self, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_COUNTER_CLEAR, CNOPS_ARGS(key->use, key->subject),
                            pool);
}

static apr_status_t counter_purge(void *self, apr_time_t now, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_PURGE_COUNTERS, CNOPS_ARGS(&now), pool);
}

const cnops_counters_port_t cnops_store_counters = {.get = counter_get,
                                                    .take = counter_take,
                                                    .give = counter_give,
                                                    .clear = counter_clear,
                                                    .purge = counter_purge};
