/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* A counter that is spread has a row for each of its parts. Each part may take its share of the
 * limit, so the counter never exceeds the limit, however many callers raise it at the same time,
 * and they wait for each other only where they raise the same part. A part has a window of its
 * own.
 *
 * Limits below SPREAD_FROM have one row, as a share of them would soon be used up. */
#define PARTS       8
#define SPREAD_FROM 50

/* The subject of a part is that of the counter, with this in place of the end. No digest has these
 * characters, so the rows of a counter are those from its PREFIX_LEN characters to these with
 * AFTER_HEX, and no other counter has rows there. */
#define PART_FORMAT ".%d"
#define PREFIX_LEN  62
#define AFTER_HEX   "g"

/* How often a take tries again because a part was full, or because a counter was given back since
 * it was found full. Each time, another caller has gone on. */
#define TAKES_MAX 64

_Static_assert(CNOPS_SQL_COUNTER_LOOK_4 - CNOPS_SQL_COUNTER_LOOK == CNOPS_COUNTERS_MAX - 1 &&
                   CNOPS_SQL_COUNTER_TAKE_4 - CNOPS_SQL_COUNTER_TAKE == CNOPS_COUNTERS_MAX - 1,
               "a statement for each length of a list");

/* --- rows --- */

static const char *prefix_of(const cnops_counter_key_t *key, apr_pool_t *pool)
{
    return apr_pstrndup(pool, key->subject, PREFIX_LEN);
}

static bool is_row_of(const cnops_counter_key_t *key, const char *use, const char *subject)
{
    if (strcmp(use, key->use) != 0)
        return false;
    return key->is_spread ? strncmp(subject, key->subject, PREFIX_LEN) == 0
                          : strcmp(subject, key->subject) == 0;
}

/* The three arguments that name all rows of a counter. */
static void name_rows(const void **args, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    args[0] = key->use;
    args[1] = key->is_spread ? prefix_of(key, pool) : key->subject;
    args[2] = key->is_spread ? apr_pstrcat(pool, args[1], AFTER_HEX, NULL) : key->subject;
}

/* What the rows of a statement are read into. */
typedef struct reading_t {
    const cnops_counter_key_t *keys;
    cnops_counter_t *counters;
    int count;
    apr_time_t now;
} reading_t;

static void add_row(cnops_counter_t *counter, const cnops_row_t *row)
{
    apr_time_t window_at = cnops_row_int(row, 3), last_at = cnops_row_int(row, 5);

    counter->count += cnops_row_int(row, 2);
    if (counter->window_at == 0 || window_at < counter->window_at)
        counter->window_at = window_at;
    if (last_at > counter->last_at)
        counter->last_at = last_at;
}

static void read_row(void *self, const cnops_row_t *row)
{
    const reading_t *reading = self;
    const char *use = cnops_row_text(row, 0), *subject = cnops_row_text(row, 1);

    if (cnops_row_int(row, 4) <= reading->now)
        return;
    for (int i = 0; i < reading->count; i++) {
        if (is_row_of(&reading->keys[i], use, subject))
            add_row(&reading->counters[i], row);
    }
}

static void clear_counters(const reading_t *reading)
{
    memset(reading->counters, 0, (apr_size_t)reading->count * sizeof *reading->counters);
}

/* --- looking --- */

static apr_status_t counter_look(void *self, cnops_counter_t *counters,
                                 const cnops_counter_key_t *keys, int count, apr_time_t now,
                                 apr_pool_t *pool)
{
    reading_t reading = {keys, counters, count, now};
    const void *args[3 * CNOPS_COUNTERS_MAX];

    clear_counters(&reading);
    for (int i = 0; i < count; i++)
        name_rows(&args[3 * i], &keys[i], pool);
    return cnops_db_select(self, CNOPS_SQL_COUNTER_LOOK + count - 1, args, read_row, &reading,
                           pool);
}

/* --- taking --- */

/* One row that a take raises. */
typedef struct raise_t {
    const char *use, *subject;
    apr_int64_t limit;
    apr_time_t now, closes_at;
} raise_t;

static void plan_raise(raise_t *raise, const cnops_counting_t *c, int attempt, apr_pool_t *pool)
{
    /* The clock's microseconds are as good as chance. */
    int part = (int)((c->now + attempt) % PARTS);

    *raise = (raise_t){c->key.use, c->key.subject, c->limit, c->now, c->now + c->window};
    if (!c->key.is_spread || (c->limit > 0 && c->limit < SPREAD_FROM))
        return;
    raise->subject = apr_psprintf(pool, "%s" PART_FORMAT, prefix_of(&c->key, pool), part);
    if (c->limit)
        raise->limit = c->limit / PARTS + (part < c->limit % PARTS);
}

/* All takes raise their rows in this order, so that they do not wait for each other in a circle. */
static int compare_raises(const void *a, const void *b)
{
    const raise_t *one = a, *other = b;
    int order = strcmp(one->use, other->use);

    return order ? order : strcmp(one->subject, other->subject);
}

static void list_args(const void **args, const raise_t *raise)
{
    *args++ = raise->use;
    *args++ = raise->subject;
    *args++ = &raise->now;
    *args++ = &raise->closes_at;
    *args++ = &raise->now;
    *args = &raise->limit;
}

typedef struct taking_t {
    const cnops_counting_t *list;
    int count, attempt;
    reading_t reading;
} taking_t;

/* CNOPS_ECONFLICT: a counter or its part is full, and nothing was raised. */
static apr_status_t take_once(cnops_db_t *db, const taking_t *taking, apr_pool_t *pool)
{
    raise_t raises[CNOPS_COUNTERS_MAX] = {{0}};
    const void *args[6 * CNOPS_COUNTERS_MAX];
    int count = taking->count;

    for (int i = 0; i < count; i++)
        plan_raise(&raises[i], &taking->list[i], taking->attempt, pool);
    qsort(raises, (apr_size_t)count, sizeof *raises, compare_raises);
    for (int i = 0; i < count; i++)
        list_args(&args[6 * i], &raises[i]);
    clear_counters(&taking->reading);
    return cnops_db_execute_returning(db, CNOPS_SQL_COUNTER_TAKE + count - 1, args, read_row,
                                      (void *)&taking->reading, pool);
}

/* Whether one of the counters is full now. If not, only a part was, or one was given back. */
static apr_status_t find_full(bool *pfull, cnops_db_t *db, const taking_t *taking, apr_pool_t *pool)
{
    const reading_t *r = &taking->reading;
    apr_status_t rv = counter_look(db, r->counters, r->keys, r->count, r->now, pool);

    *pfull = false;
    for (int i = 0; i < taking->count; i++)
        *pfull |= taking->list[i].limit > 0 && r->counters[i].count >= taking->list[i].limit;
    return rv;
}

static apr_status_t take_or_refuse(bool *ptaken, cnops_db_t *db, taking_t *taking, apr_pool_t *pool)
{
    bool is_full = false;
    apr_status_t rv;

    for (; taking->attempt < TAKES_MAX; taking->attempt++) {
        rv = take_once(db, taking, pool);
        *ptaken = rv == APR_SUCCESS;
        if (rv != CNOPS_ECONFLICT)
            return rv;
        if ((rv = find_full(&is_full, db, taking, pool)) != APR_SUCCESS || is_full)
            return rv;
    }
    return CNOPS_EUNAVAILABLE;
}

static apr_status_t counter_take(void *self, bool *ptaken, cnops_counter_t *counters,
                                 const cnops_counting_t *list, int count, apr_pool_t *pool)
{
    cnops_counter_key_t keys[CNOPS_COUNTERS_MAX];
    taking_t taking = {list, count, 0, {keys, counters, count, list->now}};

    *ptaken = false;
    for (int i = 0; i < count; i++)
        keys[i] = list[i].key;
    return take_or_refuse(ptaken, self, &taking, pool);
}

static apr_status_t counter_add(void *self, bool *padded, const cnops_counting_t *counting,
                                apr_int64_t amount, apr_pool_t *pool)
{
    apr_int64_t limit = counting->limit ? counting->limit : APR_INT64_MAX;
    apr_int64_t most = limit - amount; /* before it is raised */
    int count = 0;
    apr_status_t rv = cnops_db_execute(&count, self, CNOPS_SQL_COUNTER_ADD,
                                       CNOPS_ARGS(&amount, &counting->now, counting->key.use,
                                                  counting->key.subject, &counting->now, &most),
                                       pool);

    *padded = rv == APR_SUCCESS && count > 0;
    return rv;
}

/* --- giving back --- */

static apr_status_t give_rows(int *pgiven, cnops_db_t *db, const cnops_counter_key_t *rows,
                              int count, apr_pool_t *pool)
{
    const void *args[2 * CNOPS_COUNTERS_MAX];

    /* The statement has places for all: the last row is named again in those that are left. */
    for (int i = 0; i < CNOPS_COUNTERS_MAX; i++) {
        const cnops_counter_key_t *row = &rows[i < count ? i : count - 1];

        args[2 * i] = row->use;
        args[2 * i + 1] = row->subject;
    }
    return cnops_db_execute(pgiven, db, CNOPS_SQL_COUNTER_GIVE, args, pool);
}

/* To any part that has been raised. */
static apr_status_t give_spread(cnops_db_t *db, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    int given = 0;
    apr_status_t rv = give_rows(&given, db, key, 1, pool);

    for (int part = 0; part < PARTS && rv == APR_SUCCESS && given == 0; part++) {
        const char *subject = apr_psprintf(pool, "%s" PART_FORMAT, prefix_of(key, pool), part);

        rv = give_rows(&given, db, &(cnops_counter_key_t){key->use, subject, true}, 1, pool);
    }
    return rv;
}

static apr_status_t counter_give(void *self, const cnops_counter_key_t *keys, int count,
                                 apr_pool_t *pool)
{
    cnops_counter_key_t rows[CNOPS_COUNTERS_MAX];
    int plain = 0;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < count && rv == APR_SUCCESS; i++) {
        if (keys[i].is_spread)
            rv = give_spread(self, &keys[i], pool);
        else
            rows[plain++] = keys[i];
    }
    if (rv != APR_SUCCESS || plain == 0)
        return rv;
    return give_rows(NULL, self, rows, plain, pool);
}

/* --- clearing --- */

static apr_status_t counter_clear(void *self, const cnops_counter_key_t *key, apr_pool_t *pool)
{
    const void *args[3];

    name_rows(args, key, pool);
    return cnops_db_execute(NULL, self, CNOPS_SQL_COUNTER_CLEAR, args, pool);
}

static apr_status_t counter_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_COUNTERS, (cnops_old_t){before, max}, pool);
}

const cnops_counters_port_t cnops_store_counters = {.look = counter_look,
                                                    .take = counter_take,
                                                    .add = counter_add,
                                                    .give = counter_give,
                                                    .clear = counter_clear,
                                                    .purge = counter_purge};
