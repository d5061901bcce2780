/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Counters of the throttle: core/guard/throttle.h.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_COUNTERS_H
#define CNOPS_CORE_PORTS_COUNTERS_H

#include "core/ports/purging.h"

#include <stdbool.h>

#define CNOPS_COUNTERS_MAX 4 /* in one call */

/* A durable counter. Its window is the time in which it counts. */
typedef struct cnops_counter_t {
    apr_int64_t count;
    apr_time_t window_at; /* when the window opened, 0 if there is no counter */
    apr_time_t last_at;   /* when it was last raised */
} cnops_counter_t;

typedef struct cnops_counter_key_t {
    const char *use;     /* the name of a rule, core/guard/throttle.c */
    const char *subject; /* a digest */
    /* Many requests raise it at the same time: the store may keep it in several rows, so that they
     * do not wait for each other. A limit is exact all the same. */
    bool is_spread;
} cnops_counter_key_t;

typedef struct cnops_counting_t {
    cnops_counter_key_t key;
    apr_int64_t limit; /* 0: none */
    apr_interval_time_t window;
    apr_time_t now;
} cnops_counting_t;

/* Lists have 1 to CNOPS_COUNTERS_MAX different keys. */
typedef struct cnops_counters_port_t {
    /* counters[i] is that of keys[i]. A counter whose window is over by now counts as none. */
    apr_status_t (*look)(void *self, cnops_counter_t *counters, const cnops_counter_key_t *keys,
                         int count, apr_time_t now, apr_pool_t *pool);
    /* Raises all counters of the list by 1, or none where one of them has reached its limit. A
     * window that is over (window_at + window <= now) is opened anew first. *ptaken: whether they
     * were raised. counters: their state after that; of a counter that is spread and was raised,
     * only a part. Concurrent callers never exceed a limit, and none is refused below it. All
     * countings of a list have the same now. */
    apr_status_t (*take)(void *self, bool *ptaken, cnops_counter_t *counters,
                         const cnops_counting_t *list, int count, apr_pool_t *pool);
    /* Raises a counter that is not spread, and whose window is open, by amount. *padded false, and
     * nothing is written: it would pass its limit, or its window is over or was never opened. */
    apr_status_t (*add)(void *self, bool *padded, const cnops_counting_t *counting,
                        apr_int64_t amount, apr_pool_t *pool);
    /* Subtracts 1 from each, but not below 0. */
    apr_status_t (*give)(void *self, const cnops_counter_key_t *keys, int count, apr_pool_t *pool);
    apr_status_t (*clear)(void *self, const cnops_counter_key_t *key, apr_pool_t *pool);
    /* Age: since the end of its window. */
    cnops_purge_fn purge;
} cnops_counters_port_t;

#endif
