/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/student/found.h"

#include "base/date.h"
#include "core/guard/throttle.h"
#include "core/person/contact.h"
#include "core/registration/registration.h"
#include "core/seal/outbox.h"
#include "pages/notice/messages.h"
#include "pages/student/link.h"
#include "view/call_centre.h"

#include <apr_strings.h>

static cnops_tracking_certificate_e way_of(const cnops_req_t *req)
{
    return req->app->core->settings->tracking_certificate;
}

static const char *show_year(const cnops_req_t *req, const cnops_registration_seen_t *seen)
{
    return cnops_registration_year_text(seen->row.academic_year, req->pool);
}

static bool has_certificate(const cnops_registration_seen_t *seen)
{
    return seen->row.status == CNOPS_REGISTRATION_REGISTERED;
}

static const cnops_registration_seen_t *at(const cnops_found_t *found, int i)
{
    return &APR_ARRAY_IDX(found->registrations, i, cnops_registration_seen_t);
}

/* --- sending links --- */

/* The links of all registered years. *pemail: of the newest of them that has one; NULL: none has.
 */
static void collect_links(cnops_tree_t *links, const char **pemail, const cnops_req_t *req,
                          const cnops_found_t *found)
{
    *pemail = NULL;
    for (int i = 0; i < found->registrations->nelts; i++) {
        const cnops_registration_seen_t *seen = at(found, i);
        cnops_tree_t *link;

        if (!has_certificate(seen))
            continue;
        link = cnops_tree_add_object(links);
        cnops_tree_set_text(link, "year", show_year(req, seen));
        cnops_tree_set_text(link, "address",
                            apr_pstrcat(req->pool, req->app->core->settings->public_url,
                                        cnops_tracking_link(req, seen->row.id), NULL));
        if (!*pemail && *seen->record.email)
            *pemail = seen->record.email;
    }
}

static apr_int64_t minutes_of(const cnops_req_t *req)
{
    return (apr_time_sec(req->app->core->settings->tracking_link_ttl) + 59) / 60;
}

static apr_status_t queue_message(const cnops_req_t *req, cnops_tree_t *values, const char *email)
{
    const cnops_core_t *core = req->app->core;
    const cnops_notice_t notice = {.name = "attestation-lien",
                                   .lang = req->lang,
                                   .values = values,
                                   .lasts = core->settings->tracking_link_ttl};
    apr_array_header_t *list = apr_array_make(req->pool, 1, sizeof(cnops_outbox_row_t));
    apr_status_t rv;

    cnops_tree_set_int(values, "minutes", minutes_of(req));
    rv = cnops_messages_add(list, req->app, &notice, CNOPS_CHANNEL_EMAIL, email, req->pool);
    return rv == APR_SUCCESS ? cnops_outbox_queue(core, list, req->pool) : rv;
}

/* Whoever knows the numbers of a student must not be able to fill the student's mailbox. */
static apr_status_t send_links(cnops_found_t *found, const cnops_req_t *req, cnops_tree_t *values,
                               const char *email, const char *subject)
{
    const cnops_core_t *core = req->app->core;
    cnops_verdict_t verdict;
    apr_status_t rv =
        cnops_throttle_take(&verdict, core, CNOPS_USE_TRACKING_EMAILS, subject, 0, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    found->is_limited = !verdict.allowed;
    if (found->is_limited)
        return APR_SUCCESS;
    found->sent_to = cnops_contact_mask(CNOPS_CHANNEL_EMAIL, email, req->pool);
    return queue_message(req, values, email);
}

apr_status_t cnops_found_send(cnops_found_t *found, const cnops_req_t *req, const char *subject)
{
    cnops_tree_t *values = cnops_tree_object(req->pool);
    cnops_tree_t *links = cnops_tree_set_list(values, "links");
    const char *email;

    if (way_of(req) != CNOPS_TRACKING_CERTIFICATE_EMAIL)
        return APR_SUCCESS;
    collect_links(links, &email, req, found);
    found->has_no_email = links->first && !email;
    return email ? send_links(found, req, values, email, subject) : APR_SUCCESS;
}

/* --- showing --- */

static void set_words(cnops_tree_t *item, const cnops_req_t *req, const char *status)
{
    cnops_tree_t *args = cnops_tree_object(req->pool);

    cnops_call_centre_add(args, req->app->institution);
    cnops_tree_set(args, "site", cnops_tree_borrow(req->app->institution, req->pool));
    cnops_tree_set_text(
        item, "label",
        cnops_page_text(req, apr_pstrcat(req->pool, "registration_status.", status, NULL), args));
    cnops_page_set_text(item, "advice", req,
                        apr_pstrcat(req->pool, "registration_advice.", status, NULL), args);
    cnops_page_set_text(item, "whom", req,
                        apr_pstrcat(req->pool, "registration_whom.", status, NULL), args);
}

/* The fields that a university has found to be wrong: by their names, and in words. */
static void add_faults(cnops_tree_t *item, const cnops_req_t *req, const char *errors)
{
    cnops_tree_t *names = cnops_tree_set_list(item, "errors");
    cnops_tree_t *faults = cnops_tree_set_list(item, "faults");
    char *rest = apr_pstrdup(req->pool, errors), *state;

    for (char *name; (name = apr_strtok(rest, ";", &state)); rest = NULL) {
        const char *key = apr_pstrcat(req->pool, "registration_field.", name, NULL);
        cnops_tree_t *fault = cnops_tree_add_object(faults);

        cnops_tree_add_text(names, name);
        cnops_tree_set_text(fault, "field", name);
        cnops_tree_set_text(fault, "label", cnops_page_text(req, key, NULL));
    }
}

/* How the certificate is given: its address, or a word that says where it is. */
static void set_certificate(cnops_tree_t *item, const cnops_req_t *req, const cnops_found_t *found,
                            const cnops_registration_seen_t *seen)
{
    const char *href = NULL, *way = NULL;

    if (has_certificate(seen)) {
        switch (way_of(req)) {
        case CNOPS_TRACKING_CERTIFICATE_PAGE:
            href = cnops_page_href(req, cnops_tracking_link(req, seen->row.id));
            way = "page";
            break;
        case CNOPS_TRACKING_CERTIFICATE_EMAIL:
            way = found->has_no_email ? "no_email" : found->is_limited ? "limit" : "email";
            break;
        default:
            way = "account";
        }
    }
    cnops_tree_set_text(item, "certificate", href);
    cnops_tree_set_text(item, "certificate_way", way);
}

/* NULL for an empty one. */
static void set_text(cnops_tree_t *item, const char *name, const char *text)
{
    cnops_tree_set_text(item, name, *text ? text : NULL);
}

static void add_registration(cnops_tree_t *list, const cnops_req_t *req, const cnops_found_t *found,
                             const cnops_registration_seen_t *seen)
{
    const cnops_registration_record_t *record = &seen->record;
    const char *status = cnops_registration_status_name(seen->row.status);
    cnops_tree_t *item = cnops_tree_add_object(list);

    cnops_tree_set_text(item, "academic_year", show_year(req, seen));
    set_text(item, "received_on", record->received_on);
    cnops_tree_set_text(item, "received",
                        cnops_date_show(cnops_tree_text(item, "received_on"), req->pool));
    set_text(item, "cine", record->cine);
    set_text(item, "massar", record->massar);
    cnops_tree_set_text(item, "status", status);
    set_words(item, req, status);
    add_faults(item, req, record->errors);
    set_certificate(item, req, found, seen);
}

void cnops_found_show(cnops_tree_t *data, const cnops_req_t *req, const cnops_found_t *found)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "registrations");

    cnops_tree_set_bool(data, "searched", found != NULL);
    cnops_tree_set_int(data, "minutes", minutes_of(req));
    cnops_tree_set_text(data, "certificate_sent", found ? found->sent_to : NULL);
    for (int i = 0; found && i < found->registrations->nelts; i++)
        add_registration(list, req, found, at(found, i));
}
