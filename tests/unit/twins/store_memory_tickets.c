/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tickets. Their rows are in the order of their ids. */
#include "base/errors.h"
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#define ROW(store, i) (&APR_ARRAY_IDX((store)->tickets, i, cnops_ticket_t))

static cnops_ticket_t copy_ticket(const cnops_ticket_t *row, apr_pool_t *pool)
{
    cnops_ticket_t copy = *row;

    copy.reference = apr_pstrdup(pool, row->reference);
    copy.payload_sealed = apr_pstrdup(pool, row->payload_sealed);
    copy.answer_sealed = apr_pstrdup(pool, row->answer_sealed);
    copy.decided_on = apr_pstrdup(pool, row->decided_on);
    return copy;
}

/* --- looking --- */

static const cnops_ticket_t *look(const store_memory_t *store, apr_int64_t id,
                                  const char *reference, apr_pool_t *pool)
{
    for (int i = 0; i < store->tickets->nelts; i++) {
        const cnops_ticket_t *row = ROW(store, i);
        cnops_ticket_t copy;

        if (reference ? strcmp(row->reference, reference) != 0 : row->id != id)
            continue;
        copy = copy_ticket(row, pool);
        return apr_pmemdup(pool, &copy, sizeof copy);
    }
    return NULL;
}

static apr_status_t ticket_find(void *self, const cnops_ticket_t **pticket, apr_int64_t person_id,
                                apr_int64_t id, apr_pool_t *pool)
{
    apr_status_t rv;

    *pticket = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(tickets, find))) != APR_SUCCESS)
        return rv;
    *pticket = look(self, id, NULL, pool);
    if (*pticket && (*pticket)->person_id != person_id)
        *pticket = NULL;
    store_memory_end(self);
    return APR_SUCCESS;
}

static apr_status_t ticket_by_reference(void *self, const cnops_ticket_t **pticket,
                                        const char *reference, apr_pool_t *pool)
{
    apr_status_t rv;

    *pticket = NULL;
    if ((rv = store_memory_begin(self, STORE_MEMORY(tickets, by_reference))) != APR_SUCCESS)
        return rv;
    *pticket = look(self, 0, reference, pool);
    store_memory_end(self);
    return APR_SUCCESS;
}

static bool waits(const cnops_ticket_t *row)
{
    return row->state == CNOPS_TICKET_OPEN || row->state == CNOPS_TICKET_MORE_ASKED;
}

typedef struct wanted_t {
    apr_int64_t person_id, before_id;
    bool open;
} wanted_t;

static apr_status_t list_newest(store_memory_t *store, apr_array_header_t **plist,
                                const char *function, const wanted_t *wanted, int max,
                                apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_ticket_t));
    if ((rv = store_memory_begin(store, function)) != APR_SUCCESS)
        return rv;
    for (int i = store->tickets->nelts - 1; i >= 0 && (*plist)->nelts < max; i--) {
        const cnops_ticket_t *row = ROW(store, i);

        if (row->person_id == wanted->person_id && (!wanted->open || waits(row)) &&
            (!wanted->before_id || row->id < wanted->before_id))
            APR_ARRAY_PUSH(*plist, cnops_ticket_t) = copy_ticket(row, pool);
    }
    store_memory_end(store);
    return APR_SUCCESS;
}

static apr_status_t tickets_of_person(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                      apr_int64_t before_id, int max, apr_pool_t *pool)
{
    return list_newest(self, plist, STORE_MEMORY(tickets, of_person),
                       &(wanted_t){person_id, before_id, false}, max, pool);
}

static apr_status_t tickets_open_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                    int max, apr_pool_t *pool)
{
    return list_newest(self, plist, STORE_MEMORY(tickets, open_of), &(wanted_t){person_id, 0, true},
                       max, pool);
}

static apr_status_t tickets_in_state(void *self, apr_array_header_t **plist,
                                     cnops_ticket_state_e state, apr_int64_t *plast_id, int max,
                                     apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_ticket_t));
    if ((rv = store_memory_begin(store, STORE_MEMORY(tickets, in_state))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->tickets->nelts && (*plist)->nelts < max; i++) {
        const cnops_ticket_t *row = ROW(store, i);

        if (row->id > *plast_id && row->state == state)
            APR_ARRAY_PUSH(*plist, cnops_ticket_t) = copy_ticket(row, pool);
    }
    if ((*plist)->nelts)
        *plast_id = APR_ARRAY_IDX(*plist, (*plist)->nelts - 1, cnops_ticket_t).id;
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- writing --- */

static apr_status_t insert(store_memory_t *store, const cnops_ticket_t *ticket,
                           const cnops_trail_t *trail)
{
    apr_status_t rv = APR_SUCCESS;
    cnops_ticket_t *row;

    if (look(store, 0, ticket->reference, store->pool))
        rv = CNOPS_EDUPLICATE;
    if (rv == APR_SUCCESS)
        rv = store_memory_leave_trail(store, trail);
    if (rv != APR_SUCCESS)
        return rv;
    row = apr_array_push(store->tickets);
    *row = copy_ticket(ticket, store->pool);
    row->id = ++store->last_id;
    row->version = 1;
    row->answer_sealed = row->decided_on = NULL;
    row->decided_at = row->read_at = 0;
    return APR_SUCCESS;
}

static apr_status_t ticket_insert(void *self, const cnops_ticket_t *ticket,
                                  const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(tickets, insert))) != APR_SUCCESS)
        return rv;
    rv = insert(self, ticket, trail);
    store_memory_end(self);
    return rv;
}

static cnops_ticket_t *find_version(const store_memory_t *store, const cnops_ticket_t *ticket)
{
    for (int i = 0; i < store->tickets->nelts; i++) {
        cnops_ticket_t *row = ROW(store, i);

        if (row->id == ticket->id && row->version == ticket->version)
            return row;
    }
    return NULL;
}

static apr_status_t update(store_memory_t *store, const cnops_ticket_t *ticket,
                           const cnops_trail_t *trail)
{
    cnops_ticket_t *row = find_version(store, ticket);
    apr_status_t rv;

    if (!row)
        return CNOPS_ECONFLICT;
    if ((rv = store_memory_leave_trail(store, trail)) != APR_SUCCESS)
        return rv;
    row->version++;
    row->state = ticket->state;
    row->answer_sealed = apr_pstrdup(store->pool, ticket->answer_sealed);
    row->decided_on = apr_pstrdup(store->pool, ticket->decided_on);
    row->decided_at = ticket->decided_at;
    row->read_at = ticket->read_at;
    return APR_SUCCESS;
}

static apr_status_t ticket_update(void *self, const cnops_ticket_t *ticket,
                                  const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_status_t rv;

    (void)pool;
    if ((rv = store_memory_begin(self, STORE_MEMORY(tickets, update))) != APR_SUCCESS)
        return rv;
    rv = update(self, ticket, trail);
    store_memory_end(self);
    return rv;
}

static apr_time_t end_of(const void *row)
{
    const cnops_ticket_t *ticket = row;

    return waits(ticket) ? 0 : ticket->decided_at;
}

static apr_status_t tickets_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(tickets, purge), store->tickets, end_of, before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_tickets_port_t store_memory_tickets_port = {.insert = ticket_insert,
                                                        .update = ticket_update,
                                                        .find = ticket_find,
                                                        .by_reference = ticket_by_reference,
                                                        .of_person = tickets_of_person,
                                                        .open_of = tickets_open_of,
                                                        .in_state = tickets_in_state,
                                                        .purge = tickets_purge};
