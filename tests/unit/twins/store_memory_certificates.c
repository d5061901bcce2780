/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates, in the order of their ids, and signing keys, in the order in which they came. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(store, i) (&APR_ARRAY_IDX((store)->certificates, i, cnops_certificate_t))

static cnops_certificate_t copy_row(const cnops_certificate_t *row, apr_pool_t *pool)
{
    cnops_certificate_t copy = *row;

    copy.code_digest = apr_pstrdup(pool, row->code_digest);
    copy.key_id = apr_pstrdup(pool, row->key_id);
    copy.facts_sealed = apr_pstrdup(pool, row->facts_sealed);
    copy.expires_on = apr_pstrdup(pool, row->expires_on);
    return copy;
}

/* --- looking --- */

/* What a row is looked for by; 0 and NULL: by anything. */
typedef struct wanted_t {
    apr_int64_t id, person_id, membership_id, before_id;
    const char *code_digest;
    const apr_int64_t *number;
} wanted_t;

static bool is_wanted(const cnops_certificate_t *row, const wanted_t *wanted)
{
    return (!wanted->id || row->id == wanted->id) &&
           (!wanted->person_id || row->person_id == wanted->person_id) &&
           (!wanted->membership_id || row->membership_id == wanted->membership_id) &&
           (!wanted->before_id || row->id < wanted->before_id) &&
           (!wanted->number || row->number == *wanted->number) &&
           (!wanted->code_digest || strcmp(row->code_digest, wanted->code_digest) == 0);
}

static apr_status_t look(store_memory_t *store, const cnops_certificate_t **pcertificate,
                         const char *function, const wanted_t *wanted, apr_pool_t *pool)
{
    apr_status_t rv;

    *pcertificate = NULL;
    if ((rv = store_memory_begin(store, function)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->certificates->nelts; i++) {
        cnops_certificate_t copy = copy_row(ROW(store, i), pool);

        if (is_wanted(&copy, wanted))
            *pcertificate = apr_pmemdup(pool, &copy, sizeof copy);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t certificate_find(void *self, const cnops_certificate_t **pcertificate,
                                     apr_int64_t person_id, apr_int64_t id, apr_pool_t *pool)
{
    const wanted_t wanted = {.id = id, .person_id = person_id};

    return look(self, pcertificate, STORE_MEMORY(certificates, find), &wanted, pool);
}

static apr_status_t certificate_by_code(void *self, const cnops_certificate_t **pcertificate,
                                        const char *code_digest, apr_pool_t *pool)
{
    const wanted_t wanted = {.code_digest = code_digest};

    return look(self, pcertificate, STORE_MEMORY(certificates, by_code), &wanted, pool);
}

static apr_status_t certificate_by_number(void *self, const cnops_certificate_t **pcertificate,
                                          apr_int64_t number, apr_pool_t *pool)
{
    const wanted_t wanted = {.number = &number};

    return look(self, pcertificate, STORE_MEMORY(certificates, by_number), &wanted, pool);
}

static apr_status_t certificates_of_person(void *self, apr_array_header_t **plist,
                                           const cnops_certificates_wanted_t *asked,
                                           apr_pool_t *pool)
{
    const wanted_t wanted = {.person_id = asked->person_id,
                             .membership_id = asked->membership_id,
                             .before_id = asked->before_id};
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_certificate_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(certificates, of_person))) != APR_SUCCESS)
        return rv;
    for (int i = store->certificates->nelts - 1; i >= 0 && (*plist)->nelts < asked->max; i--)
        if (is_wanted(ROW(store, i), &wanted))
            APR_ARRAY_PUSH(*plist, cnops_certificate_t) = copy_row(ROW(store, i), pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t certificates_revoked(void *self, apr_array_header_t **plist, const char *day,
                                         apr_int64_t after_id, int max, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_certificate_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(certificates, revoked))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->certificates->nelts && (*plist)->nelts < max; i++) {
        const cnops_certificate_t *row = ROW(store, i);

        if (row->revoked_at && row->id > after_id && strcmp(row->expires_on, day) >= 0)
            APR_ARRAY_PUSH(*plist, cnops_certificate_t) =
                (cnops_certificate_t){.id = row->id, .number = row->number};
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static cnops_signing_key_t copy_key(const cnops_signing_key_t *row, apr_pool_t *pool)
{
    return (cnops_signing_key_t){apr_pstrdup(pool, row->id), apr_pstrdup(pool, row->public_key),
                                 row->since};
}

static apr_status_t signing_keys(void *self, apr_array_header_t **plist, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_signing_key_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(certificates, keys))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->signing_keys->nelts; i++)
        APR_ARRAY_PUSH(*plist, cnops_signing_key_t) =
            copy_key(&APR_ARRAY_IDX(store->signing_keys, i, cnops_signing_key_t), pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- writing --- */

static void keep_key(store_memory_t *store, const cnops_signing_key_t *key)
{
    for (int i = 0; i < store->signing_keys->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(store->signing_keys, i, cnops_signing_key_t).id, key->id) == 0)
            return;
    APR_ARRAY_PUSH(store->signing_keys, cnops_signing_key_t) = copy_key(key, store->pool);
}

static apr_status_t keep_signing_key(void *self, const cnops_signing_key_t *key, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(certificates, keep_key))) != APR_SUCCESS)
        return rv;
    keep_key(self, key);
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t insert(store_memory_t *store, const cnops_certificate_t *certificate,
                           const cnops_signing_key_t *key, const cnops_trail_t *trail)
{
    cnops_certificate_t *row;
    apr_status_t rv;

    for (int i = 0; i < store->certificates->nelts; i++)
        if (ROW(store, i)->number == certificate->number ||
            strcmp(ROW(store, i)->code_digest, certificate->code_digest) == 0)
            return CNOPS_EDUPLICATE;
    if ((rv = store_memory_leave_trail(store, trail)) != APR_SUCCESS)
        return rv;
    row = apr_array_push(store->certificates);
    *row = copy_row(certificate, store->pool);
    row->id = ++store->last_id;
    row->revoked_at = 0;
    keep_key(store, key);
    return APR_SUCCESS;
}

static apr_status_t certificate_insert(void *self, const cnops_certificate_t *certificate,
                                       const cnops_signing_key_t *key, const cnops_trail_t *trail,
                                       apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(certificates, insert))) != APR_SUCCESS)
        return rv;
    rv = insert(self, certificate, key, trail);
    store_memory_end(self);
    return rv;
}

static apr_status_t revoke_row(store_memory_t *store, apr_int64_t id, apr_time_t at,
                               const cnops_trail_t *trail)
{
    apr_status_t rv;

    for (int i = 0; i < store->certificates->nelts; i++) {
        if (ROW(store, i)->id != id || ROW(store, i)->revoked_at)
            continue;
        if ((rv = store_memory_leave_trail(store, trail)) != APR_SUCCESS)
            return rv;
        ROW(store, i)->revoked_at = at;
        return APR_SUCCESS;
    }
    return CNOPS_ENOTFOUND;
}

static apr_status_t certificate_revoke(void *self, apr_int64_t id, apr_time_t at,
                                       const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(certificates, revoke))) != APR_SUCCESS)
        return rv;
    rv = revoke_row(self, id, at, trail);
    store_memory_end(self);
    return rv;
}

/* The last moment of the last day. */
static apr_time_t end_of(const void *row)
{
    const char *day = ((const cnops_certificate_t *)row)->expires_on;
    apr_time_exp_t end = {.tm_year = (int)apr_atoi64(day) - 1900,
                          .tm_mon = (int)apr_atoi64(day + 5) - 1,
                          .tm_mday = (int)apr_atoi64(day + 8),
                          .tm_hour = 23,
                          .tm_min = 59,
                          .tm_sec = 59,
                          .tm_usec = 999999};
    apr_time_t at;

    apr_time_exp_gmt_get(&at, &end);
    return at;
}

static apr_status_t certificates_purge(void *self, int *pcount, apr_time_t before, int max,
                                       apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(certificates, purge), store->certificates, end_of,
                              before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_certificates_port_t store_memory_certificates_port = {
    .insert = certificate_insert,
    .revoke = certificate_revoke,
    .find = certificate_find,
    .by_code = certificate_by_code,
    .by_number = certificate_by_number,
    .of_person = certificates_of_person,
    .revoked = certificates_revoked,
    .keep_key = keep_signing_key,
    .keys = signing_keys,
    .purge = certificates_purge};
