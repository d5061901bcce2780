/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Officers of establishments and their sessions, in the order in which they came. */
#include "base/errors.h"
#include "store_memory_establishments.h"

#include <apr_strings.h>
#include <string.h>

#define OFFICER(store, i) (&APR_ARRAY_IDX((store)->officers, i, cnops_officer_t))
#define SESSION(store, i) (&APR_ARRAY_IDX((store)->officer_sessions, i, cnops_officer_session_t))

static cnops_officer_t copy_officer(const cnops_officer_t *row, apr_pool_t *pool)
{
    cnops_officer_t copy = *row;

    copy.email_sealed = apr_pstrdup(pool, row->email_sealed);
    copy.email_digest = apr_pstrdup(pool, row->email_digest);
    return copy;
}

static cnops_officer_t *officer_row(store_memory_t *store, apr_int64_t id)
{
    for (int i = 0; i < store->officers->nelts; i++)
        if (OFFICER(store, i)->id == id)
            return OFFICER(store, i);
    return NULL;
}

static cnops_officer_t *officer_of_email(store_memory_t *store, apr_int64_t establishment_id,
                                         const char *email_digest)
{
    for (int i = 0; i < store->officers->nelts; i++) {
        cnops_officer_t *row = OFFICER(store, i);

        if (row->establishment_id == establishment_id &&
            strcmp(row->email_digest, email_digest) == 0)
            return row;
    }
    return NULL;
}

static cnops_officer_session_t *session_row(store_memory_t *store, const char *token_digest)
{
    for (int i = 0; i < store->officer_sessions->nelts; i++)
        if (strcmp(SESSION(store, i)->token_digest, token_digest) == 0)
            return SESSION(store, i);
    return NULL;
}

/* Sessions of an establishment, or of an officer; the other is 0. */
void store_memory_end_officer_sessions(store_memory_t *store, apr_int64_t establishment_id,
                                       apr_int64_t officer_id)
{
    for (int i = store->officer_sessions->nelts - 1; i >= 0; i--) {
        const cnops_officer_session_t *row = SESSION(store, i);

        if (row->establishment_id == establishment_id || row->officer_id == officer_id)
            store_memory_remove(store->officer_sessions, i);
    }
}

/* --- officers --- */

static apr_status_t add_officer(store_memory_t *store, const cnops_officer_t *officer)
{
    cnops_officer_t *row =
        officer_of_email(store, officer->establishment_id, officer->email_digest);
    apr_int64_t id = row ? row->id : 0;

    if (row && !row->removed_at)
        return CNOPS_EDUPLICATE;
    row = row ? row : apr_array_push(store->officers);
    *row = copy_officer(officer, store->pool);
    row->id = id ? id : ++store->last_id;
    row->removed_at = 0;
    return APR_SUCCESS;
}

apr_status_t store_memory_officer_add(void *self, const cnops_officer_t *officer, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, add_officer))) != APR_SUCCESS)
        return rv;
    rv = add_officer(self, officer);
    store_memory_end(self);
    return rv;
}

apr_status_t store_memory_officer_remove(void *self, apr_int64_t officer_id, apr_time_t at,
                                         apr_pool_t *pool)
{
    cnops_officer_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, remove_officer))) !=
        APR_SUCCESS)
        return rv;
    row = officer_row(self, officer_id);
    row = row && !row->removed_at ? row : NULL;
    if (row) {
        row->removed_at = at;
        store_memory_end_officer_sessions(self, 0, officer_id);
    }
    store_memory_end(self);
    return row ? APR_SUCCESS : CNOPS_ENOTFOUND;
}

static const cnops_officer_t *give_officer(const cnops_officer_t *row, apr_pool_t *pool)
{
    cnops_officer_t copy;

    if (!row)
        return NULL;
    copy = copy_officer(row, pool);
    return apr_pmemdup(pool, &copy, sizeof copy);
}

apr_status_t store_memory_officer_get(void *self, const cnops_officer_t **pofficer,
                                      apr_int64_t officer_id, apr_pool_t *pool)
{
    apr_status_t rv;

    *pofficer = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, officer))) != APR_SUCCESS)
        return rv;
    *pofficer = give_officer(officer_row(self, officer_id), pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

apr_status_t store_memory_officer_by_email(void *self, const cnops_officer_t **pofficer,
                                           apr_int64_t establishment_id, const char *email_digest,
                                           apr_pool_t *pool)
{
    apr_status_t rv;

    *pofficer = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, officer_by_email))) !=
        APR_SUCCESS)
        return rv;
    *pofficer = give_officer(officer_of_email(self, establishment_id, email_digest), pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

apr_status_t store_memory_officers_of(void *self, apr_array_header_t **plist,
                                      apr_int64_t establishment_id, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_officer_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(establishments, officers_of))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->officers->nelts; i++) {
        const cnops_officer_t *row = OFFICER(store, i);

        if (row->establishment_id == establishment_id && !row->removed_at)
            APR_ARRAY_PUSH(*plist, cnops_officer_t) = copy_officer(row, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- their sessions --- */

static apr_status_t begin_session(store_memory_t *store, const cnops_officer_session_t *session)
{
    const cnops_officer_t *officer = officer_row(store, session->officer_id);
    cnops_officer_session_t *row;

    if (!officer || officer->removed_at ||
        !store_memory_active_establishment(store, officer->establishment_id))
        return CNOPS_ENOTFOUND;
    row = apr_array_push(store->officer_sessions);
    *row = *session;
    row->token_digest = apr_pstrdup(store->pool, session->token_digest);
    row->establishment_id = officer->establishment_id;
    return APR_SUCCESS;
}

apr_status_t store_memory_session_begin(void *self, const cnops_officer_session_t *session,
                                        apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, begin_session))) != APR_SUCCESS)
        return rv;
    rv = begin_session(self, session);
    store_memory_end(self);
    return rv;
}

static void copy_session(cnops_officer_signed_in_t *found, store_memory_t *store,
                         const cnops_officer_session_t *row, apr_pool_t *pool)
{
    cnops_officer_session_t session = *row;
    cnops_establishment_t establishment = store_memory_copy_establishment(
        store_memory_establishment(store, row->establishment_id, NULL), pool);

    session.token_digest = apr_pstrdup(pool, row->token_digest);
    found->session = apr_pmemdup(pool, &session, sizeof session);
    found->officer = give_officer(officer_row(store, row->officer_id), pool);
    found->establishment = apr_pmemdup(pool, &establishment, sizeof establishment);
}

apr_status_t store_memory_session_get(void *self, cnops_officer_signed_in_t *pfound,
                                      const char *token_digest, apr_pool_t *pool)
{
    const cnops_officer_session_t *row;
    apr_status_t rv;

    *pfound = (cnops_officer_signed_in_t){.session = NULL};
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, session))) != APR_SUCCESS)
        return rv;
    if ((row = session_row(self, token_digest)))
        copy_session(pfound, self, row, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

apr_status_t store_memory_session_used(void *self, const char *token_digest, apr_time_t at,
                                       apr_pool_t *pool)
{
    cnops_officer_session_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(establishments, session_used))) != APR_SUCCESS)
        return rv;
    if ((row = session_row(self, token_digest)))
        row->used_at = at;
    store_memory_end(self);
    return APR_SUCCESS;
}

apr_status_t store_memory_session_end(void *self, const char *token_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_officer_session_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(establishments, end_session))) != APR_SUCCESS)
        return rv;
    if ((row = session_row(store, token_digest)))
        store_memory_remove(store->officer_sessions, (int)(row - SESSION(store, 0)));
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- what is old --- */

static apr_time_t end_of_officer(const void *row)
{
    return ((const cnops_officer_t *)row)->removed_at;
}

static apr_time_t end_of_session(const void *row)
{
    return ((const cnops_officer_session_t *)row)->used_at;
}

apr_status_t store_memory_officers_purge(void *self, int *pcount, apr_time_t before, int max,
                                         apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(establishments, purge_officers), store->officers,
                              end_of_officer, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

apr_status_t store_memory_sessions_purge(void *self, int *pcount, apr_time_t before, int max,
                                         apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(establishments, purge_sessions), store->officer_sessions,
                              end_of_session, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}
