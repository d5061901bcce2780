/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How many rows an establishment may send in a day: its own number, else CnopsApiDayRows. A day
 * begins with the first row after the end of the day before. Both keys of a rotation count on the
 * same counter.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_ESTABLISHMENT_QUOTA_H
#define CNOPS_CORE_ESTABLISHMENT_QUOTA_H

#include "core/guard/throttle.h"

typedef struct cnops_quota_t {
    apr_int64_t limit, left;         /* rows */
    apr_interval_time_t retry_after; /* µs until the day ends; 0 where some are left */
} cnops_quota_t;

/* Looks, and counts nothing. */
apr_status_t cnops_quota_look(cnops_quota_t *pquota, const cnops_core_t *core,
                              const cnops_establishment_t *establishment, apr_pool_t *pool);
/* Counts so many rows (at least 1), or none. *ptaken false: fewer are left. Counts of two requests
 * at once may both be refused, where only one of them fits. */
apr_status_t cnops_quota_take(bool *ptaken, const cnops_core_t *core,
                              const cnops_establishment_t *establishment, apr_int64_t rows,
                              apr_pool_t *pool);

#endif
