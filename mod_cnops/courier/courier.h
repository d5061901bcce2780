/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Carries the outbox of one channel to its driver: a lane. A relay that is down stops its
 * own lane and nothing else.
 *
 * Floor: courier. Callers: httpd/watchdog.c. Threads: one drain at a time per courier; any
 * number of couriers (processes, machines), as rows are leased.
 * Delivery is at least once: a row whose owner died goes out again after its
 * lease, under the same Message-ID. */
#ifndef CNOPS_COURIER_COURIER_H
#define CNOPS_COURIER_COURIER_H

#include "core/seal/outbox.h"

/* A way out. Adding one is a row and a function. */
typedef struct cnops_driver_t {
    const char *name; /* "file" */
    cnops_channel_e channel;
    apr_interval_time_t patience; /* µs, the longest that send takes */
    /* APR_SUCCESS when the next hop has taken it. CNOPS_EUNAVAILABLE: there is no next hop
     * now, the message was not tried. CNOPS_EREFUSED, CNOPS_EMALFORMED: never try it again.
     * Anything else is this message's failure, and tried again. *pdetail: a few words for
     * the log, without anything personal; NULL comes in, and stays after a success that
     * nobody needs to hear of. */
    apr_status_t (*send)(void *self, const char **pdetail, const cnops_message_t *message,
                         apr_pool_t *pool);
    /* Nothing more to send for now: connections may go. May be NULL. */
    void (*rest)(void *self);
    void *self;
} cnops_driver_t;

/* What a courier tells, once each: for the log. */
typedef struct cnops_courier_report_t {
    const char *driver;
    const char *message_id; /* NULL: of the lane, which stops (or works again) */
    int attempts;
    apr_status_t failure; /* APR_SUCCESS: the lane works again, or the message was sent */
    const char *detail;   /* or NULL */
    bool is_dead;         /* it will not be tried again */
} cnops_courier_report_t;

typedef struct cnops_courier_t {
    const cnops_core_t *core;
    const cnops_driver_t *driver;
    const char *owner; /* this process and generation, unique */
    apr_int64_t rate;  /* messages a second, 0: no bound */
    void (*report)(void *self, const cnops_courier_report_t *report); /* may be NULL */
    void *report_self;
    /* Asked between two messages; true stops the drain early. May be NULL. */
    bool (*stopping)(void *self);
    void *stopping_self;
    /* Lets so much time pass; NULL: apr_sleep. */
    void (*sleep)(void *self, apr_interval_time_t wait);
    void *sleep_self;

    /* the lane's state, the courier's own */
    int outages;             /* in a row, of the next hop */
    apr_time_t paused_until; /* it is not asked again before */
    apr_time_t next_at;      /* by the rate */
} cnops_courier_t;

#define CNOPS_COURIER_LEASE     apr_time_from_sec(30) /* and the driver's patience */
#define CNOPS_COURIER_BATCH     20
#define CNOPS_COURIER_ATTEMPTS  24 /* then dead: after some eight hours */
#define CNOPS_COURIER_PAUSE_MAX apr_time_from_sec(30)

/* Sends what is due, in batches, until nothing is left or the next hop is down. *psent: how
 * many went out. */
apr_status_t cnops_courier_drain(int *psent, cnops_courier_t *courier, apr_pool_t *pool);

/* µs before attempt n+1: 5 s, doubling, at most 30 min. What is waited is up to a fifth
 * less, so that those who failed together do not come back together. */
apr_interval_time_t cnops_courier_backoff(int attempts);

#endif
