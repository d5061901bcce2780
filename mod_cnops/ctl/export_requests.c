/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command export requests: writes the tickets that wait, for the insurer's own system. */
#include "base/buffer.h"
#include "base/csv_write.h"
#include "base/json.h"
#include "core/ticket/clock.h"
#include "ctl/export_file.h"
#include "ctl/ticket_cases.h"

#include <apr_strings.h>
#include <string.h>

typedef struct batch_t {
    cnops_ctl_t *ctl;
    cnops_operator_t by;
    cnops_portal_t *portal;
    apr_file_t *file;
    int written; /* tickets */
} batch_t;

/* --- the file --- */

static apr_status_t write_text(const batch_t *batch, const char *text)
{
    return apr_file_write_full(batch->file, text, strlen(text), NULL);
}

/* --- one ticket --- */

typedef struct row_t {
    const cnops_ticket_t *ticket;
    const char *kind, *immatriculation, *opened_on, *due_on;
    cnops_tree_t *payload;
} row_t;

static apr_status_t read_row(row_t *row, const cnops_core_t *core, const cnops_ticket_t *ticket,
                             apr_pool_t *pool)
{
    apr_status_t rv;

    *row = (row_t){.ticket = ticket,
                   .kind = cnops_ticket_kind_name(ticket->kind),
                   .opened_on = cnops_ticket_day(core, ticket->opened_at, pool),
                   .due_on = cnops_ticket_day(core, ticket->due_at, pool)};
    rv = cnops_ticket_cases_immatriculation(&row->immatriculation, core, ticket, pool);
    return rv == APR_SUCCESS ? cnops_ticket_payload(&row->payload, core, ticket, pool) : rv;
}

/* The same value without a semicolon, which JSON has only inside its texts. Where a spreadsheet's
 * separator is the semicolon, what a member wrote after one would begin a cell, which may be a
 * formula; and the guard of base/csv_write.h against that would change the text. */
static const char *write_payload(const cnops_tree_t *payload, apr_pool_t *pool)
{
    const char *json = cnops_json_write(payload, pool);
    cnops_buffer_t out;

    cnops_buffer_init(&out, strlen(json) + 1, pool);
    for (; *json; json++) {
        if (*json == ';')
            cnops_buffer_add_text(&out, "\\u003b");
        else
            cnops_buffer_add_byte(&out, *json);
    }
    return cnops_buffer_text(&out);
}

static apr_status_t write_csv(const batch_t *batch, const row_t *row, apr_pool_t *pool)
{
    const char *const cells[] = {row->ticket->reference,
                                 row->kind,
                                 row->immatriculation,
                                 row->opened_on,
                                 row->due_on,
                                 write_payload(row->payload, pool),
                                 NULL};
    cnops_buffer_t line;

    cnops_buffer_init(&line, 512, pool);
    cnops_csv_add_row(&line, cells);
    return write_text(batch, cnops_buffer_text(&line));
}

static apr_status_t write_json(const batch_t *batch, const row_t *row, apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    cnops_tree_set_text(tree, "reference", row->ticket->reference);
    cnops_tree_set_text(tree, "kind", row->kind);
    cnops_tree_set_text(tree, "immatriculation", row->immatriculation);
    cnops_tree_set_text(tree, "opened_on", row->opened_on);
    cnops_tree_set_text(tree, "due_on", row->due_on);
    cnops_tree_set(tree, "payload", row->payload);
    return write_text(
        batch, apr_pstrcat(pool, batch->written ? ",\n" : "", cnops_json_write(tree, pool), NULL));
}

/* The journal names the export before the file has the ticket: nothing leaves without a note. */
static apr_status_t export_one(void *self, const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    batch_t *batch = self;
    const cnops_core_t *core = &batch->portal->core;
    cnops_event_t event = cnops_operator_event(CNOPS_EVENT_TICKET_EXPORTED, &batch->by,
                                               cnops_ticket_kind_name(ticket->kind), pool);
    row_t row;
    apr_status_t rv = read_row(&row, core, ticket, pool);

    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = cnops_journal_note(core, ticket->person_id, &event, pool)) != APR_SUCCESS)
        return rv;
    rv = batch->ctl->json ? write_json(batch, &row, pool) : write_csv(batch, &row, pool);
    batch->written += rv == APR_SUCCESS;
    return rv;
}

/* --- all of them --- */

static apr_status_t export_all(batch_t *batch)
{
    bool json = batch->ctl->json;
    apr_status_t rv = write_text(
        batch, json ? "[\n" : "reference,kind,immatriculation,opened_on,due_on,payload\r\n");

    if (rv == APR_SUCCESS)
        rv = cnops_ticket_walk(&batch->portal->core, export_one, batch, batch->ctl->pool);
    if (rv == APR_SUCCESS && json)
        rv = write_text(batch, "\n]\n");
    return rv == APR_SUCCESS ? apr_file_sync(batch->file) : rv;
}

static cnops_exit_e report(const batch_t *batch)
{
    cnops_ctl_t *ctl = batch->ctl;
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_int(tree, "requests", batch->written);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_export_requests(cnops_ctl_t *ctl)
{
    batch_t batch = {.ctl = ctl};
    cnops_exit_e verdict;
    apr_status_t rv;

    if ((verdict = cnops_casework_operator(&batch.by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_export_file_open(&batch.file, ctl, "an export is")) != CNOPS_EXIT_DONE)
        return verdict;
    if ((verdict = cnops_portal_open(&batch.portal, ctl)) != CNOPS_EXIT_DONE) {
        cnops_export_file_discard(batch.file, ctl);
        return verdict;
    }
    if ((rv = export_all(&batch)) == APR_SUCCESS)
        return report(&batch);
    /* A part of an export is of no use: the next call writes all of it. */
    cnops_export_file_discard(batch.file, ctl);
    return cnops_casework_failed(ctl, batch.portal, rv);
}
