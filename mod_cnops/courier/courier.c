/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/courier.h"

#include "base/errors.h"
#include "base/secret.h"

#define BACKOFF_FIRST apr_time_from_sec(5)
#define BACKOFF_MAX   apr_time_from_sec(15 * 60)

apr_interval_time_t cnops_courier_backoff(int attempts)
{
    apr_interval_time_t wait = BACKOFF_FIRST;

    for (int i = 1; i < attempts && wait < BACKOFF_MAX; i++)
        wait *= 2;
    return wait < BACKOFF_MAX ? wait : BACKOFF_MAX;
}

static bool is_stopping(const cnops_courier_t *courier)
{
    return courier->stopping && courier->stopping(courier->stopping_self);
}

/* A lease that ran out meanwhile is no failure: whoever has the row now settles it. */
static apr_status_t forgive_lost_lease(apr_status_t rv)
{
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}

static apr_status_t put_off(const cnops_courier_t *courier, const cnops_outbox_row_t *row,
                            apr_time_t retry_at, apr_pool_t *pool)
{
    const cnops_store_t *store = &courier->core->store;

    return forgive_lost_lease(store->outbox_failed(store->self, row->id, courier->owner, retry_at,
                                                   cnops_core_now(courier->core), pool));
}

/* What no further attempt can mend. */
static bool is_final(const cnops_outbox_row_t *row, apr_status_t failure)
{
    return failure == CNOPS_EFORGED || failure == CNOPS_EMALFORMED || failure == CNOPS_EEXPIRED ||
           row->attempts >= CNOPS_COURIER_ATTEMPTS;
}

static apr_status_t settle_failure(const cnops_courier_t *courier, const char *driver,
                                   const cnops_outbox_row_t *row, apr_status_t failure,
                                   apr_pool_t *pool)
{
    apr_time_t retry_at = 0;

    if (courier->report)
        courier->report(courier->report_self, driver, row->message_id, row->attempts, failure);
    if (!is_final(row, failure))
        retry_at = cnops_core_now(courier->core) + cnops_courier_backoff(row->attempts);
    return put_off(courier, row, retry_at, pool);
}

static void wipe(cnops_message_t *message)
{
    /* Opened for us alone: const for the driver, not for its owner. */
    cnops_secret_wipe((char *)message->text);
}

/* Opens the row and hands it to its driver. *pdriver: the driver's name, for the report. */
static apr_status_t hand_over(const char **pdriver, const cnops_courier_t *courier,
                              const cnops_outbox_row_t *row, apr_pool_t *pool)
{
    const cnops_driver_t *driver = courier->drivers[row->channel == CNOPS_CHANNEL_SMS];
    cnops_message_t *message;
    apr_status_t rv;

    *pdriver = driver ? driver->name : cnops_channel_name(row->channel);
    if (row->expires_at && row->expires_at <= cnops_core_now(courier->core))
        return CNOPS_EEXPIRED;
    if ((rv = cnops_outbox_open(&message, courier->core, row, pool)) != APR_SUCCESS)
        return rv;
    rv = driver ? driver->send(driver->self, message, pool) : APR_ENOTIMPL;
    wipe(message);
    return rv;
}

static apr_status_t deliver(int *psent, const cnops_courier_t *courier,
                            const cnops_outbox_row_t *row, apr_pool_t *pool)
{
    const cnops_store_t *store = &courier->core->store;
    const char *driver;
    apr_status_t rv;

    if ((rv = hand_over(&driver, courier, row, pool)) != APR_SUCCESS)
        return settle_failure(courier, driver, row, rv, pool);
    *psent += 1;
    return forgive_lost_lease(store->outbox_sent(store->self, row->id, courier->owner,
                                                 cnops_core_now(courier->core), pool));
}

/* Each message in a pool of its own: what was opened is gone before the next one. A row whose
 * lease slow neighbours used up is left alone: somebody else may be sending it. When stopping,
 * the rest is given back at once, not after the lease. */
static apr_status_t deliver_batch(int *psent, const cnops_courier_t *courier,
                                  const apr_array_header_t *batch, apr_time_t lease_until,
                                  apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    apr_pool_t *own;

    for (int i = 0; i < batch->nelts && rv == APR_SUCCESS; i++) {
        const cnops_outbox_row_t *row = &APR_ARRAY_IDX(batch, i, cnops_outbox_row_t);
        apr_time_t now = cnops_core_now(courier->core);

        if (now >= lease_until)
            break;
        apr_pool_create(&own, pool);
        rv = is_stopping(courier) ? put_off(courier, row, now, own)
                                  : deliver(psent, courier, row, own);
        apr_pool_destroy(own);
    }
    return rv;
}

/* *pleased: how many rows were due. */
static apr_status_t drain_batch(int *psent, int *pleased, const cnops_courier_t *courier,
                                apr_pool_t *pool)
{
    const cnops_store_t *store = &courier->core->store;
    apr_time_t now = cnops_core_now(courier->core);
    apr_time_t lease_until = now + CNOPS_COURIER_LEASE;
    apr_array_header_t *batch;
    apr_status_t rv;

    *pleased = 0;
    rv = store->outbox_lease(store->self, &batch, courier->owner, now, lease_until,
                             CNOPS_COURIER_BATCH, pool);
    if (rv != APR_SUCCESS)
        return rv;
    *pleased = batch->nelts;
    return deliver_batch(psent, courier, batch, lease_until, pool);
}

apr_status_t cnops_courier_drain(int *psent, const cnops_courier_t *courier, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    int leased = 1;
    apr_pool_t *own;

    *psent = 0;
    while (rv == APR_SUCCESS && leased > 0 && !is_stopping(courier)) {
        apr_pool_create(&own, pool);
        rv = drain_batch(psent, &leased, courier, own);
        apr_pool_destroy(own);
    }
    return rv;
}
