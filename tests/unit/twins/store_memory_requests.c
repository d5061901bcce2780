/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Requests, and what their changes do to accounts. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(store, i) (&APR_ARRAY_IDX((store)->requests, i, cnops_request_t))

static cnops_request_t copy_request(const cnops_request_t *row, apr_pool_t *pool)
{
    cnops_request_t copy = *row;

    copy.ref = apr_pstrdup(pool, row->ref);
    copy.email_digest = apr_pstrdup(pool, row->email_digest);
    copy.email_sealed = apr_pstrdup(pool, row->email_sealed);
    copy.phone_digest = apr_pstrdup(pool, row->phone_digest);
    copy.phone_sealed = apr_pstrdup(pool, row->phone_sealed);
    copy.lang = apr_pstrdup(pool, row->lang);
    copy.letter_digest = apr_pstrdup(pool, row->letter_digest);
    copy.hastened_by = apr_pstrdup(pool, row->hastened_by ? row->hastened_by : "");
    return copy;
}

static bool is_open(const cnops_request_t *row)
{
    return row->settled_at == 0;
}

/* --- looking --- */

typedef struct wanted_t {
    apr_int64_t id;
    const char *ref, *letter;
    apr_int64_t open_person;
} wanted_t;

static bool is_wanted(const cnops_request_t *row, const wanted_t *wanted)
{
    if (wanted->ref)
        return strcmp(row->ref, wanted->ref) == 0;
    if (wanted->letter)
        return row->letter_digest && strcmp(row->letter_digest, wanted->letter) == 0;
    if (wanted->open_person)
        return is_open(row) && row->person_id == wanted->open_person;
    return row->id == wanted->id;
}

static apr_status_t look(void *self, const char *function, const cnops_request_t **prequest,
                         wanted_t wanted, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *prequest = NULL;
    if ((rv = store_memory_begin(store, function)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->requests->nelts && !*prequest; i++) {
        cnops_request_t copy;

        if (!is_wanted(ROW(store, i), &wanted))
            continue;
        copy = copy_request(ROW(store, i), pool);
        *prequest = apr_pmemdup(pool, &copy, sizeof copy);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t request_by_id(void *self, const cnops_request_t **prequest, apr_int64_t id,
                                  apr_pool_t *pool)
{
    return look(self, STORE_MEMORY(requests, by_id), prequest, (wanted_t){.id = id}, pool);
}

static apr_status_t request_by_ref(void *self, const cnops_request_t **prequest, const char *ref,
                                   apr_pool_t *pool)
{
    return look(self, STORE_MEMORY(requests, by_ref), prequest, (wanted_t){.ref = ref}, pool);
}

static apr_status_t request_by_letter(void *self, const cnops_request_t **prequest,
                                      const char *letter_digest, apr_pool_t *pool)
{
    return look(self, STORE_MEMORY(requests, by_letter), prequest,
                (wanted_t){.letter = letter_digest}, pool);
}

static apr_status_t request_open_of(void *self, const cnops_request_t **prequest,
                                    apr_int64_t person_id, apr_pool_t *pool)
{
    return look(self, STORE_MEMORY(requests, open_of), prequest,
                (wanted_t){.open_person = person_id}, pool);
}

static apr_status_t requests_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                int max, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 2, sizeof(cnops_request_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(requests, of_person))) != APR_SUCCESS)
        return rv;
    for (int i = store->requests->nelts - 1; i >= 0 && (*plist)->nelts < max; i--) {
        const cnops_request_t *row = ROW(store, i);

        if (row->person_id == person_id)
            APR_ARRAY_PUSH(*plist, cnops_request_t) = copy_request(row, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t requests_in(void *self, apr_array_header_t **plist, cnops_request_state_e state,
                                apr_int64_t *plast_id, int max, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_request_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(requests, in_state))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->requests->nelts && (*plist)->nelts < max; i++) {
        const cnops_request_t *row = ROW(store, i);

        if (row->id > *plast_id && row->state == state)
            APR_ARRAY_PUSH(*plist, cnops_request_t) = copy_request(row, pool);
    }
    if ((*plist)->nelts)
        *plast_id = APR_ARRAY_IDX(*plist, (*plist)->nelts - 1, cnops_request_t).id;
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- making --- */

static bool is_taken(const store_memory_t *store, const cnops_request_t *request)
{
    for (int i = 0; i < store->requests->nelts; i++) {
        const cnops_request_t *row = ROW(store, i);

        if (strcmp(row->ref, request->ref) == 0 ||
            (is_open(row) && row->person_id == request->person_id))
            return true;
    }
    return false;
}

static apr_status_t make(store_memory_t *store, const cnops_request_t *request,
                         const cnops_account_t *account, const cnops_trail_t *trail)
{
    apr_status_t rv = account ? store_memory_may_create(store, account) : APR_SUCCESS;
    cnops_request_t *row;

    if (rv == APR_SUCCESS && is_taken(store, request))
        rv = CNOPS_EDUPLICATE;
    if (rv == APR_SUCCESS)
        rv = store_memory_leave_trail(store, trail);
    if (rv != APR_SUCCESS)
        return rv;
    if (account)
        store_memory_add_account(store, account);
    row = apr_array_push(store->requests);
    *row = copy_request(request, store->pool);
    row->id = ++store->last_id;
    row->version = 1;
    row->reminders = 0;
    row->letter_digest = NULL;
    row->letter_at = row->settled_at = 0;
    row->hastened_by = "";
    return APR_SUCCESS;
}

static apr_status_t request_insert(void *self, const cnops_request_t *request,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(requests, insert))) != APR_SUCCESS)
        return rv;
    rv = make(self, request, NULL, trail);
    store_memory_end(self);
    return rv;
}

static apr_status_t request_insert_with_account(void *self, const cnops_request_t *request,
                                                const cnops_account_t *account,
                                                const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(requests, insert_with_account))) != APR_SUCCESS)
        return rv;
    rv = make(self, request, account, trail);
    store_memory_end(self);
    return rv;
}

/* --- changing --- */

static cnops_request_t *find_version(const store_memory_t *store, const cnops_request_t *request)
{
    for (int i = 0; i < store->requests->nelts; i++) {
        cnops_request_t *row = ROW(store, i);

        if (row->id == request->id && row->version == request->version)
            return row;
    }
    return NULL;
}

static void take_effect(store_memory_t *store, cnops_account_t *account, const cnops_request_t *row,
                        const cnops_request_change_t *change)
{
    cnops_effect_e effect = change->effect;

    if (effect == CNOPS_EFFECT_OPEN)
        account->state = CNOPS_ACCOUNT_ACTIVE;
    if (effect == CNOPS_EFFECT_FREEZE)
        account->frozen_until = change->until;
    if (effect == CNOPS_EFFECT_DROP && account && account->state == CNOPS_ACCOUNT_PENDING)
        store_memory_drop_account(store, account);
    if (effect != CNOPS_EFFECT_BIND)
        return;
    account->email_digest = row->email_digest;
    account->email_sealed = row->email_sealed;
    account->phone_digest = row->phone_digest;
    account->phone_sealed = row->phone_sealed;
    account->email_at = account->phone_at = change->until;
    store_memory_end_sessions(store, account->id, NULL);
}

/* Finds the account of the row where an effect needs one. False if it does not exist, or is in a
 * state in which the effect is not allowed. */
static bool find_account(cnops_account_t **paccount, store_memory_t *store, apr_int64_t person_id,
                         cnops_effect_e effect)
{
    *paccount = store_memory_account_of(store, person_id);
    if (effect == CNOPS_EFFECT_NONE || effect == CNOPS_EFFECT_DROP)
        return true;
    return *paccount &&
           (effect != CNOPS_EFFECT_OPEN || (*paccount)->state == CNOPS_ACCOUNT_PENDING);
}

static void write_columns(cnops_request_t *row, const cnops_request_t *request, apr_pool_t *pool)
{
    cnops_request_t next = copy_request(request, pool);

    row->version++;
    row->state = next.state;
    row->reminders = next.reminders;
    row->letter_digest = next.letter_digest;
    row->letter_at = next.letter_at;
    row->hastened_by = next.hastened_by;
    row->apply_at = next.apply_at;
    row->settled_at = next.settled_at;
}

static apr_status_t change(store_memory_t *store, const cnops_request_change_t *change,
                           const cnops_trail_t *trail)
{
    const cnops_request_t *request = change->request;
    cnops_request_t *row = find_version(store, request);
    cnops_account_t *account;
    apr_status_t rv;

    if (!row)
        return CNOPS_ECONFLICT;
    if (!find_account(&account, store, row->person_id, change->effect))
        return CNOPS_ENOTFOUND;
    if ((rv = store_memory_leave_trail(store, trail)) != APR_SUCCESS)
        return rv;
    write_columns(row, request, store->pool);
    take_effect(store, account, row, change);
    return APR_SUCCESS;
}

static apr_status_t request_update(void *self, const cnops_request_change_t *changed,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(requests, update))) != APR_SUCCESS)
        return rv;
    rv = change(self, changed, trail);
    store_memory_end(self);
    return rv;
}

/* What fails stands before what cannot, so that nothing is to be undone but events. */
static apr_status_t change_all(store_memory_t *store, const cnops_request_t *requests,
                               const cnops_event_row_t *events, int count)
{
    int former = store->events->nelts;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < count && rv == APR_SUCCESS; i++) {
        rv = find_version(store, &requests[i]) ? APR_SUCCESS : CNOPS_ECONFLICT;
        if (rv == APR_SUCCESS)
            rv = store_memory_leave_trail(store, &(cnops_trail_t){.event = &events[i]});
    }
    if (rv != APR_SUCCESS)
        store->events->nelts = former;
    for (int i = 0; i < count && rv == APR_SUCCESS; i++)
        write_columns(find_version(store, &requests[i]), &requests[i], store->pool);
    return rv;
}

static apr_status_t request_update_all(void *self, const cnops_request_t *requests,
                                       const cnops_event_row_t *events, int count, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(requests, update_all))) != APR_SUCCESS)
        return rv;
    rv = change_all(self, requests, events, count);
    store_memory_end(self);
    return rv;
}

static apr_time_t end_of(const void *row)
{
    return ((const cnops_request_t *)row)->settled_at;
}

static apr_status_t request_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(requests, purge), store->requests, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_requests_port_t store_memory_requests_port = {.insert = request_insert,
                                                          .insert_with_account =
                                                              request_insert_with_account,
                                                          .update = request_update,
                                                          .update_all = request_update_all,
                                                          .by_id = request_by_id,
                                                          .by_ref = request_by_ref,
                                                          .by_letter = request_by_letter,
                                                          .open_of = request_open_of,
                                                          .of_person = requests_of,
                                                          .in_state = requests_in,
                                                          .purge = request_purge};
