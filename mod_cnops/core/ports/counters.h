/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Counters of the throttle: core/guard/throttle.h.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_COUNTERS_H
#define CNOPS_CORE_PORTS_COUNTERS_H

#include <apr_pools.h>
#include <apr_time.h>
#include <stdbool.h>

/* A durable counter. Its window is the time in which it counts. */
typedef struct cnops_counter_t {
    apr_int64_t count;
    apr_time_t window_at; /* when the window opened, 0 if there is no counter */
    apr_time_t last_at;   /* when it was last raised */
} cnops_counter_t;

typedef struct cnops_counter_key_t {
    const char *use;     /* the name of a rule, core/guard/throttle.c */
    const char *subject; /* a digest */
} cnops_counter_key_t;

typedef struct cnops_counting_t {
    cnops_counter_key_t key;
    apr_int64_t limit; /* 0: none */
    apr_interval_time_t window;
    apr_time_t now;
} cnops_counting_t;

typedef struct cnops_counters_port_t {
    apr_status_t (*get)(void *self, cnops_counter_t *pcounter, const cnops_counter_key_t *key,
                        apr_pool_t *pool);
    /* Opens a new window if the old one is over (window_at + window <= now), then adds 1 unless
     * count has reached limit. *ptaken: whether 1 was added; *pcounter: the state after that. One
     * transaction: concurrent callers never exceed the limit. */
    apr_status_t (*take)(void *self, bool *ptaken, cnops_counter_t *pcounter,
                         const cnops_counting_t *counting, apr_pool_t *pool);
    /* Subtracts 1, but not below 0. */
    apr_status_t (*give)(void *self, const cnops_counter_key_t *key, apr_pool_t *pool);
    apr_status_t (*clear)(void *self, const cnops_counter_key_t *key, apr_pool_t *pool);
    /* Deletes the counters whose window is over by now. */
    apr_status_t (*purge)(void *self, apr_time_t now, apr_pool_t *pool);
} cnops_counters_port_t;

#endif
