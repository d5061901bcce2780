/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/codes_memcache.h"

#include "base/errors.h"
#include "base/hostport.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define KEY_PREFIX "cnops:"
#define KEY_HEX    64
#define TTL_MAX    (30 * 24 * 3600) /* seconds: more would be a date */

_Static_assert(sizeof KEY_PREFIX + KEY_HEX <= CNOPS_MEMCACHE_KEY_LEN, "room for a key");

/* --- calls --- */

/* Of hex alone, in one case: apr_memcache sends what it gets, line ends included. */
static bool write_key(char key[CNOPS_MEMCACHE_KEY_LEN], const char *hex)
{
    char *to = key + sizeof KEY_PREFIX - 1;

    memcpy(key, KEY_PREFIX, sizeof KEY_PREFIX);
    for (int i = 0; i < KEY_HEX; i++) {
        if (!apr_isxdigit(hex[i]))
            return false;
        *to++ = (char)apr_tolower(hex[i]);
    }
    *to = '\0';
    return hex[KEY_HEX] == '\0';
}

static apr_status_t make_call(cnops_memcache_call_t **pcall, const char *hex)
{
    cnops_memcache_call_t *call = calloc(1, sizeof *call);

    if (!call)
        return APR_ENOMEM;
    if (!write_key(call->key, hex)) {
        free(call);
        return CNOPS_EMALFORMED;
    }
    if (cnops_memcache_cond_init(&call->answered) != 0) {
        free(call);
        return APR_ENOMEM;
    }
    call->refs = 1;
    for (int i = 0; i < CNOPS_MEMCACHE_SERVERS_MAX; i++)
        call->jobs[i].call = call;
    *pcall = call;
    return APR_SUCCESS;
}

static int count_outcomes(const cnops_memcache_call_t *call, cnops_memcache_outcome_e outcome)
{
    int count = 0;

    for (int i = 0; i < CNOPS_MEMCACHE_SERVERS_MAX; i++)
        count += call->jobs[i].outcome == outcome;
    return count;
}

static void give_up_all(cnops_memcache_ring_t *ring, cnops_memcache_call_t *call)
{
    for (int i = 0; i < ring->count; i++)
        cnops_memcache_give_up(&ring->servers[i], &call->jobs[i]);
}

/* --- put --- */

/* One second more than asked: memcached's clock ticks once a second, and what is to live
 * for one may be gone at once. SQL says when a code is over. */
static apr_uint32_t seconds_of(apr_interval_time_t ttl)
{
    apr_int64_t seconds = apr_time_sec(ttl + APR_USEC_PER_SEC - 1) + 1;

    return (apr_uint32_t)(seconds < 1 ? 1 : seconds > TTL_MAX ? TTL_MAX : seconds);
}

static apr_status_t put_everywhere(cnops_memcache_ring_t *ring, cnops_memcache_call_t *call)
{
    apr_time_t deadline = cnops_memcache_now() + ring->timeout;

    for (int i = 0; i < ring->count; i++)
        cnops_memcache_submit(&ring->servers[i], &call->jobs[i]);
    while (count_outcomes(call, CNOPS_MEMCACHE_WAITING) > 0 && cnops_memcache_now() < deadline)
        cnops_memcache_cond_wait(&call->answered, ring, deadline);
    give_up_all(ring, call);
    return count_outcomes(call, CNOPS_MEMCACHE_DONE) > 0 ? APR_SUCCESS : CNOPS_EUNAVAILABLE;
}

static apr_status_t put(void *self, const char *key,
                        const unsigned char digest[CNOPS_CODE_DIGEST_LEN], apr_interval_time_t ttl,
                        apr_pool_t *pool)
{
    cnops_memcache_ring_t *ring = self;
    cnops_memcache_call_t *call;
    apr_status_t rv;

    (void)pool;
    if ((rv = make_call(&call, key)) != APR_SUCCESS)
        return rv;
    call->is_put = true;
    call->ttl = seconds_of(ttl);
    memcpy(call->digest, digest, sizeof call->digest);
    pthread_mutex_lock(&ring->lock);
    rv = put_everywhere(ring, call);
    cnops_memcache_call_release(call);
    pthread_mutex_unlock(&ring->lock);
    return rv;
}

/* --- get --- */

/* Asks the next server unless the one before is answering still within its share. */
static void ask_in_order(cnops_memcache_ring_t *ring, cnops_memcache_call_t *call)
{
    apr_interval_time_t share = ring->timeout / ring->count;
    apr_time_t now = cnops_memcache_now(), deadline = now + ring->timeout, patience = now;
    int asked = 0;

    while (count_outcomes(call, CNOPS_MEMCACHE_DONE) == 0) {
        bool waits = count_outcomes(call, CNOPS_MEMCACHE_WAITING) > 0;

        now = cnops_memcache_now();
        if (asked < ring->count && (!waits || now >= patience)) {
            cnops_memcache_submit(&ring->servers[asked], &call->jobs[asked]);
            patience = now + share;
            asked++;
        } else if (waits && now < deadline) {
            cnops_memcache_cond_wait(&call->answered, ring,
                                     asked < ring->count ? patience : deadline);
        } else {
            break;
        }
    }
    give_up_all(ring, call);
}

static const cnops_memcache_job_t *find_done(const cnops_memcache_call_t *call)
{
    for (int i = 0; i < CNOPS_MEMCACHE_SERVERS_MAX; i++) {
        if (call->jobs[i].outcome == CNOPS_MEMCACHE_DONE)
            return &call->jobs[i];
    }
    return NULL;
}

static apr_status_t get(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN], const char *key,
                        apr_pool_t *pool)
{
    cnops_memcache_ring_t *ring = self;
    const cnops_memcache_job_t *found;
    cnops_memcache_call_t *call;
    apr_status_t rv;

    (void)pool;
    if ((rv = make_call(&call, key)) != APR_SUCCESS)
        return rv;
    pthread_mutex_lock(&ring->lock);
    ask_in_order(ring, call);
    if ((found = find_done(call)))
        memcpy(digest, found->digest, CNOPS_CODE_DIGEST_LEN);
    else
        rv =
            count_outcomes(call, CNOPS_MEMCACHE_MISSING) > 0 ? CNOPS_ENOTFOUND : CNOPS_EUNAVAILABLE;
    cnops_memcache_call_release(call);
    pthread_mutex_unlock(&ring->lock);
    return rv;
}

void cnops_codes_memcache_port(cnops_code_store_t *pport, cnops_memcache_ring_t *ring)
{
    *pport = (cnops_code_store_t){.put = put, .get = get, .self = ring};
}

/* --- making --- */

static apr_status_t add_server(cnops_memcache_ring_t *ring, const char *name)
{
    cnops_memcache_server_t *server = &ring->servers[ring->count];

    server->ring = ring;
    server->name = apr_pstrdup(ring->pool, name);
    if (!cnops_hostport_parse(&server->host, &server->port, name, ring->pool))
        return APR_EINVAL;
    ring->count++;
    return cnops_memcache_cond_init(&server->work);
}

/* A thread that hangs keeps the ring until it ends. */
static apr_status_t free_ring(void *data)
{
    cnops_memcache_ring_t *ring = data;
    bool is_used;

    pthread_mutex_lock(&ring->lock);
    is_used = ring->is_orphan = ring->threads > 0;
    pthread_mutex_unlock(&ring->lock);
    if (!is_used)
        apr_pool_destroy(ring->pool);
    return APR_SUCCESS;
}

apr_status_t cnops_codes_memcache_make(cnops_memcache_ring_t **pring,
                                       const apr_array_header_t *servers,
                                       apr_interval_time_t timeout, cnops_memcache_report_fn report,
                                       void *report_self, apr_pool_t *pool)
{
    cnops_memcache_ring_t *ring;
    apr_pool_t *own;
    apr_status_t rv;

    *pring = NULL;
    if (servers->nelts < 1 || servers->nelts > CNOPS_MEMCACHE_SERVERS_MAX)
        return APR_EINVAL;
    if ((rv = apr_pool_create_unmanaged_ex(&own, NULL, NULL)) != APR_SUCCESS)
        return rv;
    ring = apr_pcalloc(own, sizeof *ring);
    ring->pool = own;
    ring->timeout = timeout;
    ring->report = report;
    ring->report_self = report_self;
    rv = pthread_mutex_init(&ring->lock, NULL);
    if (rv == APR_SUCCESS)
        rv = cnops_memcache_cond_init(&ring->probing);
    if (rv == APR_SUCCESS)
        rv = cnops_memcache_cond_init(&ring->left);
    for (int i = 0; i < servers->nelts && rv == APR_SUCCESS; i++)
        rv = add_server(ring, APR_ARRAY_IDX(servers, i, const char *));
    apr_pool_cleanup_register(pool, ring, free_ring, apr_pool_cleanup_null);
    *pring = rv == APR_SUCCESS ? ring : NULL;
    return rv;
}

static apr_status_t stop(void *data)
{
    cnops_memcache_stop(data);
    return APR_SUCCESS;
}

apr_status_t cnops_codes_memcache_start(cnops_memcache_ring_t *ring, apr_pool_t *pool)
{
    apr_status_t rv = cnops_memcache_start(ring);

    if (rv == APR_SUCCESS)
        apr_pool_pre_cleanup_register(pool, ring, stop);
    return rv;
}
