/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/contacts.h"

#include "core/account/account.h"
#include "core/person/contact.h"
#include "core/signin/signin.h"
#include "pages/code/code_form.h"
#include "pages/form/entries.h"
#include "pages/frame/failures.h"
#include "pages/guard/password_gate.h"
#include "pages/space/contact_codes.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>
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

static bool is_frozen(const cnops_req_t *req)
{
    return req->account->frozen_until > cnops_core_now(req->app->core);
}

static cnops_res_t *show(const cnops_req_t *req, const cnops_entries_t *entries, int status)
{
    cnops_tree_t *data = cnops_space_form(req, PATH);
    apr_status_t rv = cnops_space_add_contacts(data, req);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    cnops_tree_set_bool(data, "frozen", is_frozen(req));
    cnops_entries_show(entries, data);
    return cnops_page_show(req, status, "espace/coordonnees", data);
}

cnops_res_t *cnops_contacts_get(cnops_req_t *req)
{
    if (cnops_contact_codes_runs(req))
        return cnops_contact_codes_get(req);
    return show(req, cnops_entries_make(req, asks), 200);
}

static cnops_res_t *refuse(const cnops_req_t *req, cnops_entries_t *entries, int status,
                           cnops_field_e field, const char *code)
{
    cnops_entries_fault(entries, field, code);
    return show(req, entries, status);
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

/* The same change asked twice at once is one. */
static void begin_journey(cnops_req_t *req, cnops_channel_e channel, const char *contact)
{
    const cnops_core_t *core = req->app->core;
    apr_time_t stamp = cnops_signin_stamp(req->account);
    const char *parts[] = {"contact", req->session->token_digest, contact,
                           apr_psprintf(req->pool, "%" APR_TIME_T_FMT, stamp), NULL};
    cnops_journey_t *journey = cnops_journey_make(core, CNOPS_JOURNEY_CONTACT, req->pool);

    cnops_journey_rename(journey, core, parts);
    journey->account_id = req->account->id;
    journey->stamp = stamp;
    journey->channel = channel;
    *cnops_journey_contact(journey, channel) = contact;
    req->journey = journey;
}

static cnops_res_t *begin_change(cnops_req_t *req, cnops_entries_t *entries,
                                 cnops_channel_e channel, const char *contact)
{
    cnops_journey_t *former = req->journey;
    cnops_code_sent_e sent;
    apr_interval_time_t wait;
    cnops_res_t *res;
    apr_status_t rv;

    begin_journey(req, channel, contact);
    if ((rv = cnops_contact_codes_send(&sent, &wait, req, false)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (sent != CNOPS_CODE_TOO_MANY)
        return cnops_page_redirect(req, PATH);
    req->journey = former;
    res = refuse(req, entries, 429, CNOPS_FIELD_NONE, cnops_code_form_refusal(sent));
    cnops_page_retry_after(res, req, wait);
    return res;
}

static cnops_res_t *judge(cnops_req_t *req, cnops_entries_t *entries)
{
    cnops_channel_e channel = (cnops_channel_e)cnops_entries_choice(entries, CNOPS_FIELD_CANAL);
    cnops_field_e field = cnops_code_channel(channel)->field;
    const char *contact = cnops_entries_value(entries, field), *fault;
    cnops_password_gate_t gate;
    apr_status_t rv;

    rv = cnops_password_gate_check(&gate, req,
                                   cnops_entries_value(entries, CNOPS_FIELD_MOT_DE_PASSE_ACTUEL));
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (gate.retry_after)
        return cnops_failure_page(req, 429, gate.retry_after);
    if (!gate.matches)
        return refuse(req, entries, 422, CNOPS_FIELD_MOT_DE_PASSE_ACTUEL, "password_wrong");
    if ((rv = find_fault(&fault, req, channel, contact)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    return fault ? refuse(req, entries, 422, field, fault)
                 : begin_change(req, entries, channel, contact);
}

static cnops_res_t *submit(cnops_req_t *req)
{
    cnops_entries_t *entries = cnops_entries_make(req, asks);
    cnops_res_t *res;

    cnops_entries_read(entries);
    if (is_frozen(req))
        res = refuse(req, entries, 422, CNOPS_FIELD_NONE, "contact_frozen");
    else
        res = cnops_entries_good(entries) ? judge(req, entries) : show(req, entries, 422);
    cnops_entries_wipe(entries);
    return res;
}

/* The form of a code, of a change that is over: by the click before, or in another tab. */
static bool comes_late(const cnops_req_t *req)
{
    return cnops_form_value(req->form, "code") || cnops_form_value(req->form, "action");
}

cnops_res_t *cnops_contacts_post(cnops_req_t *req)
{
    bool is_anew = cnops_form_value(req->form, "canal") != NULL;

    if (is_anew)
        return submit(req);
    if (cnops_contact_codes_runs(req))
        return cnops_contact_codes_post(req);
    return comes_late(req) ? cnops_page_redirect(req, PATH) : submit(req);
}
