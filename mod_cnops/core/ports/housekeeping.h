/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What is over goes.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_HOUSEKEEPING_H
#define CNOPS_CORE_PORTS_HOUSEKEEPING_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct cnops_housekeeping_port_t {
    /* Drops what is over: sessions idle before session_seen_before, or created before
     * session_created_before; challenges, tokens and counters past use; blanks expired
     * outbox rows and those dead for a week, drops sent and blanked ones older than a day. */
    apr_status_t (*purge)(void *self, apr_time_t now, apr_time_t session_seen_before,
                          apr_time_t session_created_before, apr_pool_t *pool);
} cnops_housekeeping_port_t;

#endif
