/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/dashboard/todo.h"

#include "base/date.h"
#include "core/ticket/clock.h"
#include "core/ticket/ticket.h"
#include "pages/ticket/item.h"

#include <apr_strings.h>
#include <string.h>

#define RIGHTS_SOON apr_time_from_sec(60 * 86400)

/* One thing to do; texts that are NULL are not shown. */
typedef struct card_t {
    const char *kind;      /* a word; todo.KIND and todo.KIND.action are its sentences */
    const char *about;     /* what it is about */
    const char *reference; /* of the claim or the request */
    const char *day;       /* ISO */
    const char *path;      /* where it is done, below the mount */
} card_t;

static void add_card(cnops_tree_t *list, const cnops_req_t *req, const card_t *card)
{
    const char *key = apr_pstrcat(req->pool, "todo.", card->kind, NULL);
    cnops_tree_t *item = cnops_tree_add_object(list);

    cnops_tree_set_text(item, "kind", card->kind);
    cnops_tree_set_text(item, "label", cnops_page_text(req, key, NULL));
    cnops_tree_set_text(item, "about", card->about && *card->about ? card->about : NULL);
    cnops_tree_set_text(item, "reference", card->reference);
    cnops_tree_set_text(item, "when", cnops_date_show(card->day, req->pool));
    cnops_tree_set_text(item, "href", cnops_page_href(req, card->path));
    cnops_tree_set_text(
        item, "action",
        cnops_page_text(req, apr_pstrcat(req->pool, "todo_action.", card->kind, NULL), NULL));
}

/* --- claims --- */

static void add_documents(cnops_tree_t *list, const cnops_req_t *req, const cnops_latest_t *latest)
{
    for (int i = 0; i < latest->asked->nelts; i++) {
        const cnops_claim_shown_t *claim = &APR_ARRAY_IDX(latest->asked, i, cnops_claim_shown_t);

        add_card(
            list, req,
            &(card_t){.kind = "document",
                      .about = claim->record.document_asked,
                      .reference = claim->record.reference,
                      .path = apr_pstrcat(req->pool, "/espace/dossiers/", claim->handle, NULL)});
    }
}

/* --- requests --- */

/* The word of what a request needs of the member; NULL: nothing. */
static const char *need_of(const cnops_req_t *req, const cnops_ticket_t *ticket)
{
    if (ticket->state == CNOPS_TICKET_MORE_ASKED)
        return "more_asked";
    if (cnops_ticket_has_news(ticket))
        return "answer";
    return cnops_ticket_is_late(req->app->core, ticket) ? "late" : NULL;
}

static const char *day_of(const cnops_req_t *req, const cnops_ticket_t *ticket, const char *need)
{
    bool is_late = strcmp(need, "late") == 0;

    return cnops_ticket_day(req->app->core, is_late ? ticket->due_at : ticket->decided_at,
                            req->pool);
}

static void add_tickets(cnops_tree_t *list, const cnops_req_t *req, const cnops_latest_t *latest,
                        const char *wanted)
{
    for (int i = 0; i < latest->tickets->nelts; i++) {
        const cnops_ticket_t *ticket = &APR_ARRAY_IDX(latest->tickets, i, cnops_ticket_t);
        const char *need = need_of(req, ticket);
        const char *key =
            apr_pstrcat(req->pool, "ticket_kind.", cnops_ticket_kind_name(ticket->kind), NULL);

        if (need && strcmp(need, wanted) == 0)
            add_card(list, req,
                     &(card_t){.kind = need,
                               .about = cnops_page_text(req, key, NULL),
                               .reference = ticket->reference,
                               .day = day_of(req, ticket, need),
                               .path = cnops_ticket_path(req, ticket)});
    }
}

/* --- rights --- */

/* ISO days are in order as texts. */
static bool ends_soon(const cnops_req_t *req, const cnops_membership_t *membership)
{
    apr_time_t now = cnops_core_now(req->app->core);
    char today[CNOPS_DATE_LEN], limit[CNOPS_DATE_LEN];
    const char *to = membership->rights_to;

    cnops_date_of(today, now);
    cnops_date_of(limit, now + RIGHTS_SOON);
    return membership->status == CNOPS_MEMBER_ACTIVE && to && *to && strcmp(to, today) >= 0 &&
           strcmp(to, limit) <= 0;
}

static void add_rights(cnops_tree_t *list, const cnops_req_t *req)
{
    const apr_array_header_t *all = req->person.memberships;

    for (int i = 0; i < all->nelts; i++) {
        const cnops_membership_t *membership = &APR_ARRAY_IDX(all, i, cnops_membership_t);
        const char *key =
            apr_pstrcat(req->pool, "scheme.", cnops_scheme_name(membership->scheme), NULL);

        if (ends_soon(req, membership))
            add_card(list, req,
                     &(card_t){.kind = "rights",
                               .about = cnops_page_text(req, key, NULL),
                               .day = membership->rights_to,
                               .path = "/aide"});
    }
}

void cnops_todo_add(cnops_tree_t *data, const cnops_req_t *req, const cnops_latest_t *latest)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "todo");

    add_documents(list, req, latest);
    add_tickets(list, req, latest, "more_asked");
    add_tickets(list, req, latest, "answer");
    add_tickets(list, req, latest, "late");
    add_rights(list, req);
}
