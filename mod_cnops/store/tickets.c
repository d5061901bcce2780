/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

/* --- reading --- */

/* False where a word is in none of our tables. */
static bool read_words(cnops_ticket_t *ticket, const cnops_row_t *row)
{
    bool has_kind = cnops_ticket_kind_parse(&ticket->kind, cnops_row_text(row, 4));
    bool has_state = cnops_ticket_state_parse(&ticket->state, cnops_row_text(row, 5));

    if (!has_kind || !has_state)
        cnops_row_refuse(row, has_kind ? 5 : 4);
    return has_kind && has_state;
}

static void fill_ticket(cnops_ticket_t *ticket, const cnops_row_t *row)
{
    ticket->id = cnops_row_int(row, 0);
    ticket->reference = cnops_row_text(row, 1);
    ticket->person_id = cnops_row_int(row, 2);
    ticket->membership_id = cnops_row_int(row, 3);
    ticket->version = cnops_row_int(row, 6);
    ticket->payload_sealed = cnops_row_text(row, 7);
    ticket->answer_sealed = cnops_row_text(row, 8);
    ticket->decided_on = cnops_row_text(row, 9);
    ticket->opened_at = cnops_row_int(row, 10);
    ticket->due_at = cnops_row_int(row, 11);
    ticket->decided_at = cnops_row_int(row, 12);
    ticket->read_at = cnops_row_int(row, 13);
}

static void read_one(void *self, const cnops_row_t *row)
{
    const cnops_ticket_t **pticket = self;
    cnops_ticket_t *ticket = apr_palloc(row->unit->pool, sizeof *ticket);

    fill_ticket(ticket, row);
    if (read_words(ticket, row))
        *pticket = ticket;
}

static void read_listed(void *self, const cnops_row_t *row)
{
    cnops_ticket_t *ticket = apr_array_push(self);

    fill_ticket(ticket, row);
    if (!read_words(ticket, row))
        apr_array_pop(self);
}

static apr_status_t ticket_find(void *self, const cnops_ticket_t **pticket, apr_int64_t person_id,
                                apr_int64_t id, apr_pool_t *pool)
{
    *pticket = NULL;
    return cnops_db_select(self, CNOPS_SQL_TICKET_FIND, CNOPS_ARGS(&id, &person_id), read_one,
                           pticket, pool);
}

static apr_status_t ticket_by_reference(void *self, const cnops_ticket_t **pticket,
                                        const char *reference, apr_pool_t *pool)
{
    *pticket = NULL;
    return cnops_db_select(self, CNOPS_SQL_TICKET_BY_REFERENCE, CNOPS_ARGS(reference), read_one,
                           pticket, pool);
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

/* A row with an unknown word is in the log; it must not hide the others. */
static apr_status_t select_list(void *self, apr_array_header_t **plist, cnops_statement_e statement,
                                const void **args, apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_ticket_t));
    rv = cnops_db_select(self, statement, args, read_listed, *plist, pool);
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

static apr_status_t tickets_of_person(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                      apr_int64_t before_id, int max, apr_pool_t *pool)
{
    apr_int64_t limit = max, before = before_id ? before_id : APR_INT64_MAX;

    return select_list(self, plist, CNOPS_SQL_TICKETS_OF, CNOPS_ARGS(&person_id, &before, &limit),
                       pool);
}

static apr_status_t tickets_open_of(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                    int max, apr_pool_t *pool)
{
    apr_int64_t limit = max;

    return select_list(self, plist, CNOPS_SQL_TICKETS_OPEN_OF, CNOPS_ARGS(&person_id, &limit),
                       pool);
}

static apr_status_t tickets_in_state(void *self, apr_array_header_t **plist,
                                     cnops_ticket_state_e state, apr_int64_t *plast_id, int max,
                                     apr_pool_t *pool)
{
    apr_int64_t limit = max, after_id = *plast_id;
    looking_t looking = {apr_array_make(pool, 8, sizeof(cnops_ticket_t)), after_id};
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_TICKETS_IN,
                                      CNOPS_ARGS(cnops_ticket_state_name(state), &after_id, &limit),
                                      read_in, &looking, pool);

    *plist = looking.list;
    *plast_id = looking.last_id;
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

/* --- writing --- */

typedef struct writing_t {
    const cnops_ticket_t *ticket;
    const cnops_trail_t *trail;
} writing_t;

static apr_status_t run_insert(void *self, cnops_unit_t *unit)
{
    const writing_t *writing = self;
    const cnops_ticket_t *t = writing->ticket;
    apr_status_t rv = cnops_unit_execute(
        NULL, unit, CNOPS_SQL_TICKET_INSERT,
        CNOPS_ARGS(t->reference, &t->person_id, &t->person_id, &t->membership_id,
                   cnops_ticket_kind_name(t->kind), cnops_ticket_state_name(t->state),
                   t->payload_sealed, &t->opened_at, &t->due_at));

    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, writing->trail) : rv;
}

static apr_status_t ticket_insert(void *self, const cnops_ticket_t *ticket,
                                  const cnops_trail_t *trail, apr_pool_t *pool)
{
    writing_t writing = {ticket, trail};

    return cnops_db_transact(self, run_insert, &writing, pool);
}

static apr_status_t run_update(void *self, cnops_unit_t *unit)
{
    const writing_t *writing = self;
    const cnops_ticket_t *t = writing->ticket;
    apr_int64_t waits = t->state == CNOPS_TICKET_OPEN || t->state == CNOPS_TICKET_MORE_ASKED;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_TICKET_UPDATE,
                                         CNOPS_ARGS(cnops_ticket_state_name(t->state),
                                                    t->answer_sealed, t->decided_on, &t->decided_at,
                                                    &t->read_at, &waits, &t->id, &t->version));

    if (rv != APR_SUCCESS)
        return rv;
    return count ? cnops_unit_leave_trail(unit, writing->trail) : CNOPS_ECONFLICT;
}

static apr_status_t ticket_update(void *self, const cnops_ticket_t *ticket,
                                  const cnops_trail_t *trail, apr_pool_t *pool)
{
    writing_t writing = {ticket, trail};

    return cnops_db_transact(self, run_update, &writing, pool);
}

static apr_status_t tickets_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_TICKETS, (cnops_old_t){before, max}, pool);
}

const cnops_tickets_port_t cnops_store_tickets = {.insert = ticket_insert,
                                                  .update = ticket_update,
                                                  .find = ticket_find,
                                                  .by_reference = ticket_by_reference,
                                                  .of_person = tickets_of_person,
                                                  .open_of = tickets_open_of,
                                                  .in_state = tickets_in_state,
                                                  .purge = tickets_purge};
