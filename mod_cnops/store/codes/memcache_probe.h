/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Asks a memcached for its version, over a connection of its own with time-outs that
 * apr_memcache has not: it can hang nobody, whatever stands there.
 *
 * Floor: store. Threads: any. Secrets: none. */
#ifndef CNOPS_STORE_CODES_MEMCACHE_PROBE_H
#define CNOPS_STORE_CODES_MEMCACHE_PROBE_H

#include <apr_network_io.h>

/* *pversion (may be NULL): "1.6.18". timeout: µs, of each of connecting, sending and the
 * answer; a name takes its resolver's time besides. CNOPS_EMALFORMED where something else
 * answers, APR_TIMEUP, or the socket's error. */
apr_status_t cnops_memcache_probe(const char **pversion, const char *host, apr_port_t port,
                                  apr_interval_time_t timeout, apr_pool_t *pool);

#endif
