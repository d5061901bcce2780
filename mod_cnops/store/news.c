/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

/* --- what imports noted --- */

/* The key of a row of claim_news. */
typedef struct noted_t {
    apr_int64_t membership_id, since;
} noted_t;

typedef struct gathering_t {
    apr_time_t now;
    apr_int64_t max;
    apr_array_header_t *list; /* noted_t */
    int count;
} gathering_t;

static void read_noted(void *self, const cnops_row_t *row)
{
    APR_ARRAY_PUSH((apr_array_header_t *)self, noted_t) =
        (noted_t){cnops_row_int(row, 0), cnops_row_int(row, 1)};
}

static void read_person(void *self, const cnops_row_t *row)
{
    *(apr_int64_t *)self = cnops_row_int(row, 0);
}

static apr_status_t mark(cnops_unit_t *unit, const gathering_t *gathering, const noted_t *noted)
{
    apr_int64_t person_id = 0;
    apr_status_t rv = cnops_unit_select(unit, CNOPS_SQL_NEWS_PERSON,
                                        CNOPS_ARGS(&noted->membership_id), read_person, &person_id);

    if (rv != APR_SUCCESS || !person_id)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_NEWS_MARK,
                              CNOPS_ARGS(&gathering->now, &person_id));
}

/* Another process may have taken the row since it was read: whoever deletes it marks the account,
 * else the member would be told again after the other process has told. */
static apr_status_t take(cnops_unit_t *unit, gathering_t *gathering, const noted_t *noted)
{
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_NEWS_TAKE,
                                         CNOPS_ARGS(&noted->membership_id, &noted->since));

    if (rv != APR_SUCCESS || count == 0)
        return rv;
    gathering->count++;
    return mark(unit, gathering, noted);
}

static apr_status_t gather(void *self, cnops_unit_t *unit)
{
    gathering_t *gathering = self;
    apr_status_t rv = APR_SUCCESS;

    gathering->count = 0;
    for (int i = 0; rv == APR_SUCCESS && i < gathering->list->nelts; i++)
        rv = take(unit, gathering, &APR_ARRAY_IDX(gathering->list, i, noted_t));
    return rv;
}

/* Every second, and mostly nothing was noted: so it looks first, without a transaction. */
static apr_status_t news_gather(void *self, int *pcount, apr_time_t now, int max, apr_pool_t *pool)
{
    gathering_t gathering = {
        .now = now, .max = max, .list = apr_array_make(pool, max, sizeof(noted_t))};
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_NEWS_NOTED, CNOPS_ARGS(&gathering.max),
                                      read_noted, gathering.list, pool);

    if (rv == APR_SUCCESS && gathering.list->nelts > 0)
        rv = cnops_db_transact(self, gather, &gathering, pool);
    *pcount = rv == APR_SUCCESS ? gathering.count : 0;
    return rv;
}

/* --- who is due --- */

static void read_due(void *self, const cnops_row_t *row)
{
    const cnops_account_t *account = NULL;

    cnops_row_account(&account, row, 0);
    if (account)
        APR_ARRAY_PUSH((apr_array_header_t *)self, cnops_account_t) = *account;
}

/* A row with an unknown word is in the log; the others are told all the same. */
static apr_status_t news_due(void *self, apr_array_header_t **plist, apr_time_t now, int max,
                             apr_pool_t *pool)
{
    apr_int64_t most = max;
    apr_status_t rv;

    *plist = apr_array_make(pool, max, sizeof(cnops_account_t));
    rv = cnops_db_select(self, CNOPS_SQL_NEWS_DUE, CNOPS_ARGS(&now, &most), read_due, *plist, pool);
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

/* --- telling --- */

typedef struct settling_t {
    const cnops_account_t *account;
    const cnops_outbox_row_t *message; /* NULL: none */
    apr_time_t told_at, due_at;
} settling_t;

static apr_status_t settle(void *self, cnops_unit_t *unit)
{
    const settling_t *settling = self;
    const cnops_account_t *account = settling->account;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(
        &count, unit, CNOPS_SQL_NEWS_SETTLE,
        CNOPS_ARGS(&settling->told_at, &settling->due_at, &account->id, &account->news_due_at,
                   &account->news_at, cnops_news_name(account->news),
                   cnops_account_state_name(account->state)));

    if (rv != APR_SUCCESS)
        return rv;
    if (count == 0)
        return CNOPS_ECONFLICT;
    return settling->message ? cnops_unit_queue_message(unit, settling->message) : APR_SUCCESS;
}

static apr_status_t news_tell(void *self, const cnops_account_t *account,
                              const cnops_outbox_row_t *message, apr_time_t now, apr_pool_t *pool)
{
    settling_t settling = {account, message, now, 0};

    return cnops_db_transact(self, settle, &settling, pool);
}

static apr_status_t news_postpone(void *self, const cnops_account_t *account, apr_time_t due_at,
                                  apr_pool_t *pool)
{
    settling_t settling = {account, NULL, account->news_at, due_at};

    return cnops_db_transact(self, settle, &settling, pool);
}

const cnops_news_port_t cnops_store_news = {
    .gather = news_gather, .due = news_due, .tell = news_tell, .postpone = news_postpone};
