/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/creation_password.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_find.h"
#include "pages/frame/failures.h"
#include "pages/journey/creation_assurance.h"
#include "pages/journey/creation_existing.h"
#include "pages/journey/steps.h"
#include "pages/notice/messages.h"
#include "pages/notice/recipients.h"
#include "pages/session/welcome.h"

/* --- messages about the new account, for its transaction --- */

/* No account may be made in a person's name unseen (mission.md §5): the e-mail that was just proved
 * gets a message, and so does each contact on file. */
static apr_status_t write_messages(apr_array_header_t **plist, const cnops_req_t *req)
{
    const cnops_journey_t *journey = req->journey;
    cnops_notice_t notice = {.name = "compte-cree", .lang = req->lang};
    const cnops_account_t *ignored;
    apr_array_header_t *recipients;
    apr_status_t rv;

    *plist = apr_array_make(req->pool, 4, sizeof(cnops_outbox_row_t));
    rv = cnops_recipients_find(&recipients, &ignored, req->app->core, journey->identity.person_id,
                               req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_messages_add(*plist, req->app, &notice, CNOPS_CHANNEL_EMAIL, journey->email,
                                req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_recipients_drop(recipients, journey->email);
    cnops_recipients_drop(recipients, journey->phone);
    return cnops_recipients_write(*plist, req->app, recipients, &notice, req->pool);
}

/* --- the account --- */

static apr_status_t create(cnops_account_created_e *pcreated, const cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_journey_t *journey = req->journey;
    const char *version = cnops_tree_text(req->app->institution, "terms_version");
    cnops_account_request_t request = {
        .journey_id = journey->id,
        .person_id = journey->identity.person_id,
        .password = cnops_entries_value(walk->entries, CNOPS_FIELD_MOT_DE_PASSE),
        .email = journey->email,
        .phone = journey->phone,
        .lang = req->lang,
        .terms_version = version ? version : "1",
        .terms_lang = journey->terms_lang,
        .terms_at = journey->terms_at,
        .ip = req->ip,
        .user_agent = req->user_agent,
    };
    apr_array_header_t *messages;
    apr_status_t rv = cnops_creation_is_pending(&request.is_pending, req);

    if (rv == APR_SUCCESS)
        rv = request.is_pending ? cnops_creation_pending_messages(&messages, req)
                                : write_messages(&messages, req);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_account_create(pcreated, req->app->core, &request, messages, req->pool);
}

static cnops_res_t *send_to_existing(cnops_walk_t *walk)
{
    const cnops_core_t *core = walk->req->app->core;
    const cnops_account_t *account;
    apr_status_t rv;

    rv = cnops_account_any_of_person(&account, core, walk->req->journey->identity.person_id,
                                     walk->req->pool);
    if (rv == APR_SUCCESS && !account)
        rv = CNOPS_ECONFLICT;
    return rv == APR_SUCCESS ? cnops_creation_account_exists(walk, account)
                             : cnops_failure(walk->req, rv);
}

/* Both contacts were just proved from this browser, so its first sign-in needs no code. Not for a
 * last step that is only repeated: an old cookie of the journey is enough to repeat it. */
static void remember_browser(cnops_res_t *res, const cnops_req_t *req)
{
    const cnops_account_t *account;

    if (cnops_account_any_of_person(&account, req->app->core, req->journey->identity.person_id,
                                    req->pool) == APR_SUCCESS &&
        account)
        cnops_welcome_remember(res, req, account);
}

cnops_res_t *cnops_creation_submit_password(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    cnops_account_created_e created;
    cnops_res_t *res;
    apr_status_t rv;

    if ((res = cnops_steps_check_password(walk, req->journey->email, req->journey->phone)))
        return res;
    if ((rv = create(&created, walk)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    /* Another journey of the same person was faster. */
    if (created == CNOPS_ACCOUNT_EXISTS)
        return send_to_existing(walk);
    if (created == CNOPS_ACCOUNT_CONTACT_TAKEN)
        return cnops_walk_fault(walk, CNOPS_FIELD_NONE, "contact_taken");
    if (created == CNOPS_ACCOUNT_SPENT)
        return cnops_walk_close(walk, "notice.journey_spent");
    res = cnops_walk_accept(walk, false);
    if (created == CNOPS_ACCOUNT_CREATED)
        remember_browser(res, req);
    res->event = created == CNOPS_ACCOUNT_CREATED ? "creation: account created" : NULL;
    return res;
}
