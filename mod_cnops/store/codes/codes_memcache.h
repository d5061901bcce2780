/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code store of several machines: memcached servers that each have every code.
 *
 * Floor: store. Threads: any. Secrets: none; what is there is a keyed digest under a keyed
 * digest, but the protocol proves nobody and hides nothing: whoever reaches the servers can
 * make codes vanish.
 *
 * A put goes to all servers at once, and holds if one of them stored it. A get asks them in
 * order, the next one as soon as the one before has not the code, or has been silent for
 * its share of the time; the first that has it wins. Either takes at most the time-out. A
 * server that failed or was silent is out: it costs no time at all, until it is well again.
 *
 * CNOPS_ENOTFOUND where a server answered and none had the code; CNOPS_EUNAVAILABLE where
 * none answered (or, of a put, none stored it): no code is ever right or gone by silence. */
#ifndef CNOPS_STORE_CODES_CODES_MEMCACHE_H
#define CNOPS_STORE_CODES_CODES_MEMCACHE_H

#include "core/ports.h"

#define CNOPS_MEMCACHE_SERVERS_MAX 8
#define CNOPS_MEMCACHE_THREADS     16 /* of one server, with those that hang */

typedef struct cnops_memcache_ring_t cnops_memcache_ring_t;

/* rv: APR_SUCCESS where the server is back, else why it is out. One at a time. */
typedef void (*cnops_memcache_report_fn)(void *self, const char *server, apr_status_t rv);

/* servers: const char *, "host:port", at most CNOPS_MEMCACHE_SERVERS_MAX (APR_EINVAL for
 * others). timeout: µs, of a whole call. report (may be NULL) is told when a server goes
 * out and comes back, from any thread. pool: may go before a thread that hangs does. */
apr_status_t cnops_codes_memcache_make(cnops_memcache_ring_t **pring,
                                       const apr_array_header_t *servers,
                                       apr_interval_time_t timeout, cnops_memcache_report_fn report,
                                       void *report_self, apr_pool_t *pool);
/* Fills the port: everything is CNOPS_EUNAVAILABLE until the threads are there. */
void cnops_codes_memcache_port(cnops_code_store_t *pport, cnops_memcache_ring_t *ring);
/* In each process that asks, after it was forked: one thread a server; APR_ENOTHREAD where
 * there is none at all. When pool ends, all is CNOPS_EUNAVAILABLE again, nothing more is
 * reported, and the threads end by themselves; nobody waits for one that hangs. */
apr_status_t cnops_codes_memcache_start(cnops_memcache_ring_t *ring, apr_pool_t *pool);

#endif
