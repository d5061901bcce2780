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

static apr_status_t counter_get(void *self, cnops_counter_t *pcounter, const char *use,
                                const char *subject, apr_pool_t *pool)
{
    *pcounter = (cnops_counter_t){0};
    return cnops_db_select(self, CNOPS_SQL_COUNTER_GET, CNOPS_ARGS(use, subject), read_counter,
                           pcounter, pool);
}

/* --- taking --- */

typedef struct taking_t {
    const char *use, *subject;
    apr_int64_t limit;
    apr_interval_time_t window;
    apr_time_t now;
    bool taken;
    cnops_counter_t counter; /* afterwards */
} taking_t;

static apr_status_t raise_counter(int *pcount, cnops_unit_t *unit, const taking_t *t)
{
    apr_time_t over = t->now - t->window, closes_at = t->now + t->window;

    return cnops_unit_execute(pcount, unit, CNOPS_SQL_COUNTER_RAISE,
                              CNOPS_ARGS(&over, &t->now, &over, &closes_at, &t->window, &over,
                                         &t->now, t->use, t->subject, &over, &t->limit, &t->limit));
}

static apr_status_t insert_counter(cnops_unit_t *unit, const taking_t *t)
{
    apr_time_t closes_at = t->now + t->window;
    apr_status_t rv;

    rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_COUNTER_INSERT,
                            CNOPS_ARGS(t->use, t->subject, &t->now, &closes_at, &t->now));
    /* Another transaction opened it between our two looks: begin again. */
    return rv == CNOPS_EDUPLICATE ? APR_EAGAIN : rv;
}

static apr_status_t look(cnops_unit_t *unit, taking_t *t)
{
    t->counter = (cnops_counter_t){0};
    return cnops_unit_select(unit, CNOPS_SQL_COUNTER_GET, CNOPS_ARGS(t->use, t->subject),
                             read_counter, &t->counter);
}

static bool is_full(const taking_t *t)
{
    return t->limit > 0 && t->counter.count >= t->limit &&
           t->counter.window_at + t->window > t->now;
}

/* It could not be raised: it is not there, or full, or another transaction opened it or gave
 * one back between our two looks (READ COMMITTED). Nobody is refused for that. */
static apr_status_t open_or_refuse(cnops_unit_t *unit, taking_t *t)
{
    if (t->counter.window_at != 0)
        return is_full(t) ? APR_SUCCESS : APR_EAGAIN;
    t->taken = true;
    t->counter = (cnops_counter_t){1, t->now, t->now};
    return insert_counter(unit, t);
}

static apr_status_t take(void *self, cnops_unit_t *unit)
{
    taking_t *t = self;
    int count = 0;
    apr_status_t rv;

    t->taken = false;
    if ((rv = raise_counter(&count, unit, t)) != APR_SUCCESS)
        return rv;
    t->taken = count == 1;
    if ((rv = look(unit, t)) != APR_SUCCESS || t->taken)
        return rv;
    return open_or_refuse(unit, t);
}

static apr_status_t counter_take(void *self, bool *ptaken, cnops_counter_t *pcounter,
                                 const char *use, const char *subject, apr_int64_t limit,
                                 apr_interval_time_t window, apr_time_t now, apr_pool_t *pool)
{
    taking_t taking = {
        .use = use, .subject = subject, .limit = limit, .window = window, .now = now};
    apr_status_t rv = cnops_db_transact(self, take, &taking, pool);

    *ptaken = rv == APR_SUCCESS && taking.taken;
    *pcounter = taking.counter;
    return rv;
}

static apr_status_t counter_give(void *self, const char *use, const char *subject, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_COUNTER_GIVE, CNOPS_ARGS(use, subject), pool);
}

static apr_status_t counter_clear(void *self, const char *use, const char *subject,
                                  apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_COUNTER_CLEAR, CNOPS_ARGS(use, subject), pool);
}

const cnops_counters_port_t cnops_store_counters = {
    .get = counter_get, .take = counter_take, .give = counter_give, .clear = counter_clear};
