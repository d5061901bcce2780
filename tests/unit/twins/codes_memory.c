/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "codes_memory.h"

#include "base/errors.h"

#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <pthread.h>
#include <string.h>

#define KEY_HEX 64

typedef struct entry_t {
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];
    apr_time_t expires_at;
} entry_t;

struct codes_memory_t {
    pthread_mutex_t lock;
    cnops_clock_t clock;
    apr_pool_t *pool;
    apr_hash_t *entries; /* key → entry_t * */
    bool down;
};

static bool is_key(const char *key)
{
    return strlen(key) == KEY_HEX && strspn(key, "0123456789abcdefABCDEF") == KEY_HEX;
}

/* A key means the same in capitals. */
static const char *lower(const char *key, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, key);

    for (char *c = copy; *c; c++)
        *c = (char)apr_tolower(*c);
    return copy;
}

static apr_status_t begin(codes_memory_t *codes, const char *key)
{
    if (!is_key(key))
        return CNOPS_EMALFORMED;
    pthread_mutex_lock(&codes->lock);
    if (!codes->down)
        return APR_SUCCESS;
    pthread_mutex_unlock(&codes->lock);
    return CNOPS_EUNAVAILABLE;
}

static apr_status_t put(void *self, const char *key,
                        const unsigned char digest[CNOPS_CODE_DIGEST_LEN], apr_interval_time_t ttl,
                        apr_pool_t *pool)
{
    codes_memory_t *codes = self;
    apr_status_t rv;
    entry_t *entry;

    (void)pool;
    if ((rv = begin(codes, key)) != APR_SUCCESS)
        return rv;
    entry = apr_pmemdup(codes->pool, &(entry_t){{0}, 0}, sizeof *entry);
    memcpy(entry->digest, digest, sizeof entry->digest);
    entry->expires_at = codes->clock.now(codes->clock.self) + ttl;
    apr_hash_set(codes->entries, lower(key, codes->pool), APR_HASH_KEY_STRING, entry);
    pthread_mutex_unlock(&codes->lock);
    return APR_SUCCESS;
}

static apr_status_t get(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN], const char *key,
                        apr_pool_t *pool)
{
    codes_memory_t *codes = self;
    const entry_t *entry;
    apr_status_t rv;

    if ((rv = begin(codes, key)) != APR_SUCCESS)
        return rv;
    entry = apr_hash_get(codes->entries, lower(key, pool), APR_HASH_KEY_STRING);
    if (entry && entry->expires_at > codes->clock.now(codes->clock.self))
        memcpy(digest, entry->digest, sizeof entry->digest);
    else
        rv = CNOPS_ENOTFOUND;
    pthread_mutex_unlock(&codes->lock);
    return rv;
}

codes_memory_t *codes_memory_make(const cnops_clock_t *clock, apr_pool_t *pool)
{
    codes_memory_t *codes = apr_pcalloc(pool, sizeof *codes);

    pthread_mutex_init(&codes->lock, NULL);
    codes->clock = *clock;
    apr_pool_create(&codes->pool, pool);
    codes->entries = apr_hash_make(codes->pool);
    return codes;
}

void codes_memory_port(cnops_code_store_t *pport, codes_memory_t *codes)
{
    *pport = (cnops_code_store_t){.put = put, .get = get, .self = codes};
}

void codes_memory_down(codes_memory_t *codes, bool down)
{
    pthread_mutex_lock(&codes->lock);
    codes->down = down;
    pthread_mutex_unlock(&codes->lock);
}

void codes_memory_forget_all(codes_memory_t *codes)
{
    pthread_mutex_lock(&codes->lock);
    apr_hash_clear(codes->entries);
    pthread_mutex_unlock(&codes->lock);
}
