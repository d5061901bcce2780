/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One connection to one memcached, through an apr_memcache of its own.
 *
 * Floor: store. Threads: a link belongs to one thread, which a server that hangs may keep for
 * ever: apr_memcache waits for an answer without a time-out. Secrets: none.
 *
 * What apr_memcache does otherwise, and a link does not: after a failure it takes the server
 * for dead for five seconds, and says "not found" all that time. A link that failed connects
 * anew when it is next asked. */
#ifndef CNOPS_STORE_CODES_MEMCACHE_LINK_H
#define CNOPS_STORE_CODES_MEMCACHE_LINK_H

#include "core/ports.h"

#include <apr_network_io.h>

#define CNOPS_MEMCACHE_KEY_LEN 72 /* bytes, with prefix and end */

typedef struct cnops_memcache_link_t cnops_memcache_link_t;

typedef struct cnops_memcache_question_t {
    bool is_put; /* else a get */
    char key[CNOPS_MEMCACHE_KEY_LEN];
    apr_uint32_t ttl;                            /* of a put: seconds, 1 to 30 days */
    unsigned char digest[CNOPS_CODE_DIGEST_LEN]; /* to be put; of a get, what was found */
} cnops_memcache_question_t;

/* Connects when first asked. host is not copied. The end of pool closes the connection: no
 * other thread may end it. */
cnops_memcache_link_t *cnops_memcache_link_make(const char *host, apr_port_t port,
                                                apr_pool_t *pool);

/* CNOPS_ENOTFOUND of a get where the server has no such key, or a value that is no digest.
 * All else may be the fault of an old connection, which a restart of memcached has made stale:
 * ask again. APR_EEXIST of a put, twice: it does not store, having no memory left, say. */
apr_status_t cnops_memcache_link_ask(cnops_memcache_link_t *link,
                                     cnops_memcache_question_t *question);

#endif
