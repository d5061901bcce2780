/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/codes_shm.h"

#include "base/errors.h"

#include <apr_shm.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define KEY_LEN     32 /* bytes */
#define ENTRIES_MIN 1024
#define ENTRIES_MAX 1048576
#define STRIPES_MAX 64
#define STRIPE_MEAN 256 /* entries: enough for the stripes to fill evenly */
#define NEIGHBOURS  64  /* places where a key may stand */

/* expires_at is set to 0 before the rest is changed, and written last: a process that is killed in
 * between leaves a free place, never half a code. */
typedef struct entry_t {
    unsigned char key[KEY_LEN];
    unsigned char digest[CNOPS_CODE_DIGEST_LEN];
    _Atomic apr_time_t expires_at; /* free once past */
} entry_t;

struct cnops_codes_shm_t {
    cnops_clock_t clock;
    apr_shm_t *segment;
    apr_size_t stripe_count;
    apr_size_t stripe_len;  /* entries of one */
    pthread_mutex_t *locks; /* in the segment: one a stripe */
    entry_t *entries;       /* in the segment: stripe after stripe */
};

/* --- keys and places --- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static apr_status_t decode_key(unsigned char key[KEY_LEN], const char *hex)
{
    for (int i = 0; i < KEY_LEN; i++) {
        int high = hex_value(hex[2 * i]);
        int low = high < 0 ? -1 : hex_value(hex[2 * i + 1]);

        if (low < 0)
            return CNOPS_EMALFORMED;
        key[i] = (unsigned char)(high << 4 | low);
    }
    return hex[2 * KEY_LEN] ? CNOPS_EMALFORMED : APR_SUCCESS;
}

/* A key is a keyed digest already: any of its bytes do as a hash. */
static apr_size_t hash_of(const unsigned char *bytes)
{
    apr_uint64_t hash;

    memcpy(&hash, bytes, sizeof hash);
    return (apr_size_t)hash;
}

static apr_size_t stripe_of(const cnops_codes_shm_t *shm, const unsigned char key[KEY_LEN])
{
    return hash_of(key) % shm->stripe_count;
}

/* The n-th place where key may stand. */
static entry_t *place_of(const cnops_codes_shm_t *shm, const unsigned char key[KEY_LEN],
                         apr_size_t n)
{
    apr_size_t within = (hash_of(key + sizeof(apr_uint64_t)) + n) % shm->stripe_len;

    return &shm->entries[stripe_of(shm, key) * shm->stripe_len + within];
}

/* --- locking --- */

/* A holder that died left nothing to repair (see entry_t): the lock is simply taken over. */
static apr_status_t lock(pthread_mutex_t *mutex)
{
    int err = pthread_mutex_lock(mutex);

    if (err == EOWNERDEAD)
        err = pthread_mutex_consistent(mutex);
    return err == 0 ? APR_SUCCESS : CNOPS_EUNAVAILABLE;
}

/* --- the port --- */

/* Where key stands, live or not; NULL if nowhere. */
static entry_t *find(const cnops_codes_shm_t *shm, const unsigned char key[KEY_LEN])
{
    for (apr_size_t n = 0; n < NEIGHBOURS; n++) {
        entry_t *entry = place_of(shm, key, n);

        if (entry->expires_at != 0 && memcmp(entry->key, key, KEY_LEN) == 0)
            return entry;
    }
    return NULL;
}

/* The first free place, else the one that is free soonest. */
static entry_t *make_room(const cnops_codes_shm_t *shm, const unsigned char key[KEY_LEN],
                          apr_time_t now)
{
    entry_t *soonest = place_of(shm, key, 0);

    for (apr_size_t n = 0; n < NEIGHBOURS && soonest->expires_at > now; n++) {
        entry_t *entry = place_of(shm, key, n);

        if (entry->expires_at < soonest->expires_at)
            soonest = entry;
    }
    return soonest;
}

static void fill(entry_t *entry, const unsigned char key[KEY_LEN],
                 const unsigned char digest[CNOPS_CODE_DIGEST_LEN], apr_time_t expires_at)
{
    atomic_exchange(&entry->expires_at, 0); /* an exchange: nothing below may move above it */
    memcpy(entry->key, key, KEY_LEN);
    memcpy(entry->digest, digest, CNOPS_CODE_DIGEST_LEN);
    atomic_store(&entry->expires_at, expires_at);
}

static apr_status_t put(void *self, const char *hex,
                        const unsigned char digest[CNOPS_CODE_DIGEST_LEN], apr_interval_time_t ttl,
                        apr_pool_t *pool)
{
    cnops_codes_shm_t *shm = self;
    unsigned char key[KEY_LEN];
    apr_time_t now = shm->clock.now(shm->clock.self);
    pthread_mutex_t *stripe;
    entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = decode_key(key, hex)) != APR_SUCCESS)
        return rv;
    stripe = &shm->locks[stripe_of(shm, key)];
    if ((rv = lock(stripe)) != APR_SUCCESS)
        return rv;
    if (!(entry = find(shm, key)))
        entry = make_room(shm, key, now);
    fill(entry, key, digest, now + ttl);
    pthread_mutex_unlock(stripe);
    return APR_SUCCESS;
}

static apr_status_t get(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN], const char *hex,
                        apr_pool_t *pool)
{
    cnops_codes_shm_t *shm = self;
    unsigned char key[KEY_LEN];
    apr_time_t now = shm->clock.now(shm->clock.self);
    pthread_mutex_t *stripe;
    const entry_t *entry;
    apr_status_t rv;

    (void)pool;
    if ((rv = decode_key(key, hex)) != APR_SUCCESS)
        return rv;
    stripe = &shm->locks[stripe_of(shm, key)];
    if ((rv = lock(stripe)) != APR_SUCCESS)
        return rv;
    entry = find(shm, key);
    if (entry && entry->expires_at > now)
        memcpy(digest, entry->digest, CNOPS_CODE_DIGEST_LEN);
    else
        rv = CNOPS_ENOTFOUND;
    pthread_mutex_unlock(stripe);
    return rv;
}

void cnops_codes_shm_port(cnops_code_store_t *pport, cnops_codes_shm_t *shm)
{
    *pport = (cnops_code_store_t){.put = put, .get = get, .self = shm};
}

/* --- making --- */

/* The locks are never destroyed: a child that leaves would destroy them under its siblings.
 * They go with the segment. */
static apr_status_t make_lock(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attr;
    int err = pthread_mutexattr_init(&attr);

    if (err != 0)
        return err;
    err = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    if (err == 0)
        err = pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    if (err == 0)
        err = pthread_mutex_init(mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    return err;
}

/* Half as many places again as entries, so that hashing finds room for the last one too. */
static void choose_sizes(cnops_codes_shm_t *shm, apr_size_t entries)
{
    shm->stripe_count = entries / STRIPE_MEAN;
    if (shm->stripe_count > STRIPES_MAX)
        shm->stripe_count = STRIPES_MAX;
    shm->stripe_len = (entries + entries / 2) / shm->stripe_count + 1;
}

apr_status_t cnops_codes_shm_make(cnops_codes_shm_t **pshm, apr_size_t entries,
                                  const cnops_clock_t *clock, apr_pool_t *pool)
{
    cnops_codes_shm_t *shm = apr_pcalloc(pool, sizeof *shm);
    apr_size_t locks_size, entries_size;
    apr_status_t rv;

    *pshm = NULL;
    if (entries < ENTRIES_MIN || entries > ENTRIES_MAX)
        return APR_EINVAL;
    shm->clock = *clock;
    choose_sizes(shm, entries);
    locks_size = APR_ALIGN_DEFAULT(shm->stripe_count * sizeof(pthread_mutex_t));
    entries_size = shm->stripe_count * shm->stripe_len * sizeof(entry_t);
    rv = apr_shm_create(&shm->segment, locks_size + entries_size, NULL, pool);
    if (rv != APR_SUCCESS)
        return rv;
    shm->locks = apr_shm_baseaddr_get(shm->segment);
    shm->entries = (entry_t *)((char *)shm->locks + locks_size);
    for (apr_size_t i = 0; i < shm->stripe_count && rv == APR_SUCCESS; i++)
        rv = make_lock(&shm->locks[i]);
    if (rv == APR_SUCCESS)
        *pshm = shm;
    return rv;
}
