/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions, and how a session begins. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

static cnops_session_t *copy_session(const cnops_session_t *row, apr_pool_t *pool)
{
    cnops_session_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->token_digest = apr_pstrdup(pool, row->token_digest);
    copy->address_block = apr_pstrdup(pool, row->address_block);
    copy->user_agent = apr_pstrdup(pool, row->user_agent);
    copy->browser = apr_pstrdup(pool, row->browser ? row->browser : "");
    return copy;
}

/* Its index, or -1. */
static int find_session(const store_memory_t *store, const char *token_digest)
{
    for (int i = 0; i < store->sessions->nelts; i++)
        if (strcmp(ROW(store->sessions, cnops_session_t, i)->token_digest, token_digest) == 0)
            return i;
    return -1;
}

static apr_status_t session_insert(void *self, const cnops_session_t *session, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, insert))) != APR_SUCCESS)
        return rv;
    if (find_session(store, session->token_digest) >= 0)
        rv = CNOPS_EDUPLICATE;
    else
        APR_ARRAY_PUSH(store->sessions, cnops_session_t) = *copy_session(session, store->pool);
    store_memory_end(store);
    return rv;
}

static apr_status_t session_get(void *self, const cnops_session_t **psession,
                                const cnops_account_t **paccount, const char *token_digest,
                                apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    *psession = NULL;
    *paccount = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, get))) != APR_SUCCESS)
        return rv;
    if ((i = find_session(store, token_digest)) >= 0) {
        *psession = copy_session(ROW(store->sessions, cnops_session_t, i), pool);
        *paccount = store_memory_copy_account(store, (*psession)->account_id, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t session_get_with_person(void *self, cnops_signed_in_t *pfound,
                                            const char *token_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    *pfound = (cnops_signed_in_t){.session = NULL};
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, get_with_person))) != APR_SUCCESS)
        return rv;
    if ((i = find_session(store, token_digest)) >= 0) {
        pfound->session = copy_session(ROW(store->sessions, cnops_session_t, i), pool);
        pfound->account = store_memory_copy_account(store, pfound->session->account_id, pool);
        pfound->person =
            store_memory_show_person(store, pfound->account ? pfound->account->person_id : 0, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t session_seen(void *self, const char *token_digest, apr_time_t at,
                                 apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, seen))) != APR_SUCCESS)
        return rv;
    if ((i = find_session(store, token_digest)) >= 0)
        ROW(store->sessions, cnops_session_t, i)->seen_at = at;
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t session_choose(void *self, const char *token_digest, apr_int64_t membership_id,
                                   apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, choose))) != APR_SUCCESS)
        return rv;
    if ((i = find_session(store, token_digest)) >= 0)
        ROW(store->sessions, cnops_session_t, i)->membership_id = membership_id;
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t session_delete(void *self, const char *token_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, drop))) != APR_SUCCESS)
        return rv;
    if ((i = find_session(store, token_digest)) >= 0)
        store_memory_remove(store->sessions, i);
    store_memory_end(store);
    return APR_SUCCESS;
}

int store_memory_session_count(store_memory_t *store)
{
    int count;

    pthread_mutex_lock(&store->lock);
    count = store->sessions->nelts;
    pthread_mutex_unlock(&store->lock);
    return count;
}

/* --- the sessions of an account --- */

static void add_session(store_memory_t *store, const cnops_session_t *session)
{
    int former = find_session(store, session->token_digest);

    if (former >= 0)
        store_memory_remove(store->sessions, former);
    APR_ARRAY_PUSH(store->sessions, cnops_session_t) = *copy_session(session, store->pool);
}

void store_memory_end_sessions(store_memory_t *store, apr_int64_t account_id, const char *spared)
{
    store_memory_end_sessions_of(store, account_id, NULL, spared);
}

void store_memory_end_sessions_of(store_memory_t *store, apr_int64_t account_id,
                                  const char *browser, const char *spared)
{
    for (int i = store->sessions->nelts - 1; i >= 0; i--) {
        const cnops_session_t *row = ROW(store->sessions, cnops_session_t, i);

        if (row->account_id == account_id && (!browser || strcmp(row->browser, browser) == 0) &&
            (!spared || strcmp(row->token_digest, spared) != 0))
            store_memory_remove(store->sessions, i);
    }
}

static int compare_seen(const void *a, const void *b)
{
    const cnops_session_t *x = a, *y = b;

    if (x->seen_at != y->seen_at)
        return x->seen_at > y->seen_at ? -1 : 1;
    return strcmp(x->token_digest, y->token_digest);
}

static apr_status_t sessions_of(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                                apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_session_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, of_account))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->sessions->nelts; i++) {
        const cnops_session_t *row = ROW(store->sessions, cnops_session_t, i);

        if (row->account_id == account_id)
            APR_ARRAY_PUSH(*plist, cnops_session_t) = *copy_session(row, pool);
    }
    store_memory_end(store);
    qsort((*plist)->elts, (size_t)(*plist)->nelts, sizeof(cnops_session_t), compare_seen);
    return APR_SUCCESS;
}

static apr_status_t sessions_end(void *self, apr_int64_t account_id,
                                 const char *spared_token_digest, const cnops_trail_t *trail,
                                 apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, end_all))) != APR_SUCCESS)
        return rv;
    if ((rv = store_memory_leave_trail(store, trail)) == APR_SUCCESS)
        store_memory_end_sessions(store, account_id, spared_token_digest);
    store_memory_end(store);
    return rv;
}

static apr_status_t session_end_one(void *self, apr_int64_t account_id, const char *token_digest,
                                    const cnops_trail_t *trail, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(sessions, end_one))) != APR_SUCCESS)
        return rv;
    i = find_session(store, token_digest);
    if (i < 0 || ROW(store->sessions, cnops_session_t, i)->account_id != account_id)
        rv = CNOPS_ENOTFOUND;
    else if ((rv = store_memory_leave_trail(store, trail)) == APR_SUCCESS)
        store_memory_remove(store->sessions, i);
    store_memory_end(store);
    return rv;
}

/* --- beginning a session --- */

static apr_status_t check_start(store_memory_t *store, const cnops_session_start_t *start,
                                const cnops_trail_t *trail)
{
    const cnops_account_t *account = store_memory_account(store, start->session->account_id);

    if (start->once_digest && store_memory_is_spent(store, start->once_digest))
        return CNOPS_EDUPLICATE;
    if (!account || account->password_at != start->password_at ||
        account->state != CNOPS_ACCOUNT_ACTIVE)
        return CNOPS_ENOTFOUND;
    return store_memory_leave_trail(store, trail);
}

static void apply_start(store_memory_t *store, const cnops_session_start_t *start, apr_pool_t *pool)
{
    const cnops_session_t *session = start->session;
    const char *former = start->former_token_digest;

    if (start->once_digest)
        store_memory_spend(store, start->once_digest, start->once_expires_at);
    store_memory_account(store, session->account_id)->signed_in_at = session->created_at;
    for (int i = store->sessions->nelts - 1; i >= 0 && former; i--) {
        if (strcmp(APR_ARRAY_IDX(store->sessions, i, cnops_session_t).token_digest, former) == 0)
            store_memory_remove(store->sessions, i);
    }
    add_session(store, session);
    store_memory_keep_device(store, start->device, start->devices_max, pool);
}

static apr_status_t session_begin(void *self, const cnops_session_start_t *start,
                                  const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    if ((rv = store_memory_begin(self, STORE_MEMORY(sessions, begin))) != APR_SUCCESS)
        return rv;
    if ((rv = check_start(self, start, trail)) == APR_SUCCESS)
        apply_start(self, start, pool);
    store_memory_end(self);
    return rv;
}

static apr_time_t end_of(const void *row)
{
    return ((const cnops_session_t *)row)->seen_at;
}

static apr_status_t session_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(sessions, purge), store->sessions, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_sessions_port_t store_memory_sessions_port = {.insert = session_insert,
                                                          .get = session_get,
                                                          .get_with_person =
                                                              session_get_with_person,
                                                          .seen = session_seen,
                                                          .choose = session_choose,
                                                          .drop = session_delete,
                                                          .of_account = sessions_of,
                                                          .end_all = sessions_end,
                                                          .end_one = session_end_one,
                                                          .begin = session_begin,
                                                          .purge = session_purge};
