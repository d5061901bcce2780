/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/memcache_link.h"

#include "base/errors.h"

#include <apr_escape.h>
#include <apr_memcache.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VALUE_LEN (2 * CNOPS_CODE_DIGEST_LEN) /* hex */
/* Firewalls forget quiet connections without a word: one that rested longer is not trusted. */
#define REST_MAX 30 /* seconds */
/* apr_memcache takes some memory of a connection's pool for each value it reads. */
#define USES_MAX 4096

struct cnops_memcache_link_t {
    char *host;
    apr_port_t port;
    apr_pool_t *pool; /* of the connection; NULL: none */
    apr_pool_t *scratch;
    apr_memcache_t *memcache;
    apr_memcache_server_t *server;
    int uses;
    time_t used_at; /* s, monotonic */
};

/* What is asked, and where the answer goes. */
typedef struct question_t {
    const char *key;
    const unsigned char *put; /* NULL: a get */
    unsigned char *got;
    apr_uint32_t ttl;
} question_t;

static time_t seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* --- the connection --- */

cnops_memcache_link_t *cnops_memcache_link_make(const char *host, apr_port_t port)
{
    cnops_memcache_link_t *link = calloc(1, sizeof *link);

    if (link && !(link->host = strdup(host))) {
        free(link);
        return NULL;
    }
    if (link)
        link->port = port;
    return link;
}

void cnops_memcache_link_drop(cnops_memcache_link_t *link)
{
    if (link->pool)
        apr_pool_destroy(link->pool);
    link->pool = NULL;
}

void cnops_memcache_link_free(cnops_memcache_link_t *link)
{
    if (!link)
        return;
    cnops_memcache_link_drop(link);
    free(link->host);
    free(link);
}

/* Unmanaged: no other pool's end takes it away under a thread that hangs in it. */
static apr_status_t open_link(cnops_memcache_link_t *link)
{
    apr_status_t rv;

    link->uses = 0;
    if ((rv = apr_pool_create_unmanaged_ex(&link->pool, NULL, NULL)) != APR_SUCCESS)
        return rv;
    if ((rv = apr_pool_create(&link->scratch, link->pool)) == APR_SUCCESS)
        rv = apr_memcache_create(link->pool, 1, 0, &link->memcache);
    if (rv == APR_SUCCESS)
        rv = apr_memcache_server_create(link->pool, link->host, link->port, 0, 1, 1, 0,
                                        &link->server);
    if (rv == APR_SUCCESS)
        rv = apr_memcache_add_server(link->memcache, link->server);
    if (rv != APR_SUCCESS)
        cnops_memcache_link_drop(link);
    return rv;
}

/* --- asking --- */

static apr_status_t put(cnops_memcache_link_t *link, const question_t *question)
{
    char value[VALUE_LEN + 1];

    apr_escape_hex(value, question->put, CNOPS_CODE_DIGEST_LEN, 0, NULL);
    return apr_memcache_set(link->memcache, question->key, value, VALUE_LEN, question->ttl, 0);
}

static bool decode(unsigned char *digest, const char *value, apr_size_t len)
{
    apr_size_t decoded;

    return value && len == VALUE_LEN &&
           apr_unescape_hex(digest, value, VALUE_LEN, 0, &decoded) == APR_SUCCESS &&
           decoded == CNOPS_CODE_DIGEST_LEN;
}

static apr_status_t get(cnops_memcache_link_t *link, const question_t *question)
{
    char *value = NULL;
    apr_size_t len = 0;
    apr_uint16_t flags;
    apr_status_t rv;

    rv = apr_memcache_getp(link->memcache, link->scratch, question->key, &value, &len, &flags);
    /* APR's "not found" is also what it says where it takes the server for dead. */
    if (rv == APR_NOTFOUND)
        return link->server->status == APR_MC_SERVER_LIVE ? CNOPS_ENOTFOUND : APR_EGENERAL;
    if (rv != APR_SUCCESS)
        return rv;
    return decode(question->got, value, len) ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

static bool is_answer(apr_status_t rv)
{
    return rv == APR_SUCCESS || rv == CNOPS_ENOTFOUND || rv == APR_EEXIST;
}

static apr_status_t ask_once(cnops_memcache_link_t *link, const question_t *question)
{
    apr_status_t rv = link->pool ? APR_SUCCESS : open_link(link);

    if (rv != APR_SUCCESS)
        return rv;
    apr_pool_clear(link->scratch);
    rv = question->put ? put(link, question) : get(link, question);
    if (!is_answer(rv))
        cnops_memcache_link_drop(link);
    return rv;
}

static apr_status_t ask(cnops_memcache_link_t *link, const question_t *question)
{
    time_t now = seconds_now();
    bool was_open;
    apr_status_t rv;

    if (now - link->used_at > REST_MAX || link->uses++ >= USES_MAX)
        cnops_memcache_link_drop(link);
    was_open = link->pool != NULL;
    rv = ask_once(link, question);
    if (!is_answer(rv) && was_open)
        rv = ask_once(link, question);
    link->used_at = now;
    /* Not STORED over a new connection either: the server works, and has no memory left, say. */
    return question->put && rv == APR_EGENERAL ? APR_EEXIST : rv;
}

apr_status_t cnops_memcache_link_put(cnops_memcache_link_t *link, const char *key,
                                     const unsigned char digest[CNOPS_CODE_DIGEST_LEN],
                                     apr_uint32_t ttl)
{
    return ask(link, &(question_t){.key = key, .put = digest, .ttl = ttl});
}

apr_status_t cnops_memcache_link_get(cnops_memcache_link_t *link, const char *key,
                                     unsigned char digest[CNOPS_CODE_DIGEST_LEN])
{
    return ask(link, &(question_t){.key = key, .got = digest});
}
