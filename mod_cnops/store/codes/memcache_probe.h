/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Asks a memcached for its version over a connection of its own. Unlike apr_memcache it has
 * time-outs, so that its caller cannot hang, whatever answers at the address.
 *
 * Floor: store. Threads: any. Secrets: none. */
#ifndef CNOPS_STORE_CODES_MEMCACHE_PROBE_H
#define CNOPS_STORE_CODES_MEMCACHE_PROBE_H

#include <apr_network_io.h>

/* *pversion (may be NULL): "1.6.18". timeout: µs, for connecting, for sending and for the
 * answer each; the time to resolve a name comes in addition. CNOPS_EMALFORMED where something else
 * answers, APR_TIMEUP, or the socket's error. */
apr_status_t cnops_memcache_probe(const char **pversion, const char *host, apr_port_t port,
                                  apr_interval_time_t timeout, apr_pool_t *pool);

#endif
