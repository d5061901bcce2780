/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sends the messages of one channel that wait in the outbox. Such a queue of one channel is a
 * lane. When the next hop of a lane (the mail relay, the SMS gateway) is down, only this lane
 * pauses.
 *
 * Floor: courier. Threads: one drain at a time for each courier. Any number of couriers may run
 * in other processes and on other machines, because each leases the rows that it sends.
 * Secrets: a message is opened just before it is sent, and wiped right after.
 * Delivery is at least once: when a courier dies, its rows are sent again after their lease, with
 * the same Message-ID. */
#ifndef CNOPS_COURIER_COURIER_H
#define CNOPS_COURIER_COURIER_H

#include "core/seal/outbox.h"

/* Hands messages to one next hop. */
typedef struct cnops_driver_t {
    const char *name; /* "file" */
    cnops_channel_e channel;
    apr_interval_time_t patience; /* µs; send never takes longer */
    /* Sends one message. Returns
     * - APR_SUCCESS: the next hop has accepted the message;
     * - CNOPS_EUNAVAILABLE: the next hop is down; this uses up no attempt of the message;
     * - CNOPS_EREFUSED or CNOPS_EMALFORMED: the message must never be tried again;
     * - anything else: this message failed, and is tried again later.
     * *pdetail is NULL at first. send may set it to a few words for the log, without personal
     * data. A success is logged only with such words. */
    apr_status_t (*send)(void *self, const char **pdetail, const cnops_message_t *message,
                         apr_pool_t *pool);
    /* Nothing more is due: closes the connection to the next hop. May be NULL. */
    void (*disconnect)(void *self);
    void *self;
} cnops_driver_t;

/* What a courier reports for the log. A report is about one message, or about the lane. */
typedef struct cnops_courier_report_t {
    const char *driver;
    const char *message_id; /* NULL: about the lane, which pauses or works again */
    int attempts;           /* of the message, including the last one */
    apr_status_t failure;   /* APR_SUCCESS: the message was sent, or the lane works again */
    const char *detail;     /* what the driver said, or NULL */
    bool is_dead;           /* the message will not be tried again */
} cnops_courier_report_t;

typedef struct cnops_courier_t {
    const cnops_core_t *core;
    const cnops_driver_t *driver;
    const char *owner; /* names this process and its generation; unique on all machines */
    apr_int64_t rate;  /* most messages a second; 0: no limit */
    void (*report)(void *self, const cnops_courier_report_t *report); /* may be NULL */
    void *report_self;
    /* Asked between two messages; true stops the drain early. May be NULL. */
    bool (*stopping)(void *self);
    void *stopping_self;
    /* Sleeps for wait µs; NULL: apr_sleep. */
    void (*sleep)(void *self, apr_interval_time_t wait);
    void *sleep_self;

    /* the state of the lane; starts as zero, only the courier changes it */
    int outages;             /* how often in a row the next hop was down */
    apr_time_t paused_until; /* the next hop is not tried before */
    apr_time_t next_at;      /* the rate allows no message before */
} cnops_courier_t;

#define CNOPS_COURIER_LEASE     apr_time_from_sec(30) /* of a row; the driver's patience is added */
#define CNOPS_COURIER_BATCH     20
#define CNOPS_COURIER_ATTEMPTS  24 /* then the message is dead; that takes about eight hours */
#define CNOPS_COURIER_PAUSE_MAX apr_time_from_sec(30)

/* Sends what is due, in batches, until nothing is due or the next hop is down. *psent: the number
 * of messages sent. Returns a failure of the store; a failure of a message is only reported. */
apr_status_t cnops_courier_drain(int *psent, cnops_courier_t *courier, apr_pool_t *pool);

/* The longest wait, in µs, between attempt number attempts and the next one: 5 s, doubled after
 * each attempt, at most 30 min. The courier shortens it at random, by up to a fifth, so that
 * messages that failed together are not all tried again at the same moment. */
apr_interval_time_t cnops_courier_backoff(int attempts);

#endif
