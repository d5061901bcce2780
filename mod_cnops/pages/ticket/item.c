/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/ticket/item.h"

#include "base/date.h"
#include "core/ticket/clock.h"

#include <apr_strings.h>

const char *cnops_ticket_path(const cnops_req_t *req, const cnops_ticket_t *ticket)
{
    return apr_pstrcat(req->pool, "/espace/demandes/",
                       cnops_ticket_handle(req->app->core, ticket, req->pool), NULL);
}

static const char *show_day(const cnops_req_t *req, apr_time_t at)
{
    return cnops_date_show(cnops_ticket_day(req->app->core, at, req->pool), req->pool);
}

static const char *word_text(const cnops_req_t *req, const char *prefix, const char *word)
{
    return cnops_page_text(req, apr_pstrcat(req->pool, prefix, word, NULL), NULL);
}

static void set_clock(cnops_tree_t *item, const cnops_req_t *req, const cnops_ticket_t *ticket)
{
    const cnops_core_t *core = req->app->core;
    bool is_late = cnops_ticket_is_late(core, ticket);

    cnops_tree_set_text(item, "opened_on", show_day(req, ticket->opened_at));
    cnops_tree_set_text(item, "due_on", show_day(req, ticket->due_at));
    if (ticket->state == CNOPS_TICKET_OPEN && !is_late)
        cnops_tree_set_int(item, "days",
                           cnops_ticket_days_until(core, cnops_core_now(core), ticket->due_at));
    else
        cnops_tree_set_text(item, "days", NULL);
    cnops_tree_set_bool(item, "late", is_late);
}

void cnops_ticket_item_fill(cnops_tree_t *item, const cnops_req_t *req,
                            const cnops_ticket_t *ticket)
{
    const char *kind = cnops_ticket_kind_name(ticket->kind);
    const char *state = cnops_ticket_state_name(ticket->state);

    cnops_tree_set_text(item, "reference", ticket->reference);
    cnops_tree_set_text(item, "href", cnops_page_href(req, cnops_ticket_path(req, ticket)));
    cnops_tree_set_text(item, "kind", kind);
    cnops_tree_set_text(item, "kind_label", word_text(req, "ticket_kind.", kind));
    cnops_tree_set_text(item, "state", state);
    cnops_tree_set_text(item, "state_label", word_text(req, "ticket_state.", state));
    set_clock(item, req, ticket);
    cnops_tree_set_bool(item, "news", cnops_ticket_has_news(ticket));
}
