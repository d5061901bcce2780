/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/courier.h"

#include "base/errors.h"
#include "base/secret.h"

#define BACKOFF_FIRST apr_time_from_sec(5)
#define BACKOFF_MAX   apr_time_from_sec(30 * 60)
#define PAUSE_FIRST   apr_time_from_sec(1)
#define PACE_STEP     apr_time_from_msec(50)
#define PACED_BATCH   apr_time_from_sec(10) /* a batch holds no more than the rate allows in it */

static apr_interval_time_t double_up(apr_interval_time_t first, apr_interval_time_t most, int times)
{
    apr_interval_time_t wait = first;

    for (int i = 1; i < times && wait < most; i++)
        wait *= 2;
    return wait < most ? wait : most;
}

apr_interval_time_t cnops_courier_backoff(int attempts)
{
    return double_up(BACKOFF_FIRST, BACKOFF_MAX, attempts);
}

/* Takes up to a fifth off wait, at random. */
static apr_interval_time_t jitter(const cnops_courier_t *courier, apr_interval_time_t wait)
{
    const cnops_random_t *random = &courier->core->random;
    apr_uint32_t draw;

    random->fill(random->self, &draw, sizeof draw);
    return wait - (apr_interval_time_t)(draw % 1000) * (wait / 5) / 1000;
}

static bool is_stopping(const cnops_courier_t *courier)
{
    return courier->stopping && courier->stopping(courier->stopping_self);
}

/* A pause that ends later than any pause can was begun before the clock was set back: it no
 * longer counts. */
static bool is_paused(const cnops_courier_t *courier)
{
    apr_interval_time_t left = courier->paused_until - cnops_core_now(courier->core);

    return left > 0 && left <= CNOPS_COURIER_PAUSE_MAX;
}

/* CNOPS_ECONFLICT says that the lease ran out meanwhile. That is no failure: another courier has
 * leased the row and records what becomes of it. */
static apr_status_t forgive_lost_lease(apr_status_t rv)
{
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}

static void report(const cnops_courier_t *courier, const cnops_courier_report_t *about)
{
    if (courier->report)
        courier->report(courier->report_self, about);
}

/* --- the lane --- */

static void pause_lane(cnops_courier_t *courier, const char *detail)
{
    const cnops_courier_report_t about = {
        .driver = courier->driver->name, .failure = CNOPS_EUNAVAILABLE, .detail = detail};
    apr_interval_time_t wait;

    if (courier->outages++ == 0)
        report(courier, &about);
    wait = double_up(PAUSE_FIRST, CNOPS_COURIER_PAUSE_MAX, courier->outages);
    courier->paused_until = cnops_core_now(courier->core) + jitter(courier, wait);
}

static void open_lane(cnops_courier_t *courier)
{
    const cnops_courier_report_t about = {.driver = courier->driver->name};

    if (courier->outages > 0)
        report(courier, &about);
    courier->outages = 0;
    courier->paused_until = 0;
}

/* Waits until the rate allows the next message. Sleeps in short steps, so that a stop is noticed
 * soon. */
static void await_rate(cnops_courier_t *courier)
{
    apr_interval_time_t step = courier->rate ? apr_time_from_sec(1) / courier->rate : 0;
    apr_time_t now = cnops_core_now(courier->core);

    if (courier->next_at > now + step) /* the clock was set back */
        courier->next_at = now + step;
    while (step && now < courier->next_at && !is_stopping(courier)) {
        apr_interval_time_t left = courier->next_at - now;
        apr_interval_time_t wait = left < PACE_STEP ? left : PACE_STEP;

        if (courier->sleep)
            courier->sleep(courier->sleep_self, wait);
        else
            apr_sleep(wait);
        now = cnops_core_now(courier->core);
    }
    courier->next_at = (now > courier->next_at ? now : courier->next_at) + step;
}

/* --- one message --- */

static cnops_leased_t leased_now(const cnops_courier_t *courier, const cnops_outbox_row_t *row)
{
    return (cnops_leased_t){
        .id = row->id, .owner = courier->owner, .now = cnops_core_now(courier->core)};
}

/* Whether another attempt would be useless or is one too many. */
static bool is_final(const cnops_outbox_row_t *row, apr_status_t failure)
{
    return failure == CNOPS_EFORGED || failure == CNOPS_EMALFORMED || failure == CNOPS_EEXPIRED ||
           failure == CNOPS_EREFUSED || row->attempts >= CNOPS_COURIER_ATTEMPTS;
}

static apr_status_t record_failure(const cnops_courier_t *courier, const cnops_outbox_row_t *row,
                                   apr_status_t failure, const char *detail, apr_pool_t *pool)
{
    const cnops_store_t *store = &courier->core->store;
    const cnops_leased_t leased = leased_now(courier, row);
    apr_time_t retry_at = 0;
    const cnops_courier_report_t about = {.driver = courier->driver->name,
                                          .message_id = row->message_id,
                                          .attempts = row->attempts,
                                          .failure = failure,
                                          .detail = detail,
                                          .is_dead = is_final(row, failure)};

    report(courier, &about);
    if (!about.is_dead)
        retry_at = leased.now + jitter(courier, cnops_courier_backoff(row->attempts));
    return forgive_lost_lease(store->outbox->failed(store->self, &leased, retry_at, pool));
}

/* Gives the row back untried; it is due again at due_at. */
static apr_status_t release(const cnops_courier_t *courier, const cnops_outbox_row_t *row,
                            apr_time_t due_at, apr_pool_t *pool)
{
    const cnops_store_t *store = &courier->core->store;
    const cnops_leased_t leased = leased_now(courier, row);

    return forgive_lost_lease(store->outbox->release(store->self, &leased, due_at, pool));
}

static void wipe(cnops_message_t *message)
{
    /* The texts were opened for this attempt only. They are const so that a driver leaves them
     * alone, not for their owner. */
    cnops_secret_wipe((char *)message->text);
    cnops_secret_wipe((char *)message->html);
}

static void report_sent(const cnops_courier_t *courier, const cnops_outbox_row_t *row,
                        const char *detail)
{
    const cnops_courier_report_t about = {.driver = courier->driver->name,
                                          .message_id = row->message_id,
                                          .attempts = row->attempts,
                                          .detail = detail};

    if (detail)
        report(courier, &about);
}

static apr_status_t open_and_send(const char **pdetail, const cnops_courier_t *courier,
                                  const cnops_outbox_row_t *row, apr_pool_t *pool)
{
    const cnops_driver_t *driver = courier->driver;
    cnops_message_t *message;
    apr_status_t rv;

    *pdetail = NULL;
    if (row->expires_at && row->expires_at <= cnops_core_now(courier->core))
        return CNOPS_EEXPIRED;
    if ((rv = cnops_outbox_open(&message, courier->core, row, pool)) != APR_SUCCESS)
        return rv;
    rv = driver->send(driver->self, pdetail, message, pool);
    wipe(message);
    return rv;
}

static apr_status_t deliver(int *psent, cnops_courier_t *courier, const cnops_outbox_row_t *row,
                            apr_pool_t *pool)
{
    const cnops_store_t *store = &courier->core->store;
    cnops_leased_t leased;
    const char *detail;
    apr_status_t rv = open_and_send(&detail, courier, row, pool);

    if (rv == CNOPS_EUNAVAILABLE) {
        pause_lane(courier, detail);
        return release(courier, row, courier->paused_until, pool);
    }
    if (rv != APR_SUCCESS)
        return record_failure(courier, row, rv, detail, pool);
    open_lane(courier);
    report_sent(courier, row, detail);
    *psent += 1;
    leased = leased_now(courier, row);
    return forgive_lost_lease(store->outbox->sent(store->self, &leased, pool));
}

/* --- batches --- */

/* Each message has a pool of its own, so that its content is gone before the next one is opened.
 * A row is given back where sending it could last longer than its lease: another courier would
 * lease it meanwhile and send it a second time. */
static apr_status_t deliver_batch(int *psent, cnops_courier_t *courier,
                                  const apr_array_header_t *batch, apr_time_t lease_until,
                                  apr_pool_t *pool)
{
    apr_time_t last_start = lease_until - courier->driver->patience;
    apr_status_t rv = APR_SUCCESS;
    apr_pool_t *own;

    for (int i = 0; i < batch->nelts && rv == APR_SUCCESS; i++) {
        const cnops_outbox_row_t *row = &APR_ARRAY_IDX(batch, i, cnops_outbox_row_t);
        bool goes_on = !is_paused(courier) && !is_stopping(courier);
        apr_time_t now;

        if (goes_on)
            await_rate(courier);
        now = cnops_core_now(courier->core);
        apr_pool_create(&own, pool);
        rv = goes_on && !is_stopping(courier) && now < last_start
                 ? deliver(psent, courier, row, own)
                 : release(courier, row, now, own);
        apr_pool_destroy(own);
    }
    return rv;
}

/* A batch is no larger than the rate lets it be sent within its lease. */
static int batch_size(const cnops_courier_t *courier)
{
    apr_int64_t paced = courier->rate * apr_time_sec(PACED_BATCH);

    return paced && paced < CNOPS_COURIER_BATCH ? (int)paced : CNOPS_COURIER_BATCH;
}

/* *pcount: the number of rows that were due and are leased now. */
static apr_status_t drain_batch(int *psent, int *pcount, cnops_courier_t *courier, apr_pool_t *pool)
{
    const cnops_store_t *store = &courier->core->store;
    apr_time_t now = cnops_core_now(courier->core);
    /* The next hop may still be down after a pause: try it with a single message. */
    const cnops_leasing_t leasing = {.owner = courier->owner,
                                     .channel = courier->driver->channel,
                                     .now = now,
                                     .until = now + CNOPS_COURIER_LEASE + courier->driver->patience,
                                     .max = courier->outages ? 1 : batch_size(courier)};
    apr_array_header_t *batch;
    apr_status_t rv;

    *pcount = 0;
    rv = store->outbox->lease(store->self, &batch, &leasing, pool);
    if (rv != APR_SUCCESS)
        return rv;
    *pcount = batch->nelts;
    return deliver_batch(psent, courier, batch, leasing.until, pool);
}

apr_status_t cnops_courier_drain(int *psent, cnops_courier_t *courier, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    int count = 1, tried = 0;
    apr_pool_t *own;

    *psent = 0;
    while (rv == APR_SUCCESS && count > 0 && !is_stopping(courier) && !is_paused(courier)) {
        apr_pool_create(&own, pool);
        rv = drain_batch(psent, &count, courier, own);
        tried += count;
        apr_pool_destroy(own);
    }
    if (tried > 0 && courier->driver->disconnect)
        courier->driver->disconnect(courier->driver->self);
    return rv;
}
