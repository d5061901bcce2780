/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code store of several machines: memcached servers, each with every code.
 *
 * Floor: store. Threads: any. Secrets: none; the servers have keyed digests under keyed digests.
 * But memcached's protocol has neither passwords nor encryption: a program that can reach the
 * servers can delete codes.
 *
 * A put goes to all servers at once, and succeeds if one of them stored the code. A get asks the
 * servers in order: the next one as soon as the one before does not have the code, or has not
 * answered within its share of the time. The first server that has the code decides. Both take at
 * most the time-out. A server that failed or did not answer is out: it is not asked, and so takes
 * no time, until it is well again.
 *
 * CNOPS_ENOTFOUND where a server answered and none had the code. CNOPS_EUNAVAILABLE where none
 * answered, or none stored the code of a put: without an answer no code is right, and none is
 * missing. */
#ifndef CNOPS_STORE_CODES_CODES_MEMCACHE_H
#define CNOPS_STORE_CODES_CODES_MEMCACHE_H

#include "core/ports.h"

#define CNOPS_MEMCACHE_SERVERS_MAX 8
#define CNOPS_MEMCACHE_THREADS     16 /* of one server, hanging ones included */

typedef struct cnops_memcache_ring_t cnops_memcache_ring_t;

/* rv: APR_SUCCESS where the server is in again, else why it is out. Never called twice at once. */
typedef void (*cnops_memcache_report_fn)(void *self, const char *server, apr_status_t rv);

/* servers: const char *, "host:port", at most CNOPS_MEMCACHE_SERVERS_MAX (APR_EINVAL for others).
 * timeout: µs, of a whole call. report (may be NULL) is called from any thread when a server goes
 * out and comes in again. pool may be destroyed while a thread still hangs. */
apr_status_t cnops_codes_memcache_make(cnops_memcache_ring_t **pring,
                                       const apr_array_header_t *servers,
                                       apr_interval_time_t timeout, cnops_memcache_report_fn report,
                                       void *report_self, apr_pool_t *pool);
/* Fills the port: everything is CNOPS_EUNAVAILABLE until the threads are there. */
void cnops_codes_memcache_port(cnops_code_store_t *pport, cnops_memcache_ring_t *ring);
/* Starts one thread for each server. To be called in each process that uses the port, after the
 * fork. APR_ENOTHREAD where no thread could be started. After pool is destroyed, all calls return
 * CNOPS_EUNAVAILABLE again, nothing is reported any more and the threads have ended, but for one
 * that hangs: it ends by itself, or with the process. */
apr_status_t cnops_codes_memcache_start(cnops_memcache_ring_t *ring, apr_pool_t *pool);

#endif
