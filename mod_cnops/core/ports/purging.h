/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The function by which a family deletes its old rows: core/purge.c calls it.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_PURGING_H
#define CNOPS_CORE_PORTS_PURGING_H

#include <apr_pools.h>
#include <apr_time.h>

/* Deletes at most max rows that are older than this time; the family says of what age it speaks.
 * One statement, so that a process that is killed leaves nothing half done. *pcount: the rows that
 * were deleted; fewer than max: there are no more. */
typedef apr_status_t (*cnops_purge_fn)(void *self, int *pcount, apr_time_t before, int max,
                                       apr_pool_t *pool);

#endif
