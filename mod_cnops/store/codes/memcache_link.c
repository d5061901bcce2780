/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/memcache_link.h"

#include "base/errors.h"

#include <apr_escape.h>
#include <apr_memcache.h>

#define VALUE_LEN (2 * CNOPS_CODE_DIGEST_LEN) /* hex */
/* Firewalls forget quiet connections without a word: one that rested longer is closed. */
#define REST_MAX apr_time_from_sec(30)

struct cnops_memcache_link_t {
    const char *host;
    apr_port_t port;
    apr_pool_t *parent;
    apr_pool_t *pool;    /* of what follows, and of the connection; NULL: not open */
    apr_pool_t *scratch; /* of one answer */
    apr_memcache_t *memcache;
};

cnops_memcache_link_t *cnops_memcache_link_make(const char *host, apr_port_t port, apr_pool_t *pool)
{
    cnops_memcache_link_t *link = apr_pcalloc(pool, sizeof *link);

    *link = (cnops_memcache_link_t){.host = host, .port = port, .parent = pool};
    return link;
}

/* At most one connection, since one thread asks. */
static apr_status_t open_link(cnops_memcache_link_t *link)
{
    apr_memcache_server_t *server;
    apr_status_t rv;

    if ((rv = apr_pool_create(&link->pool, link->parent)) != APR_SUCCESS)
        return rv;
    if ((rv = apr_pool_create(&link->scratch, link->pool)) != APR_SUCCESS)
        return rv;
    if ((rv = apr_memcache_create(link->pool, 1, 0, &link->memcache)) != APR_SUCCESS)
        return rv;
    rv = apr_memcache_server_create(link->pool, link->host, link->port, 0, 1, 1, REST_MAX, &server);
    return rv == APR_SUCCESS ? apr_memcache_add_server(link->memcache, server) : rv;
}

static void close_link(cnops_memcache_link_t *link)
{
    if (link->pool)
        apr_pool_destroy(link->pool);
    link->pool = NULL;
}

static apr_status_t put(cnops_memcache_link_t *link, const cnops_memcache_question_t *question)
{
    char value[VALUE_LEN + 1];

    apr_escape_hex(value, question->digest, CNOPS_CODE_DIGEST_LEN, 0, NULL);
    return apr_memcache_set(link->memcache, question->key, value, VALUE_LEN, question->ttl, 0);
}

static bool decode(unsigned char *digest, const char *value, apr_size_t len)
{
    apr_size_t decoded;

    return value && len == VALUE_LEN &&
           apr_unescape_hex(digest, value, VALUE_LEN, 0, &decoded) == APR_SUCCESS &&
           decoded == CNOPS_CODE_DIGEST_LEN;
}

static apr_status_t get(cnops_memcache_link_t *link, cnops_memcache_question_t *question)
{
    char *value = NULL;
    apr_size_t len = 0;
    apr_status_t rv;

    apr_pool_clear(link->scratch);
    rv = apr_memcache_getp(link->memcache, link->scratch, question->key, &value, &len, NULL);
    /* The server itself has answered this: apr_memcache says the same of a server that it has
     * marked as dead, but such a link is never used again. */
    if (rv == APR_NOTFOUND)
        return CNOPS_ENOTFOUND;
    if (rv != APR_SUCCESS)
        return rv;
    return decode(question->digest, value, len) ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

apr_status_t cnops_memcache_link_ask(cnops_memcache_link_t *link,
                                     cnops_memcache_question_t *question)
{
    apr_status_t rv = link->pool ? APR_SUCCESS : open_link(link);

    if (rv == APR_SUCCESS)
        rv = question->is_put ? put(link, question) : get(link, question);
    if (rv == APR_SUCCESS || rv == CNOPS_ENOTFOUND)
        return rv;
    close_link(link);
    /* apr_memcache's word for any other line than STORED, be it the end of the connection. */
    return question->is_put && rv == APR_EGENERAL ? APR_EEXIST : rv;
}
