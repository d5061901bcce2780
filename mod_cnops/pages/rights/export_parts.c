/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/export_parts.h"

#include "base/date.h"
#include "core/account/account.h"
#include "core/journal/journal.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "core/request/request.h"
#include "core/request/request_find.h"
#include "core/session/device.h"
#include "core/session/session.h"

#include <string.h>

#define CONSENTS_MAX 500

cnops_tree_t *cnops_export_list(cnops_tree_t *file, const char *name, bool complete)
{
    cnops_tree_t *list = cnops_tree_set_object(file, name);

    cnops_tree_set_bool(list, "complete", complete);
    return cnops_tree_set_list(list, "rows");
}

void cnops_export_time(cnops_tree_t *object, const char *name, apr_time_t at)
{
    cnops_tree_set_text(object, name, cnops_date_moment(at, object->pool));
}

/* --- what the insurer's records say --- */

apr_status_t cnops_export_person(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    cnops_tree_t *record;
    apr_status_t rv =
        cnops_person_record(&record, req->app->core, req->account->person_id, req->pool);

    if (rv == APR_SUCCESS && record)
        cnops_tree_set(file, name, record);
    else
        cnops_tree_set_text(file, name, NULL);
    return rv;
}

/* Of the facts there are only digests. The file says which there are. */
static void add_facts(cnops_tree_t *shown, const cnops_membership_t *membership)
{
    cnops_tree_t *facts = cnops_tree_set_list(shown, "facts_kept_as_digests");

    if (membership->employee_digest)
        cnops_tree_add_text(facts, "employee_no");
    if (membership->rib_digest)
        cnops_tree_add_text(facts, "rib");
    if (membership->civil_status_digest)
        cnops_tree_add_text(facts, "civil_status_no");
}

static apr_status_t add_membership(cnops_tree_t *rows, const cnops_membership_t *membership,
                                   const cnops_req_t *req)
{
    cnops_tree_t *shown;
    apr_status_t rv = cnops_identity_record(&shown, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                                            membership->record_sealed, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(shown, "scheme", cnops_scheme_name(membership->scheme));
    cnops_tree_set_text(shown, "status", cnops_member_status_name(membership->status));
    cnops_tree_set_text(shown, "payment_mode", cnops_payment_name(membership->payment_mode));
    cnops_tree_set_text(shown, "rights_from", membership->rights_from);
    cnops_tree_set_text(shown, "rights_to", membership->rights_to);
    add_facts(shown, membership);
    cnops_tree_add(rows, shown);
    return APR_SUCCESS;
}

/* req->person has no payment mode and no facts, so the memberships are read again. */
apr_status_t cnops_export_memberships(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    cnops_tree_t *rows = cnops_export_list(file, name, true);
    apr_array_header_t *list;
    apr_status_t rv =
        cnops_person_memberships(&list, req->app->core, req->account->person_id, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++)
        rv = add_membership(rows, &APR_ARRAY_IDX(list, i, cnops_membership_t), req);
    return rv;
}

/* --- the account --- */

static apr_status_t add_contact(cnops_tree_t *shown, const char *name, const cnops_req_t *req,
                                cnops_channel_e channel)
{
    const char *contact;
    apr_status_t rv =
        cnops_account_contact(&contact, req->app->core, req->account, channel, req->pool);

    if (rv == APR_SUCCESS)
        cnops_tree_set_text(shown, name, contact);
    return rv;
}

apr_status_t cnops_export_account(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    const cnops_account_t *account = req->account;
    cnops_tree_t *shown = cnops_tree_set_object(file, name);
    apr_status_t rv = add_contact(shown, "email", req, CNOPS_CHANNEL_EMAIL);

    if (rv == APR_SUCCESS)
        rv = add_contact(shown, "phone", req, CNOPS_CHANNEL_SMS);
    cnops_tree_set_text(shown, "state", cnops_account_state_name(account->state));
    cnops_tree_set_text(shown, "language", account->lang);
    cnops_tree_set_text(shown, "news_of_claims", cnops_news_name(account->news));
    cnops_tree_set_text(shown, "terms_version", account->terms_version);
    cnops_tree_set_text(shown, "terms_language", account->terms_lang);
    cnops_export_time(shown, "terms_at", account->terms_at);
    cnops_export_time(shown, "created_at", account->created_at);
    cnops_export_time(shown, "signed_in_at", account->signed_in_at);
    cnops_export_time(shown, "password_at", account->password_at);
    cnops_export_time(shown, "email_at", account->email_at);
    cnops_export_time(shown, "phone_at", account->phone_at);
    cnops_export_time(shown, "frozen_until", account->frozen_until);
    cnops_export_time(shown, "closing_at", account->closing_at);
    cnops_export_time(shown, "closing_asked_at", account->closing_asked_at);
    cnops_tree_set_text(shown, "news", cnops_news_name(account->news));
    cnops_export_time(shown, "news_at", account->news_at);
    return rv;
}

apr_status_t cnops_export_consent(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    apr_array_header_t *list;
    apr_status_t rv = cnops_journal_list_kind(&list, req->app->core, req->account->person_id,
                                              CNOPS_EVENT_CONSENT_CHANGED, CONSENTS_MAX, req->pool);
    cnops_tree_t *rows = cnops_export_list(file, name, list->nelts < CONSENTS_MAX);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_event_shown_t *event = &APR_ARRAY_IDX(list, i, cnops_event_shown_t);
        cnops_tree_t *shown = cnops_tree_add_object(rows);

        cnops_export_time(shown, "at", event->at);
        cnops_tree_set_text(shown, "prospecting", event->note);
    }
    return rv;
}

/* --- browsers --- */

static void set_browser(cnops_tree_t *shown, const char *user_agent, const char *address_block)
{
    cnops_tree_set_text(shown, "user_agent", user_agent);
    cnops_tree_set_text(shown, "address_block", address_block);
}

apr_status_t cnops_export_sessions(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    cnops_tree_t *rows = cnops_export_list(file, name, true);
    apr_array_header_t *list;
    apr_status_t rv = cnops_session_list(&list, req->app->core, req->account->id, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_session_t *session = &APR_ARRAY_IDX(list, i, cnops_session_t);
        cnops_tree_t *shown = cnops_tree_add_object(rows);

        cnops_export_time(shown, "created_at", session->created_at);
        cnops_export_time(shown, "seen_at", session->seen_at);
        set_browser(shown, session->user_agent, session->address_block);
    }
    return rv;
}

apr_status_t cnops_export_browsers(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    cnops_tree_t *rows = cnops_export_list(file, name, true);
    apr_array_header_t *list;
    apr_status_t rv = cnops_device_list(&list, req->app->core, req->account->id, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_device_t *device = &APR_ARRAY_IDX(list, i, cnops_device_t);
        cnops_tree_t *shown = cnops_tree_add_object(rows);

        cnops_export_time(shown, "first_at", device->first_at);
        cnops_export_time(shown, "seen_at", device->seen_at);
        set_browser(shown, device->user_agent, device->address_block);
    }
    return rv;
}

/* --- requests for other contacts, or for the account itself --- */

static apr_status_t add_change(cnops_tree_t *rows, const cnops_request_t *request,
                               const cnops_req_t *req)
{
    cnops_tree_t *shown = cnops_tree_add_object(rows);
    const char *email, *phone;
    apr_status_t rv =
        cnops_request_contact(&email, req->app->core, request, CNOPS_CHANNEL_EMAIL, req->pool);

    if (rv == APR_SUCCESS)
        rv = cnops_request_contact(&phone, req->app->core, request, CNOPS_CHANNEL_SMS, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(shown, "kind", cnops_request_kind_name(request->kind));
    cnops_tree_set_text(shown, "state", cnops_request_state_name(request->state));
    cnops_tree_set_text(shown, "email", email);
    cnops_tree_set_text(shown, "phone", phone);
    cnops_export_time(shown, "created_at", request->created_at);
    cnops_export_time(shown, "letter_at", request->letter_at);
    cnops_export_time(shown, "apply_at", request->apply_at);
    cnops_export_time(shown, "settled_at", request->settled_at);
    return APR_SUCCESS;
}

apr_status_t cnops_export_changes(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    apr_array_header_t *list;
    apr_status_t rv = cnops_requests_of(&list, req->app->core, req->account->person_id,
                                        CNOPS_EXPORT_REQUESTS_MAX, req->pool);
    cnops_tree_t *rows = cnops_export_list(file, name, list->nelts < CNOPS_EXPORT_REQUESTS_MAX);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++)
        rv = add_change(rows, &APR_ARRAY_IDX(list, i, cnops_request_t), req);
    return rv;
}

/* --- the journal --- */

static bool is_by_operator(const cnops_event_shown_t *event)
{
    return event->actor &&
           strncmp(event->actor, CNOPS_ACTOR_OPERATOR, strlen(CNOPS_ACTOR_OPERATOR)) == 0;
}

/* Of an operator: the role, not the name (rights.h says why). The reason and the note of operators
 * are written for their colleagues, and may name other people. */
static void set_who_and_why(cnops_tree_t *shown, const cnops_event_shown_t *event)
{
    bool by_operator = is_by_operator(event);

    cnops_tree_set_text(shown, "actor", by_operator ? "operator" : event->actor);
    set_browser(shown, event->user_agent, event->address_block);
    cnops_tree_set_text(shown, "reason", by_operator ? NULL : event->reason);
    cnops_tree_set_text(shown, "note", by_operator ? NULL : event->note);
}

apr_status_t cnops_export_journal(cnops_tree_t *file, const char *name, const cnops_req_t *req)
{
    apr_array_header_t *list;
    apr_status_t rv = cnops_journal_list(&list, req->app->core, req->account->person_id,
                                         CNOPS_EXPORT_EVENTS_MAX, req->pool);
    cnops_tree_t *rows = cnops_export_list(file, name, list->nelts < CNOPS_EXPORT_EVENTS_MAX);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_event_shown_t *event = &APR_ARRAY_IDX(list, i, cnops_event_shown_t);
        cnops_tree_t *shown = cnops_tree_add_object(rows);

        cnops_tree_set_int(shown, "number", event->seq);
        cnops_export_time(shown, "at", event->at);
        cnops_tree_set_text(shown, "event", event->kind);
        set_who_and_why(shown, event);
    }
    return rv;
}
