/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/decisions_import.h"

#include "base/errors.h"
#include "core/account/account_find.h"
#include "core/ticket/clock.h"
#include "ctl/import/decision_row.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

typedef struct pending_t {
    apr_int64_t line;
    apr_int64_t person_id, ticket_id;
    cnops_ticket_decision_t decision;
} pending_t;

typedef struct work_t {
    const cnops_decisions_load_t *load;
    cnops_decisions_result_t *result;
    cnops_import_reader_t *reader;
    apr_hash_t *references;      /* all that the file has had so far */
    apr_array_header_t *pending; /* pending_t */
    const char *today;
    apr_pool_t *pool;
} work_t;

/* --- comparing --- */

/* The fault of a decision about this ticket, which has not the same one already; or NULL. */
static const char *find_fault(const char **pcolumn, const work_t *work,
                              const cnops_ticket_t *ticket, const char *decided_on,
                              apr_pool_t *pool)
{
    *pcolumn = "reference";
    if (!ticket)
        return "no such request";
    if (ticket->state == CNOPS_TICKET_WITHDRAWN)
        return "withdrawn by its member";
    if (!cnops_ticket_waits(ticket))
        return "has another decision already";
    *pcolumn = "decided_on";
    if (strcmp(decided_on, work->today) > 0)
        return "in the future";
    if (strcmp(decided_on, cnops_ticket_day(work->load->core, ticket->opened_at, pool)) < 0)
        return "before the request was made";
    return NULL;
}

static void keep(const work_t *work, const cnops_ticket_t *ticket,
                 const cnops_ticket_decision_t *decision, apr_int64_t line)
{
    pending_t *pending = apr_array_push(work->pending);

    *pending = (pending_t){line, ticket->person_id, ticket->id, *decision};
    pending->decision.reason = apr_pstrdup(work->pool, decision->reason);
    pending->decision.decided_on = apr_pstrdup(work->pool, decision->decided_on);
}

static bool is_repeated(const work_t *work, const char *reference)
{
    if (apr_hash_get(work->references, reference, APR_HASH_KEY_STRING))
        return true;
    apr_hash_set(work->references, apr_pstrdup(work->pool, reference), APR_HASH_KEY_STRING, "");
    return false;
}

static apr_status_t take_row(void *self, const char *const *values, apr_int64_t line,
                             apr_pool_t *pool)
{
    const work_t *work = self;
    const cnops_core_t *core = work->load->core;
    const char *reference = values[CNOPS_DECISION_REFERENCE], *column = "reference", *fault;
    cnops_ticket_decision_t decision = cnops_decision_of(values);
    const cnops_ticket_t *ticket;
    bool has = false;
    apr_status_t rv = cnops_ticket_by_reference(&ticket, core, reference, pool);

    if (rv == APR_SUCCESS && ticket)
        rv = cnops_ticket_has_decision(&has, core, ticket, &decision, pool);
    if (rv != APR_SUCCESS)
        return rv;
    if (is_repeated(work, reference))
        fault = "an earlier row has the same";
    else
        fault = has ? NULL : find_fault(&column, work, ticket, decision.decided_on, pool);
    if (fault)
        cnops_import_reader_refuse(work->reader, line, column, fault);
    else if (has)
        work->result->counts.unchanged++;
    else
        keep(work, ticket, &decision, line);
    return APR_SUCCESS;
}

static apr_status_t read_all(work_t *work)
{
    bool good;
    apr_status_t rv = cnops_import_reader_header(&good, work->reader);

    work->result->header_refused = !good;
    if (rv == APR_SUCCESS && good)
        rv = cnops_import_reader_rows(work->reader, take_row, work);
    work->result->rows = work->reader->rows;
    work->result->refused = work->reader->refused;
    work->result->empty = work->reader->empty;
    return rv;
}

/* --- writing --- */

/* A person whose account is closed or deleted learns nothing; the decision is kept all the same. */
static apr_status_t write_messages(apr_array_header_t **plist, const work_t *work,
                                   apr_int64_t person_id, apr_pool_t *pool)
{
    const cnops_decisions_load_t *load = work->load;
    const cnops_account_t *account;
    apr_status_t rv = cnops_account_of_person(&account, load->core, person_id, pool);

    *plist = NULL;
    return rv == APR_SUCCESS && account ? load->write_messages(load->self, plist, account, pool)
                                        : rv;
}

/* One contact that does not open must not keep all decisions behind it from being written. Nothing
 * opens with the keys of another portal: then the ticket does not open either, and nothing may be
 * sealed with them. */
static apr_status_t write_messages_if_they_open(apr_array_header_t **plist, bool *pis_lost,
                                                const work_t *work, const cnops_ticket_t *ticket,
                                                apr_pool_t *pool)
{
    cnops_tree_t *payload;
    apr_status_t rv = write_messages(plist, work, ticket->person_id, pool);

    *pis_lost = rv == CNOPS_EFORGED;
    if (!*pis_lost)
        return rv;
    *plist = NULL;
    return cnops_ticket_payload(&payload, work->load->core, ticket, pool);
}

static apr_status_t decide(const work_t *work, const pending_t *pending,
                           const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    cnops_event_t event =
        cnops_operator_event(CNOPS_EVENT_TICKET_DECIDED, work->load->by, NULL, pool);
    apr_array_header_t *messages;
    bool is_lost;
    apr_status_t rv = write_messages_if_they_open(&messages, &is_lost, work, ticket, pool);

    if (rv == APR_SUCCESS)
        rv = cnops_ticket_decide(work->load->core, ticket, &pending->decision, messages, event,
                                 pool);
    if (rv == APR_SUCCESS && is_lost)
        cnops_import_reader_remark(work->reader, pending->line, "reference",
                                   "decided, but its member gets no message: the contact of the "
                                   "account does not open");
    return rv;
}

/* A ticket may have changed since the file was read: its member has withdrawn it, or a decision has
 * come in another way. Then the row is refused, although others were written. */
static apr_status_t write_one(const work_t *work, const pending_t *pending, apr_pool_t *pool)
{
    cnops_import_counts_t *counts = &work->result->counts;
    const cnops_ticket_t *ticket;
    apr_status_t rv =
        cnops_ticket_find(&ticket, work->load->core, pending->person_id, pending->ticket_id, pool);

    if (rv == APR_SUCCESS)
        rv = ticket ? decide(work, pending, ticket, pool) : CNOPS_ECONFLICT;
    if (rv == CNOPS_ECONFLICT) {
        cnops_import_reader_refuse(work->reader, pending->line, "reference",
                                   "the request has just changed");
        work->result->refused++;
        return APR_SUCCESS;
    }
    if (rv == APR_SUCCESS && ticket->state == CNOPS_TICKET_OPEN)
        counts->added++;
    else if (rv == APR_SUCCESS)
        counts->changed++;
    return rv;
}

static apr_status_t write_all(const work_t *work)
{
    apr_pool_t *pool;
    apr_status_t rv = APR_SUCCESS;

    apr_pool_create(&pool, work->pool);
    for (int i = 0; rv == APR_SUCCESS && i < work->pending->nelts; i++) {
        apr_pool_clear(pool);
        cnops_import_reader_staged(work->reader, i + 1);
        rv = write_one(work, &APR_ARRAY_IDX(work->pending, i, pending_t), pool);
    }
    apr_pool_destroy(pool);
    return rv;
}

apr_status_t cnops_decisions_load(cnops_decisions_result_t *presult,
                                  const cnops_decisions_load_t *load, apr_pool_t *pool)
{
    work_t work = {.load = load,
                   .result = presult,
                   .reader = cnops_import_reader_make(&load->input, &cnops_decision_table, pool),
                   .references = apr_hash_make(pool),
                   .pending = apr_array_make(pool, 16, sizeof(pending_t)),
                   .today = cnops_ticket_day(load->core, cnops_core_now(load->core), pool),
                   .pool = pool};
    apr_status_t rv;

    *presult = (cnops_decisions_result_t){.written = false};
    if ((rv = read_all(&work)) != APR_SUCCESS || presult->header_refused ||
        (presult->refused && !load->keep_going))
        return rv;
    rv = write_all(&work);
    presult->written = rv == APR_SUCCESS;
    return rv;
}
