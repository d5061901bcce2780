/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One connection to one memcached, through an apr_memcache of its own.
 *
 * Floor: store. Callers: store/codes/memcache_server.c. Threads: a link belongs to one thread,
 * which a server that hangs may keep for ever: apr_memcache waits without a time-out.
 *
 * What apr_memcache does otherwise, and a link does not: after a failure it takes the
 * server for dead for five seconds, in which all is a miss. A link that failed is remade,
 * and asks once more if its connection was an old one, which a restart of memcached has
 * made stale. */
#ifndef CNOPS_STORE_CODES_MEMCACHE_LINK_H
#define CNOPS_STORE_CODES_MEMCACHE_LINK_H

#include "core/ports.h"

#include <apr_network_io.h>

typedef struct cnops_memcache_link_t cnops_memcache_link_t;

/* host is copied. NULL without memory. Connects when first asked. The link lives on a heap
 * of its own: it may outlive every pool of its maker. */
cnops_memcache_link_t *cnops_memcache_link_make(const char *host, apr_port_t port);
void cnops_memcache_link_free(cnops_memcache_link_t *link);

/* The next asking connects anew. */
void cnops_memcache_link_drop(cnops_memcache_link_t *link);

/* ttl: seconds, 1 to 30 days. APR_EEXIST where the server answered, but did not store. */
apr_status_t cnops_memcache_link_put(cnops_memcache_link_t *link, const char *key,
                                     const unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                                     apr_uint32_t ttl);
/* CNOPS_ENOTFOUND where the server has no such key, or there what is no digest. */
apr_status_t cnops_memcache_link_get(cnops_memcache_link_t *link, const char *key,
                                     unsigned char digest[CNOPS_CODE_DIGEST_LEN]);

#endif
