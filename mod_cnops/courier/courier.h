/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Carries the outbox to its drivers.
 *
 * Floor: courier. Callers: httpd/watchdog.c, ctl. Threads: one drain at a time
 * per owner; any number of owners (processes), as rows are leased.
 * Delivery is at least once: a row whose owner died goes out again after its
 * lease, under the same Message-ID. */
#ifndef CNOPS_COURIER_COURIER_H
#define CNOPS_COURIER_COURIER_H

#include "core/outbox.h"

/* A way out. Adding one is a row and a function. */
typedef struct cnops_driver_t {
    const char *name; /* "file" */
    cnops_channel_e channel;
    /* APR_SUCCESS when the next hop has taken it; anything else is tried again. */
    apr_status_t (*send)(void *self, const cnops_message_t *message, apr_pool_t *pool);
    void *self;
} cnops_driver_t;

typedef struct cnops_courier_t {
    const cnops_core_t *core;
    const cnops_driver_t *drivers[2]; /* by cnops_channel_e */
    const char *owner;                /* this process and generation, unique */
    /* Told of each failure, once: for the log. May be NULL. */
    void (*report)(void *self, const char *driver, const char *message_id, int attempts,
                   apr_status_t failure);
    void *report_self;
    /* Asked between two messages; true stops the drain early. May be NULL. */
    bool (*stopping)(void *self);
    void *stopping_self;
} cnops_courier_t;

#define CNOPS_COURIER_LEASE    apr_time_from_sec(30)
#define CNOPS_COURIER_BATCH    20
#define CNOPS_COURIER_ATTEMPTS 10 /* then dead */

/* Sends what is due, in batches, until nothing is left. *psent: how many went out. */
apr_status_t cnops_courier_drain(int *psent, const cnops_courier_t *courier, apr_pool_t *pool);

/* µs before attempt n+1: 5 s, doubling, at most 15 min. */
apr_interval_time_t cnops_courier_backoff(int attempts);

#endif
