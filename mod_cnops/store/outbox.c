/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

/* --- queueing --- */

static const void **insert_args(const void *args[6], const cnops_outbox_row_t *message)
{
    args[0] = message->message_id;
    args[1] = cnops_channel_name(message->channel);
    args[2] = message->content_sealed;
    args[3] = &message->created_at; /* due at once */
    args[4] = &message->created_at;
    args[5] = &message->expires_at;
    return args;
}

apr_status_t cnops_unit_queue_message(cnops_unit_t *unit, const cnops_outbox_row_t *message)
{
    const void *args[6];
    apr_status_t rv;

    if (message->link && (rv = cnops_unit_add_link(unit, message->link)) != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_OUTBOX_INSERT, insert_args(args, message));
}

static apr_status_t queue_message(void *self, cnops_unit_t *unit)
{
    return cnops_unit_queue_message(unit, self);
}

static apr_status_t outbox_insert(void *self, const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    const void *args[6];

    if (message->link) /* two statements */
        return cnops_db_transact(self, queue_message, (void *)message, pool);
    return cnops_db_execute(NULL, self, CNOPS_SQL_OUTBOX_INSERT, insert_args(args, message), pool);
}

/* --- leasing --- */

typedef struct leasing_t {
    const cnops_leasing_t *asked;
    apr_array_header_t *due;    /* cnops_outbox_row_t that can be leased */
    apr_array_header_t *leased; /* those that were */
} leasing_t;

static void read_message(void *self, const cnops_row_t *row)
{
    cnops_outbox_row_t *message = apr_array_push(self);

    message->id = cnops_row_int(row, 0);
    message->message_id = cnops_row_text(row, 1);
    if (!cnops_channel_parse(&message->channel, cnops_row_text(row, 2)))
        cnops_row_refuse(row, 2);
    message->content_sealed = cnops_row_text(row, 3);
    message->attempts = (int)cnops_row_int(row, 4);
    message->created_at = cnops_row_int(row, 5);
    message->expires_at = cnops_row_int(row, 6);
}

static apr_status_t lease_row(cnops_unit_t *unit, leasing_t *leasing,
                              const cnops_outbox_row_t *message)
{
    const cnops_leasing_t *asked = leasing->asked;
    apr_int64_t attempts = message->attempts;
    cnops_outbox_row_t *leased;
    int count;
    apr_status_t rv;

    rv = cnops_unit_execute(
        &count, unit, CNOPS_SQL_OUTBOX_LEASE,
        CNOPS_ARGS(asked->owner, &asked->until, &message->id, &attempts, &asked->now));
    if (rv != APR_SUCCESS || count == 0)
        return rv;
    leased = apr_array_push(leasing->leased);
    *leased = *message;
    leased->attempts++;
    return APR_SUCCESS;
}

static apr_status_t lease(void *self, cnops_unit_t *unit)
{
    leasing_t *l = self;
    const cnops_leasing_t *asked = l->asked;
    const char *channel = cnops_channel_name(asked->channel);
    apr_int64_t max = asked->max;
    apr_status_t rv;

    apr_array_clear(l->due);
    apr_array_clear(l->leased);
    rv = cnops_unit_select(unit, CNOPS_SQL_OUTBOX_DUE,
                           CNOPS_ARGS(channel, &asked->now, &asked->now, &asked->now, &max),
                           read_message, l->due);
    for (int i = 0; i < l->due->nelts && rv == APR_SUCCESS; i++)
        rv = lease_row(unit, l, &APR_ARRAY_IDX(l->due, i, cnops_outbox_row_t));
    return rv;
}

/* Every process calls this several times a second, and mostly nothing is due. So it looks first,
 * without a transaction that writes. */
static apr_status_t outbox_lease(void *self, apr_array_header_t **plist,
                                 const cnops_leasing_t *asked, apr_pool_t *pool)
{
    const char *channel = cnops_channel_name(asked->channel);
    const apr_time_t *now = &asked->now;
    apr_int64_t one = 1;
    leasing_t l = {.asked = asked};
    apr_status_t rv;

    l.due = apr_array_make(pool, asked->max, sizeof(cnops_outbox_row_t));
    *plist = l.leased = apr_array_make(pool, asked->max, sizeof(cnops_outbox_row_t));
    rv = cnops_db_select(self, CNOPS_SQL_OUTBOX_DUE, CNOPS_ARGS(channel, now, now, now, &one),
                         read_message, l.due, pool);
    if (rv != APR_SUCCESS || l.due->nelts == 0)
        return rv;
    return cnops_db_transact(self, lease, &l, pool);
}

/* --- results of sending --- */

static apr_status_t conflict_if_none(apr_status_t rv, int count)
{
    return rv == APR_SUCCESS && count == 0 ? CNOPS_ECONFLICT : rv;
}

static apr_status_t outbox_sent(void *self, const cnops_leased_t *l, apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv =
        cnops_db_execute(&count, self, CNOPS_SQL_OUTBOX_SETTLE,
                         CNOPS_ARGS("sent", &l->now, &l->id, l->owner, &l->now), pool);

    return conflict_if_none(rv, count);
}

static apr_status_t bury(cnops_db_t *db, const cnops_leased_t *l, apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv =
        cnops_db_execute(&count, db, CNOPS_SQL_OUTBOX_BURY,
                         CNOPS_ARGS(&l->now, &l->now, &l->now, &l->id, l->owner, &l->now), pool);

    return conflict_if_none(rv, count);
}

static apr_status_t outbox_failed(void *self, const cnops_leased_t *l, apr_time_t retry_at,
                                  apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv;

    if (retry_at == 0)
        return bury(self, l, pool);
    rv = cnops_db_execute(&count, self, CNOPS_SQL_OUTBOX_RETRY,
                          CNOPS_ARGS(&retry_at, &l->id, l->owner, &l->now), pool);
    return conflict_if_none(rv, count);
}

static apr_status_t outbox_release(void *self, const cnops_leased_t *l, apr_time_t due_at,
                                   apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv = cnops_db_execute(&count, self, CNOPS_SQL_OUTBOX_RELEASE,
                                       CNOPS_ARGS(&due_at, &l->id, l->owner, &l->now), pool);

    return conflict_if_none(rv, count);
}

/* --- receipts --- */

static void read_count(void *self, const cnops_row_t *row)
{
    *(apr_int64_t *)self = cnops_row_int(row, 0);
}

static apr_status_t outbox_receipt(void *self, const char *message_id, bool delivered,
                                   apr_time_t now, apr_pool_t *pool)
{
    const char *word = delivered ? "delivered" : "failed";
    apr_int64_t known = 0;
    int count = 0;
    apr_status_t rv = cnops_db_execute(&count, self, CNOPS_SQL_OUTBOX_RECEIPT,
                                       CNOPS_ARGS(word, &now, message_id, word), pool);

    if (rv != APR_SUCCESS || count > 0)
        return rv;
    rv = cnops_db_select(self, CNOPS_SQL_OUTBOX_EXISTS, CNOPS_ARGS(message_id), read_count, &known,
                         pool);
    return rv == APR_SUCCESS && known == 0 ? CNOPS_ENOTFOUND : rv;
}

/* --- purging --- */

/* The moment at which it expired is the moment at which it is blanked. */
static apr_status_t outbox_expire(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    apr_int64_t limit = max;

    return cnops_db_execute(pcount, self, CNOPS_SQL_PURGE_OUTBOX_EXPIRED,
                            CNOPS_ARGS(&before, &before, &limit), pool);
}

static apr_status_t outbox_purge_dead(void *self, int *pcount, apr_time_t before, int max,
                                      apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_OUTBOX_DEAD, (cnops_old_t){before, max},
                          pool);
}

static apr_status_t outbox_purge(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_OUTBOX_SETTLED, (cnops_old_t){before, max},
                          pool);
}

const cnops_outbox_port_t cnops_store_outbox = {.insert = outbox_insert,
                                                .lease = outbox_lease,
                                                .sent = outbox_sent,
                                                .failed = outbox_failed,
                                                .release = outbox_release,
                                                .receipt = outbox_receipt,
                                                .expire = outbox_expire,
                                                .purge_dead = outbox_purge_dead,
                                                .purge = outbox_purge};
