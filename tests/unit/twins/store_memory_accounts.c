/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Accounts, and the acts that change them. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define ROW(rows, type, i) (&APR_ARRAY_IDX(rows, i, type))

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

cnops_account_t *store_memory_account(store_memory_t *store, apr_int64_t id)
{
    return find_account(store, id, 0);
}

const cnops_account_t *store_memory_copy_account(store_memory_t *store, apr_int64_t id,
                                                 apr_pool_t *pool)
{
    const cnops_account_t *row = store_memory_account(store, id);

    return row ? copy_account(row, pool) : NULL;
}

static apr_status_t account_by_person(void *self, const cnops_account_t **paccount,
                                      apr_int64_t person_id, apr_pool_t *pool)
{
    const cnops_account_t *row;
    apr_status_t rv;

    *paccount = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(accounts, by_person))) != APR_SUCCESS)
        return rv;
    row = find_account(self, 0, person_id);
    *paccount = row ? copy_account(row, pool) : NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t account_by_id(void *self, const cnops_account_t **paccount, apr_int64_t id,
                                  apr_pool_t *pool)
{
    apr_status_t rv;

    *paccount = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(accounts, by_id))) != APR_SUCCESS)
        return rv;
    *paccount = store_memory_copy_account(self, id, pool);
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
    if ((rv = store_memory_begin(store, STORE_MEMORY(accounts, count_contact))) != APR_SUCCESS)
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

cnops_account_t *store_memory_account_of(store_memory_t *store, apr_int64_t person_id)
{
    return find_account(store, 0, person_id);
}

apr_status_t store_memory_may_create(store_memory_t *store, const cnops_account_t *account)
{
    return is_taken(store, account) ? CNOPS_EDUPLICATE : APR_SUCCESS;
}

void store_memory_add_account(store_memory_t *store, const cnops_account_t *account)
{
    cnops_account_t *row = copy_account(account, store->pool);

    row->id = ++store->last_id;
    row->news = CNOPS_NEWS_NONE;
    row->news_at = row->news_due_at = 0;
    APR_ARRAY_PUSH(store->accounts, cnops_account_t) = *row;
}

static apr_status_t account_create(void *self, const cnops_account_t *account,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(accounts, create))) != APR_SUCCESS)
        return rv;
    rv = store_memory_may_create(store, account);
    if (rv == APR_SUCCESS)
        rv = store_memory_leave_trail(store, trail);
    if (rv == APR_SUCCESS)
        store_memory_add_account(store, account);
    store_memory_end(store);
    return rv;
}

/* --- acts --- */

/* Begins an act on an existing account and writes its messages and event, so that what remains
 * cannot fail. On any error *prow is NULL and the lock is free. */
static apr_status_t begin_act(cnops_account_t **prow, store_memory_t *store, const char *function,
                              apr_int64_t account_id, const cnops_trail_t *trail)
{
    apr_status_t rv;

    *prow = NULL;
    if ((rv = store_memory_begin(store, function)) != APR_SUCCESS)
        return rv;
    *prow = find_account(store, account_id, 0);
    rv = *prow ? store_memory_leave_trail(store, trail) : CNOPS_ENOTFOUND;
    if (rv != APR_SUCCESS) {
        *prow = NULL;
        store_memory_end(store);
    }
    return rv;
}

static apr_status_t account_password(void *self, const cnops_new_password_t *password,
                                     const cnops_trail_t *trail, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = begin_act(&row, store, STORE_MEMORY(accounts, set_password), password->account_id,
                        trail)) != APR_SUCCESS)
        return rv;
    row->password_hash = apr_pstrdup(store->pool, password->hash);
    row->password_at = password->at;
    if (!password->spared_token_digest)
        store_memory_forget_devices(store, row->id, NULL);
    store_memory_end_sessions(store, row->id, password->spared_token_digest);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t account_contact(void *self, const cnops_new_contact_t *contact,
                                    const cnops_trail_t *trail, apr_pool_t *pool)
{
    store_memory_t *store = self;
    bool is_email = contact->channel == CNOPS_CHANNEL_EMAIL;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = begin_act(&row, store, STORE_MEMORY(accounts, set_contact), contact->account_id,
                        trail)) != APR_SUCCESS)
        return rv;
    *(is_email ? &row->email_digest : &row->phone_digest) =
        apr_pstrdup(store->pool, contact->digest);
    *(is_email ? &row->email_sealed : &row->phone_sealed) =
        apr_pstrdup(store->pool, contact->sealed);
    *(is_email ? &row->email_at : &row->phone_at) = contact->at;
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t account_state(void *self, apr_int64_t account_id, cnops_account_state_e state,
                                  apr_time_t frozen_until, const cnops_trail_t *trail,
                                  apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = begin_act(&row, store, STORE_MEMORY(accounts, set_state), account_id, trail)) !=
        APR_SUCCESS)
        return rv;
    row->state = state;
    row->frozen_until = frozen_until;
    if (state == CNOPS_ACCOUNT_CLOSED) {
        store_memory_end_sessions(store, account_id, NULL);
        store_memory_drop_links(store, account_id);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t account_preferences(void *self, apr_int64_t account_id, const char *lang,
                                        bool prospecting, const cnops_trail_t *trail,
                                        apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = begin_act(&row, store, STORE_MEMORY(accounts, set_preferences), account_id, trail)) !=
        APR_SUCCESS)
        return rv;
    row->lang = apr_pstrdup(store->pool, lang);
    row->prospecting = prospecting;
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t account_news(void *self, apr_int64_t account_id, cnops_news_e news,
                                 const cnops_trail_t *trail, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = begin_act(&row, store, STORE_MEMORY(accounts, set_news), account_id, trail)) !=
        APR_SUCCESS)
        return rv;
    row->news = news;
    if (news == CNOPS_NEWS_NONE)
        row->news_due_at = 0;
    store_memory_end(store);
    return APR_SUCCESS;
}

void store_memory_drop_account(store_memory_t *store, cnops_account_t *row)
{
    store_memory_end_sessions(store, row->id, NULL);
    store_memory_forget_devices(store, row->id, NULL);
    store_memory_drop_links(store, row->id);
    store_memory_remove(store->accounts, (int)(row - (cnops_account_t *)store->accounts->elts));
}

static apr_status_t account_drop(void *self, apr_int64_t account_id, const cnops_trail_t *trail,
                                 apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = begin_act(&row, store, STORE_MEMORY(accounts, drop), account_id, trail)) !=
        APR_SUCCESS)
        return rv;
    store_memory_drop_account(store, row);
    store_memory_end(store);
    return APR_SUCCESS;
}

/* As begin_act, but only an active account with this closing_at is found. */
static apr_status_t begin_closing_act(cnops_account_t **prow, store_memory_t *store,
                                      const char *function, const cnops_new_closing_t *closing,
                                      const cnops_trail_t *trail)
{
    cnops_account_t *row;
    apr_status_t rv;

    *prow = NULL;
    if ((rv = store_memory_begin(store, function)) != APR_SUCCESS)
        return rv;
    row = find_account(store, closing->account_id, 0);
    if (!row || row->state != CNOPS_ACCOUNT_ACTIVE || row->closing_at != closing->former)
        rv = CNOPS_ENOTFOUND;
    else if (closing->once_digest && store_memory_is_spent(store, closing->once_digest))
        rv = CNOPS_EDUPLICATE;
    else
        rv = store_memory_leave_trail(store, trail);
    if (rv == APR_SUCCESS)
        *prow = row;
    else
        store_memory_end(store);
    return rv;
}

static apr_status_t account_closing(void *self, const cnops_new_closing_t *closing,
                                    const cnops_trail_t *trail, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv =
        begin_closing_act(&row, store, STORE_MEMORY(accounts, set_closing), closing, trail);

    (void)pool;
    if (rv != APR_SUCCESS)
        return rv;
    row->closing_at = closing->closing_at;
    row->closing_asked_at = closing->asked_at;
    if (closing->once_digest)
        store_memory_spend(store, closing->once_digest, closing->once_expires_at);
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t account_finish(void *self, apr_int64_t account_id, apr_time_t closing_at,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    cnops_new_closing_t closing = {.account_id = account_id, .former = closing_at};
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv =
        begin_closing_act(&row, store, STORE_MEMORY(accounts, finish_closing), &closing, trail);

    (void)pool;
    if (rv != APR_SUCCESS)
        return rv;
    store_memory_drop_account(store, row);
    store_memory_end(store);
    return APR_SUCCESS;
}

static int compare_closings(const void *a, const void *b)
{
    const cnops_account_t *first = a, *second = b;

    return first->closing_at != second->closing_at
               ? (first->closing_at > second->closing_at) - (first->closing_at < second->closing_at)
               : (first->id > second->id) - (first->id < second->id);
}

static bool is_in_slice(const cnops_account_t *row, const cnops_closing_slice_t *slice)
{
    const cnops_account_t last = {.id = slice->account, .closing_at = slice->after};

    return row->state == CNOPS_ACCOUNT_ACTIVE && row->closing_at > 0 &&
           row->closing_at <= slice->until && compare_closings(row, &last) > 0;
}

static apr_status_t accounts_closing(void *self, apr_array_header_t **plist,
                                     const cnops_closing_slice_t *slice, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(cnops_account_t));
    apr_status_t rv;

    *plist = list;
    if ((rv = store_memory_begin(store, STORE_MEMORY(accounts, closing_due))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->accounts->nelts; i++) {
        const cnops_account_t *row = ROW(store->accounts, cnops_account_t, i);

        if (is_in_slice(row, slice))
            APR_ARRAY_PUSH(list, cnops_account_t) = *copy_account(row, pool);
    }
    store_memory_end(store);
    qsort(list->elts, (size_t)list->nelts, sizeof(cnops_account_t), compare_closings);
    list->nelts = list->nelts < slice->max ? list->nelts : slice->max;
    return APR_SUCCESS;
}

static apr_status_t account_upgrade_hash(void *self, const cnops_new_hash_t *hash, apr_pool_t *pool)
{
    store_memory_t *store = self;
    cnops_account_t *row;
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(store, STORE_MEMORY(accounts, upgrade_hash))) != APR_SUCCESS)
        return rv;
    row = find_account(store, hash->account_id, 0);
    if (!row || strcmp(row->password_hash, hash->former) != 0)
        rv = CNOPS_ECONFLICT;
    else
        row->password_hash = apr_pstrdup(store->pool, hash->hash);
    store_memory_end(store);
    return rv;
}

/* --- a window --- */

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

int store_memory_account_count(store_memory_t *store)
{
    int count;

    pthread_mutex_lock(&store->lock);
    count = store->accounts->nelts;
    pthread_mutex_unlock(&store->lock);
    return count;
}

const cnops_accounts_port_t store_memory_accounts_port = {.by_person = account_by_person,
                                                          .by_id = account_by_id,
                                                          .count_contact = account_count_contact,
                                                          .create = account_create,
                                                          .set_password = account_password,
                                                          .set_contact = account_contact,
                                                          .set_state = account_state,
                                                          .set_preferences = account_preferences,
                                                          .set_news = account_news,
                                                          .drop = account_drop,
                                                          .set_closing = account_closing,
                                                          .finish_closing = account_finish,
                                                          .closing_due = accounts_closing,
                                                          .upgrade_hash = account_upgrade_hash};
