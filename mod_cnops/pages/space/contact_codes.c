/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/contact_codes.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_changes.h"
#include "pages/frame/failures.h"
#include "pages/notice/notices.h"

#define PATH "/espace/coordonnees"

static apr_status_t find_due(cnops_code_form_t *due, const cnops_req_t *req, bool is_second)
{
    cnops_journey_t *journey = req->journey;

    due->channel = journey->channel;
    if (is_second) {
        due->contact = *cnops_journey_contact(journey, journey->channel);
        due->message = "code";
        due->is_masked = false; /* it was typed just now */
        return APR_SUCCESS;
    }
    due->message = "contact-code";
    due->allowance = CNOPS_CODE_OWNER;
    return cnops_account_contact(&due->contact, req->app->core, req->account, due->channel,
                                 req->pool);
}

static apr_status_t change_contact(const cnops_req_t *req, const cnops_code_form_t *due)
{
    cnops_change_t change = {.account = req->account, .ip = req->ip, .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv;

    rv = cnops_notices_contact(&messages, req, req->account, due->channel, due->contact);
    if (rv != APR_SUCCESS)
        return rv;
    change.messages = messages;
    return cnops_account_change_contact(req->app->core, &change, due->channel, due->contact,
                                        req->pool);
}

static cnops_res_t *apply(cnops_req_t *req, const cnops_code_form_t *due)
{
    cnops_res_t *res;
    bool is_free;
    apr_status_t rv;

    /* The contact may have reached its limit of accounts since it was typed. */
    rv = cnops_account_contact_is_free(&is_free, req->app->core, due->channel, due->contact,
                                       req->pool);
    if (rv == APR_SUCCESS && !is_free)
        return cnops_page_end(req, PATH, "notice.contact_taken");
    if (rv == APR_SUCCESS)
        rv = change_contact(req, due);
    /* The account has changed meanwhile. */
    if (rv == CNOPS_ENOTFOUND)
        return cnops_page_end(req, PATH, "notice.change_cancelled");
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, PATH, "notice.contact_changed");
    res->event = "contacts: changed";
    return res;
}

const cnops_two_codes_t cnops_contact_codes = {
    .form = CNOPS_TWO_CODES_FORM(PATH, "espace/coordonnees-code"),
    .kind = CNOPS_JOURNEY_CONTACT,
    .steps = {"ancien-code", "nouveau-code"},
    .cancelled = "notice.change_cancelled",
    .find_due = find_due,
    .apply = apply};
