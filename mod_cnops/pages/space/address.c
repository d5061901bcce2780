/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/address.h"

#include "core/address/address.h"
#include "pages/frame/failures.h"
#include "pages/frame/onward.h"
#include "pages/notice/ticket_receipt.h"
#include "pages/space/address_gate.h"
#include "pages/space/membership.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>
#include <string.h>

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_ADRESSE},
                                     {.field = CNOPS_FIELD_CODE_POSTAL},
                                     {.field = CNOPS_FIELD_VILLE},
                                     {.field = CNOPS_FIELD_NONE}};

/* The field of the forms that says which address they were shown with. */
#define SHOWN "adresse_affichee"

#define CONFIRM "confirmer" /* the action of a button */

/* `own` of the visit. */
typedef struct shown_t {
    cnops_address_t address;
    bool is_awaited; /* the space waits for an answer about it */
} shown_t;

/* --- the address --- */

static apr_status_t find_awaited(shown_t *shown, const cnops_req_t *req)
{
    const cnops_address_t *awaited;
    apr_status_t rv =
        cnops_address_awaited(&awaited, req->app->core, req->person.memberships, req->pool);

    shown->is_awaited = rv == APR_SUCCESS && awaited;
    if (shown->is_awaited)
        shown->address = *awaited;
    return rv;
}

/* Whether the form was shown with another address: the first click of two has answered about that
 * one, or an import has brought this one since, or the member has gone to another membership. A
 * form without the field (of a client that is no browser) is about whatever is there. */
static bool is_of_another(const cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const shown_t *shown = visit->own;

    return cnops_form_field(req->form, SHOWN) &&
           !cnops_address_has_handle(req->app->core, &shown->address, req->account->person_id,
                                     cnops_form_value(req->form, SHOWN), req->pool);
}

/* Where nothing waits, nothing can be confirmed by mistake, and confirm leads on. */
static bool is_harmless(const cnops_visit_t *visit)
{
    const char *action = cnops_form_value(visit->req->form, "action");

    return !((const shown_t *)visit->own)->is_awaited && action && strcmp(action, CONFIRM) == 0;
}

/* No answer may be taken for an address that its member has not seen. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const cnops_membership_t *membership = cnops_space_membership(req);
    shown_t *shown = visit->own = apr_pcalloc(req->pool, sizeof *shown);
    apr_status_t rv;

    if (!membership) /* the records have no such person any more */
        return cnops_failure_page(req, 404, 0);
    rv = find_awaited(shown, req);
    if (rv == APR_SUCCESS && !shown->is_awaited)
        rv = cnops_address_read(&shown->address, req->app->core, membership, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return is_of_another(visit) && !is_harmless(visit)
               ? cnops_page_tell(req, CNOPS_ADDRESS_PATH, "notice.address_replaced")
               : NULL;
}

static bool is_empty(const cnops_address_t *address)
{
    return !*address->street && !*address->postal_code && !*address->city;
}

/* --- the page --- */

/* Most corrections change a part of the address. */
static void preset(cnops_visit_t *visit)
{
    const shown_t *shown = visit->own;

    cnops_entries_preset(visit->entries, CNOPS_FIELD_ADRESSE, shown->address.street);
    cnops_entries_preset(visit->entries, CNOPS_FIELD_CODE_POSTAL, shown->address.postal_code);
    cnops_entries_preset(visit->entries, CNOPS_FIELD_VILLE, shown->address.city);
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const shown_t *shown = visit->own;
    const cnops_address_t *address = &shown->address;
    const cnops_req_t *req = visit->req;
    cnops_tree_t *item;

    cnops_space_add_nav(data, req);
    cnops_tree_set_bool(data, "pending", shown->is_awaited);
    cnops_tree_set_text(data, "immatriculation", address->immatriculation);
    cnops_tree_set_text(
        data, SHOWN,
        cnops_address_handle(req->app->core, address, req->account->person_id, req->pool));
    if (is_empty(address)) {
        cnops_tree_set_text(data, "address", NULL);
        return APR_SUCCESS;
    }
    item = cnops_tree_set_object(data, "address");
    cnops_tree_set_text(item, "address", address->street);
    cnops_tree_set_text(item, "postal_code", address->postal_code);
    cnops_tree_set_text(item, "city", address->city);
    return APR_SUCCESS;
}

/* --- the answers --- */

/* event: for the log. */
static cnops_res_t *go_on(cnops_req_t *req, const char *notice, const char *event)
{
    cnops_res_t *res = cnops_onward_go(req, notice);

    res->event = event;
    return res;
}

/* A second click finds that nothing waits any more, and is led on like the first. */
static cnops_res_t *confirm(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const shown_t *shown = visit->own;
    cnops_address_reply_t reply = {&shown->address, CNOPS_ADDRESS_CONFIRMED,
                                   req->account->person_id, req->ip, req->user_agent};
    apr_status_t rv;

    if (!shown->is_awaited)
        return cnops_onward_go(req, NULL);
    if (is_empty(&shown->address))
        return cnops_visit_fault(visit, CNOPS_FIELD_ADRESSE, "required");
    rv = cnops_address_answer(req->app->core, &reply, req->pool);
    return rv == APR_SUCCESS ? go_on(req, "notice.address_confirmed", "address: confirmed")
                             : cnops_failure(req, rv);
}

static bool is_the_same(const cnops_visit_t *visit)
{
    const cnops_address_t *address = &((const shown_t *)visit->own)->address;
    const cnops_entries_t *entries = visit->entries;

    return strcmp(cnops_entries_value(entries, CNOPS_FIELD_ADRESSE), address->street) == 0 &&
           strcmp(cnops_entries_value(entries, CNOPS_FIELD_CODE_POSTAL), address->postal_code) ==
               0 &&
           strcmp(cnops_entries_value(entries, CNOPS_FIELD_VILLE), address->city) == 0;
}

static apr_status_t send_correction(cnops_address_sent_e *psent, const cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const cnops_entries_t *entries = visit->entries;
    const shown_t *shown = visit->own;
    cnops_address_correction_t correction = {
        .account = req->account,
        .address = &shown->address,
        .is_awaited = shown->is_awaited,
        .street = cnops_entries_value(entries, CNOPS_FIELD_ADRESSE),
        .postal_code = cnops_entries_value(entries, CNOPS_FIELD_CODE_POSTAL),
        .city = cnops_entries_value(entries, CNOPS_FIELD_VILLE),
        .ip = req->ip,
        .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv = cnops_ticket_receipt(&messages, req);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_address_correct(psent, req->app->core, &correction, messages, req->pool);
}

static cnops_res_t *correct(cnops_visit_t *visit)
{
    const shown_t *shown = visit->own;
    cnops_address_sent_e sent;
    apr_status_t rv;

    if (is_the_same(visit))
        return cnops_visit_fault(visit, CNOPS_FIELD_ADRESSE,
                                 shown->is_awaited ? "address_to_confirm" : "address_unchanged");
    if ((rv = send_correction(&sent, visit)) != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    if (sent == CNOPS_ADDRESS_TOO_MANY)
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "too_many_requests");
    return sent == CNOPS_ADDRESS_SENT
               ? go_on(visit->req, "notice.address_corrected", "address: corrected")
               : go_on(visit->req, "notice.address_under_way", NULL);
}

static const cnops_button_t buttons[] = {{CONFIRM, confirm}, {"corriger", NULL}, {NULL, NULL}};

const cnops_form_page_t cnops_address_form = {.path = CNOPS_ADDRESS_PATH,
                                              .back = "/espace",
                                              .asked = asks,
                                              .buttons = buttons,
                                              .begin = begin,
                                              .preset = preset,
                                              .fill = fill,
                                              .submit = correct};
