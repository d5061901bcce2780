/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Establishments and their keys, in the order in which they came. Officers and their sessions:
 * store_memory_officers.c. */
#include "store_memory_establishments.h"
#include "base/errors.h"

#include <apr_strings.h>
#include <string.h>

#define ESTABLISHMENT(store, i) (&APR_ARRAY_IDX((store)->establishments, i, cnops_establishment_t))
#define KEY(store, i)           (&APR_ARRAY_IDX((store)->establishment_keys, i, cnops_establishment_key_t))
/* --- copies --- */

cnops_establishment_t store_memory_copy_establishment(const cnops_establishment_t *row,
                                                      apr_pool_t *pool)
{
    cnops_establishment_t copy = *row;

    copy.code = apr_pstrdup(pool, row->code);
    copy.name = apr_pstrdup(pool, row->name);
    copy.webhook_url = apr_pstrdup(pool, row->webhook_url);
    return copy;
}

static cnops_establishment_key_t copy_key(const cnops_establishment_key_t *row, apr_pool_t *pool)
{
    cnops_establishment_key_t copy = *row;

    copy.key_digest = apr_pstrdup(pool, row->key_digest);
    copy.key_id = apr_pstrdup(pool, row->key_id);
    return copy;
}

/* --- rows of the store; NULL: there is none --- */

cnops_establishment_t *store_memory_establishment(store_memory_t *store, apr_int64_t id,
                                                  const char *code)
{
    for (int i = 0; i < store->establishments->nelts; i++) {
        cnops_establishment_t *row = ESTABLISHMENT(store, i);

        if (code ? strcmp(row->code, code) == 0 : row->id == id)
            return row;
    }
    return NULL;
}

cnops_establishment_t *store_memory_active_establishment(store_memory_t *store, apr_int64_t id)
{
    cnops_establishment_t *row = store_memory_establishment(store, id, NULL);

    return row && row->state == CNOPS_ESTABLISHMENT_ACTIVE ? row : NULL;
}

/* --- establishments --- */

static apr_status_t look(store_memory_t *store, const cnops_establishment_t **pestablishment,
                         apr_int64_t id, const char *code, apr_pool_t *pool)
{
    const cnops_establishment_t *row = store_memory_establishment(store, id, code);
    cnops_establishment_t copy;

    if (row) {
        copy = store_memory_copy_establishment(row, pool);
        *pestablishment = apr_pmemdup(pool, &copy, sizeof copy);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t establishment_by_code(void *self, const cnops_establishment_t **pestablishment,
                                          const char *code, apr_pool_t *pool)
{
    apr_status_t rv;

    *pestablishment = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, by_code))) != APR_SUCCESS)
        return rv;
    return look(self, pestablishment, 0, code, pool);
}

static apr_status_t establishment_get(void *self, const cnops_establishment_t **pestablishment,
                                      apr_int64_t id, apr_pool_t *pool)
{
    apr_status_t rv;

    *pestablishment = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, get))) != APR_SUCCESS)
        return rv;
    return look(self, pestablishment, id, NULL, pool);
}

/* The one with the smallest code after this one. */
static const cnops_establishment_t *next_by_code(store_memory_t *store, const char *after)
{
    const cnops_establishment_t *next = NULL;

    for (int i = 0; i < store->establishments->nelts; i++) {
        const cnops_establishment_t *row = ESTABLISHMENT(store, i);

        if (strcmp(row->code, after) > 0 && (!next || strcmp(row->code, next->code) < 0))
            next = row;
    }
    return next;
}

static apr_status_t establishment_list(void *self, apr_array_header_t **plist,
                                       const char *after_code, int max, apr_pool_t *pool)
{
    const cnops_establishment_t *next;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_establishment_t));
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, list))) != APR_SUCCESS)
        return rv;
    while ((*plist)->nelts < max && (next = next_by_code(self, after_code))) {
        APR_ARRAY_PUSH(*plist, cnops_establishment_t) = store_memory_copy_establishment(next, pool);
        after_code = next->code;
    }
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t establishment_set(void *self, const cnops_establishment_t *establishment,
                                      apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_establishment_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(establishments, set))) != APR_SUCCESS)
        return rv;
    if ((row = store_memory_establishment(store, establishment->id, NULL))) {
        row->webhook_url = apr_pstrdup(store->pool, establishment->webhook_url);
        row->day_rows = establishment->day_rows;
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- keys --- */

static void add_key(store_memory_t *store, const cnops_establishment_key_t *key,
                    apr_int64_t establishment_id)
{
    cnops_establishment_key_t *row = apr_array_push(store->establishment_keys);

    *row = copy_key(key, store->pool);
    row->id = ++store->last_id;
    row->establishment_id = establishment_id;
    row->ends_at = row->last_used_at = 0;
}

static void end_keys(store_memory_t *store, apr_int64_t establishment_id, apr_time_t at)
{
    for (int i = 0; i < store->establishment_keys->nelts; i++) {
        cnops_establishment_key_t *row = KEY(store, i);

        if (row->establishment_id == establishment_id && (!row->ends_at || row->ends_at > at))
            row->ends_at = at;
    }
}

static apr_status_t establishment_add(void *self, const cnops_establishment_t *establishment,
                                      const cnops_establishment_key_t *key, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_establishment_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(establishments, add))) != APR_SUCCESS)
        return rv;
    if (store_memory_establishment(store, 0, establishment->code)) {
        store_memory_end(store);
        return CNOPS_EDUPLICATE;
    }
    row = apr_array_push(store->establishments);
    *row = store_memory_copy_establishment(establishment, store->pool);
    row->id = ++store->last_id;
    add_key(store, key, row->id);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t key_rotate(void *self, const cnops_establishment_key_t *key,
                               apr_time_t former_end, apr_pool_t *pool)
{
    bool is_active;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, rotate))) != APR_SUCCESS)
        return rv;
    is_active = store_memory_active_establishment(self, key->establishment_id) != NULL;
    if (is_active) {
        end_keys(self, key->establishment_id, former_end);
        add_key(self, key, key->establishment_id);
    }
    store_memory_end(self);
    return is_active ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

static void copy_holder(cnops_key_holder_t *holder, store_memory_t *store,
                        const cnops_establishment_key_t *row, apr_pool_t *pool)
{
    cnops_establishment_key_t key = copy_key(row, pool);
    cnops_establishment_t establishment = store_memory_copy_establishment(
        store_memory_establishment(store, row->establishment_id, NULL), pool);

    holder->key = apr_pmemdup(pool, &key, sizeof key);
    holder->establishment = apr_pmemdup(pool, &establishment, sizeof establishment);
}

static apr_status_t key_find(void *self, cnops_key_holder_t *pholder, const char *key_digest,
                             apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *pholder = (cnops_key_holder_t){.key = NULL};
    if ((rv = store_memory_begin(store, STORE_MEMORY(establishments, by_key))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->establishment_keys->nelts; i++)
        if (strcmp(KEY(store, i)->key_digest, key_digest) == 0)
            copy_holder(pholder, store, KEY(store, i), pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t key_used(void *self, const cnops_establishment_key_t *key, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(establishments, key_used))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->establishment_keys->nelts; i++) {
        cnops_establishment_key_t *row = KEY(store, i);

        if (row->id != key->id)
            continue;
        row->last_used_at = key->last_used_at;
        row->key_digest = apr_pstrdup(store->pool, key->key_digest);
        row->key_id = apr_pstrdup(store->pool, key->key_id);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t keys_of(void *self, apr_array_header_t **plist, apr_int64_t establishment_id,
                            apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_establishment_key_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(establishments, keys_of))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->establishment_keys->nelts; i++)
        if (KEY(store, i)->establishment_id == establishment_id)
            APR_ARRAY_PUSH(*plist, cnops_establishment_key_t) = copy_key(KEY(store, i), pool);
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- ends --- */

static apr_status_t establishment_revoke(void *self, apr_int64_t id, apr_time_t at,
                                         apr_pool_t *pool)
{
    cnops_establishment_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, revoke))) != APR_SUCCESS)
        return rv;
    if ((row = store_memory_active_establishment(self, id))) {
        row->state = CNOPS_ESTABLISHMENT_REVOKED;
        end_keys(self, id, at);
        store_memory_end_officer_sessions(self, id, 0);
    }
    store_memory_end(self);
    return row ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

/* --- what is old --- */

static apr_time_t end_of_key(const void *row)
{
    return ((const cnops_establishment_key_t *)row)->ends_at;
}

static apr_status_t keys_purge(void *self, int *pcount, apr_time_t before, int max,
                               apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(establishments, purge_keys), store->establishment_keys,
                              end_of_key, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_establishments_port_t store_memory_establishments_port = {
    .add = establishment_add,
    .by_code = establishment_by_code,
    .get = establishment_get,
    .list = establishment_list,
    .set = establishment_set,
    .revoke = establishment_revoke,
    .rotate = key_rotate,
    .by_key = key_find,
    .key_used = key_used,
    .keys_of = keys_of,
    .add_officer = store_memory_officer_add,
    .remove_officer = store_memory_officer_remove,
    .officer = store_memory_officer_get,
    .officer_by_email = store_memory_officer_by_email,
    .officers_of = store_memory_officers_of,
    .begin_session = store_memory_session_begin,
    .session = store_memory_session_get,
    .session_used = store_memory_session_used,
    .end_session = store_memory_session_end,
    .purge_keys = keys_purge,
    .purge_officers = store_memory_officers_purge,
    .purge_sessions = store_memory_sessions_purge};
