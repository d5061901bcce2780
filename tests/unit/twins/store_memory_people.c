/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Persons, memberships, accounts, sessions. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

/* --- copies: into the caller's pool on the way out, into the store's on the way in --- */

static cnops_person_t *copy_person(const cnops_person_t *row, apr_pool_t *pool)
{
    cnops_person_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->document_digest = apr_pstrdup(pool, row->document_digest);
    copy->record_sealed = apr_pstrdup(pool, row->record_sealed);
    return copy;
}

static cnops_membership_t *copy_membership(const cnops_membership_t *row, apr_pool_t *pool)
{
    cnops_membership_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->immatriculation_digest = apr_pstrdup(pool, row->immatriculation_digest);
    copy->employee_digest = apr_pstrdup(pool, row->employee_digest);
    copy->rib_digest = apr_pstrdup(pool, row->rib_digest);
    copy->civil_status_digest = apr_pstrdup(pool, row->civil_status_digest);
    copy->rights_from = apr_pstrdup(pool, row->rights_from);
    copy->rights_to = apr_pstrdup(pool, row->rights_to);
    copy->record_sealed = apr_pstrdup(pool, row->record_sealed);
    return copy;
}

static cnops_account_t *copy_account(const cnops_account_t *row, apr_pool_t *pool)
{
    cnops_account_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->password_hash = apr_pstrdup(pool, row->password_hash);
    copy->email_digest = apr_pstrdup(pool, row->email_digest);
    copy->email_sealed = apr_pstrdup(pool, row->email_sealed);
    copy->phone_digest = apr_pstrdup(pool, row->phone_digest);
    copy->phone_sealed = apr_pstrdup(pool, row->phone_sealed);
    copy->lang = apr_pstrdup(pool, row->lang);
    copy->terms_version = apr_pstrdup(pool, row->terms_version);
    copy->terms_lang = apr_pstrdup(pool, row->terms_lang);
    copy->journey_id = apr_pstrdup(pool, row->journey_id);
    return copy;
}

static cnops_session_t *copy_session(const cnops_session_t *row, apr_pool_t *pool)
{
    cnops_session_t *copy = apr_pmemdup(pool, row, sizeof *row);

    copy->token_digest = apr_pstrdup(pool, row->token_digest);
    copy->address_block = apr_pstrdup(pool, row->address_block);
    copy->user_agent = apr_pstrdup(pool, row->user_agent);
    return copy;
}

/* --- persons and memberships --- */

apr_int64_t store_memory_add_person(store_memory_t *store, const char *document_digest,
                                    const char *record_sealed)
{
    cnops_person_t row = {.document_digest = document_digest, .record_sealed = record_sealed};

    pthread_mutex_lock(&store->lock);
    row.id = ++store->last_id;
    APR_ARRAY_PUSH(store->persons, cnops_person_t) = *copy_person(&row, store->pool);
    pthread_mutex_unlock(&store->lock);
    return row.id;
}

apr_int64_t store_memory_add_membership(store_memory_t *store, const cnops_membership_t *membership)
{
    cnops_membership_t *row;
    apr_int64_t id;

    pthread_mutex_lock(&store->lock);
    row = copy_membership(membership, store->pool);
    row->id = id = ++store->last_id;
    APR_ARRAY_PUSH(store->memberships, cnops_membership_t) = *row;
    pthread_mutex_unlock(&store->lock);
    return id;
}

static const cnops_person_t *find_person(const store_memory_t *store, apr_int64_t id)
{
    for (int i = 0; i < store->persons->nelts; i++)
        if (ROW(store->persons, cnops_person_t, i)->id == id)
            return ROW(store->persons, cnops_person_t, i);
    return NULL;
}

static apr_status_t person_by_document(void *self, const cnops_person_t **pperson,
                                       const char *document_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *pperson = NULL;
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->persons->nelts; i++) {
        const cnops_person_t *row = ROW(store->persons, cnops_person_t, i);

        if (strcmp(row->document_digest, document_digest) == 0)
            *pperson = copy_person(row, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t person_by_immatriculation(void *self, const cnops_person_t **pperson,
                                              const char *immatriculation_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    const cnops_person_t *person = NULL;
    apr_status_t rv;

    *pperson = NULL;
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->memberships->nelts && !person; i++) {
        const cnops_membership_t *row = ROW(store->memberships, cnops_membership_t, i);

        if (row->immatriculation_digest &&
            strcmp(row->immatriculation_digest, immatriculation_digest) == 0)
            person = find_person(store, row->person_id);
    }
    *pperson = person ? copy_person(person, pool) : NULL;
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t person_by_id(void *self, const cnops_person_t **pperson, apr_int64_t id,
                                 apr_pool_t *pool)
{
    const cnops_person_t *person;
    apr_status_t rv;

    *pperson = NULL;
    if ((rv = store_memory_begin(self, __func__)) != APR_SUCCESS)
        return rv;
    person = find_person(self, id);
    *pperson = person ? copy_person(person, pool) : NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t memberships_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                   apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = NULL;
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    *plist = apr_array_make(pool, 2, sizeof(cnops_membership_t));
    for (int i = 0; i < store->memberships->nelts; i++) {
        const cnops_membership_t *row = ROW(store->memberships, cnops_membership_t, i);

        if (row->person_id == person_id)
            APR_ARRAY_PUSH(*plist, cnops_membership_t) = *copy_membership(row, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- accounts --- */

static cnops_account_t *find_account(const store_memory_t *store, apr_int64_t id,
                                     apr_int64_t person_id)
{
    for (int i = 0; i < store->accounts->nelts; i++) {
        cnops_account_t *row = ROW(store->accounts, cnops_account_t, i);

        if (row->id == id || row->person_id == person_id)
            return row;
    }
    return NULL;
}

static apr_status_t account_by_person(void *self, const cnops_account_t **paccount,
                                      apr_int64_t person_id, apr_pool_t *pool)
{
    const cnops_account_t *row;
    apr_status_t rv;

    *paccount = NULL;
    if ((rv = store_memory_begin(self, __func__)) != APR_SUCCESS)
        return rv;
    row = find_account(self, 0, person_id);
    *paccount = row ? copy_account(row, pool) : NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t account_by_id(void *self, const cnops_account_t **paccount, apr_int64_t id,
                                  apr_pool_t *pool)
{
    const cnops_account_t *row;
    apr_status_t rv;

    *paccount = NULL;
    if ((rv = store_memory_begin(self, __func__)) != APR_SUCCESS)
        return rv;
    row = find_account(self, id, 0);
    *paccount = row ? copy_account(row, pool) : NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t account_count_contact(void *self, int *pcount, cnops_channel_e channel,
                                          const char *contact_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    *pcount = 0;
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->accounts->nelts; i++) {
        const cnops_account_t *row = ROW(store->accounts, cnops_account_t, i);
        const char *digest = channel == CNOPS_CHANNEL_EMAIL ? row->email_digest : row->phone_digest;

        *pcount += strcmp(digest, contact_digest) == 0;
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static bool is_taken(const store_memory_t *store, const cnops_account_t *account)
{
    for (int i = 0; i < store->accounts->nelts; i++) {
        const cnops_account_t *row = ROW(store->accounts, cnops_account_t, i);

        if (row->person_id == account->person_id ||
            strcmp(row->journey_id, account->journey_id) == 0)
            return true;
    }
    return false;
}

static apr_status_t account_create(void *self, const cnops_account_t *account,
                                   const apr_array_header_t *messages, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    if (is_taken(store, account)) {
        rv = CNOPS_EDUPLICATE;
    } else {
        cnops_account_t *row = copy_account(account, store->pool);

        row->id = ++store->last_id;
        APR_ARRAY_PUSH(store->accounts, cnops_account_t) = *row;
        for (int i = 0; messages && i < messages->nelts; i++)
            store_memory_queue(store, &APR_ARRAY_IDX(messages, i, const cnops_outbox_row_t));
    }
    store_memory_end(store);
    return rv;
}

static apr_status_t account_signed_in(void *self, apr_int64_t account_id, apr_time_t at,
                                      apr_pool_t *pool)
{
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, __func__)) != APR_SUCCESS)
        return rv;
    if ((row = find_account(self, account_id, 0)))
        row->signed_in_at = at;
    store_memory_end(self);
    return APR_SUCCESS;
}

apr_array_header_t *store_memory_accounts(store_memory_t *store, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(cnops_account_t));

    pthread_mutex_lock(&store->lock);
    for (int i = 0; i < store->accounts->nelts; i++)
        APR_ARRAY_PUSH(list, cnops_account_t) =
            *copy_account(ROW(store->accounts, cnops_account_t, i), pool);
    pthread_mutex_unlock(&store->lock);
    return list;
}

/* --- sessions --- */

/* Its place, or -1. */
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
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    if (find_session(store, session->token_digest) >= 0)
        rv = CNOPS_EDUPLICATE;
    else
        APR_ARRAY_PUSH(store->sessions, cnops_session_t) = *copy_session(session, store->pool);
    store_memory_end(store);
    return rv;
}

static apr_status_t session_get(void *self, const cnops_session_t **psession,
                                const char *token_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    *psession = NULL;
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    if ((i = find_session(store, token_digest)) >= 0)
        *psession = copy_session(ROW(store->sessions, cnops_session_t, i), pool);
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
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
        return rv;
    if ((i = find_session(store, token_digest)) >= 0)
        ROW(store->sessions, cnops_session_t, i)->seen_at = at;
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t session_delete(void *self, const char *token_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;
    int i;

    (void)pool;
    if ((rv = store_memory_begin(store, __func__)) != APR_SUCCESS)
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

void store_memory_people_port(cnops_store_t *pport)
{
    pport->person_by_document = person_by_document;
    pport->person_by_immatriculation = person_by_immatriculation;
    pport->person_by_id = person_by_id;
    pport->memberships_of = memberships_of;
    pport->account_by_person = account_by_person;
    pport->account_by_id = account_by_id;
    pport->account_count_contact = account_count_contact;
    pport->account_create = account_create;
    pport->account_signed_in = account_signed_in;
    pport->session_insert = session_insert;
    pport->session_get = session_get;
    pport->session_seen = session_seen;
    pport->session_delete = session_delete;
}
