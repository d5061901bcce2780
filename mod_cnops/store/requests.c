/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

#include <apr_strings.h>
#include <string.h>

/* --- reading --- */

/* False where a word is in none of our tables. */
static bool read_words(cnops_request_t *request, const cnops_row_t *row)
{
    bool has_kind = cnops_request_kind_parse(&request->kind, cnops_row_text(row, 3));
    bool has_state = cnops_request_state_parse(&request->state, cnops_row_text(row, 4));

    if (!has_kind || !has_state)
        cnops_row_refuse(row, has_kind ? 4 : 3);
    return has_kind && has_state;
}

static void fill_request(cnops_request_t *request, const cnops_row_t *row)
{
    request->id = cnops_row_int(row, 0);
    request->ref = cnops_row_text(row, 1);
    request->person_id = cnops_row_int(row, 2);
    request->version = cnops_row_int(row, 5);
    request->email_digest = cnops_row_text(row, 6);
    request->email_sealed = cnops_row_text(row, 7);
    request->phone_digest = cnops_row_text(row, 8);
    request->phone_sealed = cnops_row_text(row, 9);
    request->lang = cnops_row_text(row, 10);
    request->reminders = (int)cnops_row_int(row, 11);
    request->letter_digest = cnops_row_text(row, 12);
    request->letter_at = cnops_row_int(row, 13);
    request->hastened_by = cnops_row_text(row, 14);
    request->apply_at = cnops_row_int(row, 15);
    request->created_at = cnops_row_int(row, 16);
    request->settled_at = cnops_row_int(row, 17);
}

static void read_one(void *self, const cnops_row_t *row)
{
    const cnops_request_t **prequest = self;
    cnops_request_t *request = apr_palloc(row->unit->pool, sizeof *request);

    fill_request(request, row);
    if (read_words(request, row))
        *prequest = request;
}

static void read_listed(void *self, const cnops_row_t *row)
{
    cnops_request_t *request = apr_array_push(self);

    fill_request(request, row);
    if (!read_words(request, row))
        apr_array_pop(self);
}

static apr_status_t request_by_id(void *self, const cnops_request_t **prequest, apr_int64_t id,
                                  apr_pool_t *pool)
{
    *prequest = NULL;
    return cnops_db_select(self, CNOPS_SQL_REQUEST_BY_ID, CNOPS_ARGS(&id), read_one, prequest,
                           pool);
}

static apr_status_t request_by_ref(void *self, const cnops_request_t **prequest, const char *ref,
                                   apr_pool_t *pool)
{
    *prequest = NULL;
    return cnops_db_select(self, CNOPS_SQL_REQUEST_BY_REF, CNOPS_ARGS(ref), read_one, prequest,
                           pool);
}

static apr_status_t request_by_letter(void *self, const cnops_request_t **prequest,
                                      const char *letter_digest, apr_pool_t *pool)
{
    *prequest = NULL;
    return cnops_db_select(self, CNOPS_SQL_REQUEST_BY_LETTER, CNOPS_ARGS(letter_digest), read_one,
                           prequest, pool);
}

static apr_status_t request_open_of(void *self, const cnops_request_t **prequest,
                                    apr_int64_t person_id, apr_pool_t *pool)
{
    *prequest = NULL;
    return cnops_db_select(self, CNOPS_SQL_REQUEST_OPEN_OF, CNOPS_ARGS(&person_id), read_one,
                           prequest, pool);
}

static apr_status_t requests_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                int max, apr_pool_t *pool)
{
    apr_int64_t limit = max;

    *plist = apr_array_make(pool, 2, sizeof(cnops_request_t));
    return cnops_db_select(self, CNOPS_SQL_REQUESTS_OF, CNOPS_ARGS(&person_id, &limit), read_listed,
                           *plist, pool);
}

typedef struct looking_t {
    apr_array_header_t *list;
    apr_int64_t last_id;
} looking_t;

static void read_in(void *self, const cnops_row_t *row)
{
    looking_t *looking = self;

    looking->last_id = cnops_row_int(row, 0);
    read_listed(looking->list, row);
}

static apr_status_t requests_in(void *self, apr_array_header_t **plist, cnops_request_state_e state,
                                apr_int64_t *plast_id, int max, apr_pool_t *pool)
{
    apr_int64_t limit = max, after_id = *plast_id;
    looking_t looking = {apr_array_make(pool, 8, sizeof(cnops_request_t)), after_id};
    apr_status_t rv = cnops_db_select(
        self, CNOPS_SQL_REQUESTS_IN, CNOPS_ARGS(cnops_request_state_name(state), &after_id, &limit),
        read_in, &looking, pool);

    *plist = looking.list;
    *plast_id = looking.last_id;
    /* A row with an unknown word is in the log; it must not keep the others from being handled. */
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

/* --- making --- */

typedef struct making_t {
    const cnops_account_t *account; /* created with the request, or NULL */
    const cnops_request_t *request;
    const cnops_trail_t *trail;
} making_t;

/* A seal begins with the id of its key, and digests are made with the same one. */
static const char *key_of(const char *sealed, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, sealed, strcspn(sealed, "."));
}

static apr_status_t insert_request(cnops_unit_t *unit, const cnops_request_t *r)
{
    return cnops_unit_execute(
        NULL, unit, CNOPS_SQL_REQUEST_INSERT,
        CNOPS_ARGS(r->ref, &r->person_id, &r->person_id, cnops_request_kind_name(r->kind),
                   cnops_request_state_name(r->state), r->email_digest, r->email_sealed,
                   r->phone_digest, r->phone_sealed, r->lang,
                   key_of(r->email_sealed, unit->scratch), &r->apply_at, &r->created_at));
}

static apr_status_t make(void *self, cnops_unit_t *unit)
{
    const making_t *making = self;
    apr_status_t rv = APR_SUCCESS;

    if (making->account)
        rv = cnops_account_insert(unit, making->account);
    if (rv == APR_SUCCESS)
        rv = insert_request(unit, making->request);
    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, making->trail) : rv;
}

static apr_status_t request_insert(void *self, const cnops_request_t *request,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    making_t making = {NULL, request, trail};

    return cnops_db_transact(self, make, &making, pool);
}

static apr_status_t request_insert_with_account(void *self, const cnops_request_t *request,
                                                const cnops_account_t *account,
                                                const cnops_trail_t *trail, apr_pool_t *pool)
{
    making_t making = {account, request, trail};

    return cnops_db_transact(self, make, &making, pool);
}

/* --- changing --- */

static apr_status_t update_row(cnops_unit_t *unit, const cnops_request_t *r)
{
    apr_int64_t reminders = r->reminders;
    int count = 0;
    apr_status_t rv;

    rv =
        cnops_unit_execute(&count, unit, CNOPS_SQL_REQUEST_UPDATE,
                           CNOPS_ARGS(cnops_request_state_name(r->state), &reminders,
                                      r->letter_digest, &r->letter_at, r->hastened_by, &r->apply_at,
                                      &r->settled_at, &r->settled_at, &r->id, &r->version));
    return rv == APR_SUCCESS && count == 0 ? CNOPS_ECONFLICT : rv;
}

/* No member has ever signed in to a pending account, but the browser that made it may be known. The
 * account's row is locked first, so that no browser is added meanwhile. */
static apr_status_t drop_account(cnops_unit_t *unit, apr_int64_t person_id)
{
    static const cnops_statement_e steps[] = {CNOPS_SQL_REQUEST_HOLD_ACCOUNT,
                                              CNOPS_SQL_REQUEST_DROP_DEVICES,
                                              CNOPS_SQL_REQUEST_DROP_ACCOUNT};
    apr_status_t rv = APR_SUCCESS;

    for (apr_size_t i = 0; i < sizeof steps / sizeof *steps && rv == APR_SUCCESS; i++)
        rv = cnops_unit_execute(NULL, unit, steps[i], CNOPS_ARGS(&person_id));
    return rv;
}

/* *pcount: the number of accounts that the effect changed; 1 where none needs to be. */
static apr_status_t take_effect(int *pcount, cnops_unit_t *unit,
                                const cnops_request_change_t *change)
{
    const cnops_request_t *r = change->request;
    apr_status_t rv;

    switch (change->effect) {
    case CNOPS_EFFECT_NONE:
        *pcount = 1;
        return APR_SUCCESS;
    case CNOPS_EFFECT_OPEN:
        return cnops_unit_execute(pcount, unit, CNOPS_SQL_REQUEST_OPEN_ACCOUNT,
                                  CNOPS_ARGS(&r->person_id));
    case CNOPS_EFFECT_FREEZE:
        return cnops_unit_execute(pcount, unit, CNOPS_SQL_REQUEST_FREEZE,
                                  CNOPS_ARGS(&change->until, &r->person_id));
    case CNOPS_EFFECT_DROP:
        *pcount = 1;
        return drop_account(unit, r->person_id);
    case CNOPS_EFFECT_BIND:
        break;
    }
    rv = cnops_unit_execute(pcount, unit, CNOPS_SQL_REQUEST_BIND,
                            CNOPS_ARGS(r->email_digest, r->email_sealed, &change->until,
                                       r->phone_digest, r->phone_sealed, &change->until,
                                       &r->person_id));
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_REQUEST_END_SESSIONS,
                              CNOPS_ARGS(&r->person_id));
}

typedef struct changing_t {
    const cnops_request_change_t *change;
    const cnops_trail_t *trail;
} changing_t;

static apr_status_t run_change(void *self, cnops_unit_t *unit)
{
    const changing_t *changing = self;
    int count = 0;
    apr_status_t rv = update_row(unit, changing->change->request);

    if (rv == APR_SUCCESS)
        rv = take_effect(&count, unit, changing->change);
    if (rv != APR_SUCCESS)
        return rv;
    return count ? cnops_unit_leave_trail(unit, changing->trail) : CNOPS_ENOTFOUND;
}

static apr_status_t request_update(void *self, const cnops_request_change_t *change,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    changing_t changing = {change, trail};

    return cnops_db_transact(self, run_change, &changing, pool);
}

typedef struct marking_t {
    const cnops_request_t *requests;
    const cnops_event_row_t *events;
    int count;
} marking_t;

static apr_status_t run_marking(void *self, cnops_unit_t *unit)
{
    const marking_t *marking = self;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < marking->count && rv == APR_SUCCESS; i++) {
        rv = update_row(unit, &marking->requests[i]);
        if (rv == APR_SUCCESS)
            rv = cnops_event_append(unit, &marking->events[i]);
    }
    return rv;
}

static apr_status_t request_update_all(void *self, const cnops_request_t *requests,
                                       const cnops_event_row_t *events, int count, apr_pool_t *pool)
{
    marking_t marking = {requests, events, count};

    return cnops_db_transact(self, run_marking, &marking, pool);
}

static apr_status_t request_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_REQUESTS, (cnops_old_t){before, max}, pool);
}

const cnops_requests_port_t cnops_store_requests = {.insert = request_insert,
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
