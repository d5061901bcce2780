/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/contacts.h"

#include "core/account/account.h"
#include "core/person/contact.h"
#include "pages/frame/failures.h"
#include "pages/space/contact_codes.h"
#include "pages/space/space_nav.h"

#include <string.h>

#define PATH "/espace/coordonnees"

static const cnops_asked_t asks[] = {
    {.field = CNOPS_FIELD_CANAL},
    {.field = CNOPS_FIELD_COURRIEL, .when = CNOPS_FIELD_CANAL, .is = CNOPS_CHANNEL_EMAIL},
    {.field = CNOPS_FIELD_COURRIEL_CONFIRMATION,
     .when = CNOPS_FIELD_CANAL,
     .is = CNOPS_CHANNEL_EMAIL},
    {.field = CNOPS_FIELD_TELEPHONE, .when = CNOPS_FIELD_CANAL, .is = CNOPS_CHANNEL_SMS},
    {.field = CNOPS_FIELD_TELEPHONE_CONFIRMATION,
     .when = CNOPS_FIELD_CANAL,
     .is = CNOPS_CHANNEL_SMS},
    {.field = CNOPS_FIELD_MOT_DE_PASSE_ACTUEL},
    {.field = CNOPS_FIELD_NONE}};

/* --- the page --- */

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_space_add_nav(data, visit->req);
    cnops_tree_set_bool(data, "frozen", !cnops_two_codes_may(visit->req));
    return cnops_space_add_contacts(data, visit->req);
}

/* --- beginning --- */

/* *pfault: why this cannot be the account's contact; NULL: it can. */
static apr_status_t find_fault(const char **pfault, const cnops_req_t *req, cnops_channel_e channel,
                               const char *contact)
{
    const cnops_core_t *core = req->app->core;
    const cnops_account_t *account = req->account;
    bool is_email = channel == CNOPS_CHANNEL_EMAIL, is_free;
    const char *digest = cnops_contact_digest(core, channel, contact, req->pool);
    apr_status_t rv;

    *pfault = "same_contact";
    if (strcmp(digest, is_email ? account->email_digest : account->phone_digest) == 0)
        return APR_SUCCESS;
    rv = cnops_account_contact_is_free(&is_free, core, channel, contact, req->pool);
    *pfault = is_free ? NULL : "contact_taken";
    return rv;
}

static cnops_res_t *begin_change(cnops_visit_t *visit, cnops_channel_e channel, const char *contact)
{
    cnops_journey_t *journey = cnops_two_codes_make(visit->req, &cnops_contact_codes, contact);

    journey->channel = channel;
    *cnops_journey_contact(journey, channel) = contact;
    return cnops_two_codes_begin(visit, &cnops_contact_codes, journey);
}

/* The password comes first: only the member may learn whether a contact is taken. */
static cnops_res_t *submit(cnops_visit_t *visit)
{
    const cnops_entries_t *entries = visit->entries;
    cnops_channel_e channel = (cnops_channel_e)cnops_entries_choice(entries, CNOPS_FIELD_CANAL);
    cnops_field_e field = cnops_code_channel(channel)->field;
    const char *contact = cnops_entries_value(entries, field), *fault;
    cnops_res_t *res = cnops_space_check_password(visit);
    apr_status_t rv;

    if (res)
        return res;
    if ((rv = find_fault(&fault, visit->req, channel, contact)) != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    return fault ? cnops_visit_fault(visit, field, fault) : begin_change(visit, channel, contact);
}

/* --- which form is shown: this one, or the form of a code --- */

static cnops_res_t *begin_post(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    bool is_new_change = cnops_form_value(req->form, "canal") != NULL;

    if (!is_new_change && cnops_two_codes_run(req, &cnops_contact_codes))
        return cnops_form_page_post(req, &cnops_contact_codes.form);
    if (!is_new_change && cnops_two_codes_is_late(req))
        return cnops_page_redirect(req, PATH);
    if (!cnops_two_codes_may(req)) /* the form comes back with what was typed, and says why */
        cnops_entries_fault(visit->entries, CNOPS_FIELD_NONE, "contact_frozen");
    return NULL;
}

static cnops_res_t *begin(cnops_visit_t *visit)
{
    if (visit->req->method == CNOPS_METHOD_POST)
        return begin_post(visit);
    return cnops_two_codes_run(visit->req, &cnops_contact_codes)
               ? cnops_form_page_get(visit->req, &cnops_contact_codes.form)
               : NULL;
}

const cnops_form_page_t cnops_contacts_form = {
    .path = PATH, .back = "/espace", .asked = asks, .begin = begin, .fill = fill, .submit = submit};
