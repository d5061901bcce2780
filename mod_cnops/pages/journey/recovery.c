/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/recovery.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_recovery.h"
#include "core/request/opposition.h"
#include "pages/code/account_codes.h"
#include "pages/frame/failures.h"
#include "pages/journey/recovery_start.h"
#include "pages/notice/messages.h"
#include "pages/notice/recipients.h"
#include "pages/session/welcome.h"

#include <string.h>

#define OPPOSED_FOR (7 * apr_time_from_sec(86400)) /* how long the link in a notice is valid */

/* --- the facts are right --- */

static const cnops_crossing_t to_creation = {
    .kind = CNOPS_JOURNEY_CREATION, .path = "/creation/courriel", .notice = "notice.no_account"};

static cnops_res_t *go_on(cnops_walk_t *walk, const cnops_account_t *account)
{
    cnops_res_t *res;

    if (!account)
        return cnops_walk_cross(walk, &to_creation, NULL);
    if ((res = cnops_recovery_start(walk, account)))
        return res;
    return cnops_walk_accept(walk, !cnops_walk_is_confirmed(walk));
}

/* --- the new password --- */

static apr_status_t write_notices(apr_array_header_t **plist, const cnops_req_t *req,
                                  const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    cnops_opposition_t opposition = {
        .kind = CNOPS_OPPOSITION_PASSWORD, .account_id = account->id, .subject = ""};
    cnops_notice_t notice = {.name = "mot-de-passe-change", .lang = account->lang};
    const cnops_account_t *ignored;
    apr_array_header_t *recipients;
    apr_status_t rv =
        cnops_recipients_find(&recipients, &ignored, core, account->person_id, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    *plist = apr_array_make(req->pool, 4, sizeof(cnops_outbox_row_t));
    notice.link =
        cnops_opposition_link(core, &opposition, cnops_core_now(core) + OPPOSED_FOR, req->pool);
    return cnops_recipients_write(*plist, req->app, recipients, &notice, req->pool);
}

static apr_status_t recover(cnops_recovered_e *presult, const cnops_walk_t *walk,
                            const cnops_account_t *account)
{
    const cnops_req_t *req = walk->req;
    cnops_recovery_request_t request = {
        .account = account,
        .begun_at = req->journey->begun_at,
        .password = cnops_entries_value(walk->entries, CNOPS_FIELD_MOT_DE_PASSE),
        .ip = req->ip,
        .user_agent = req->user_agent};
    apr_array_header_t *messages;
    apr_status_t rv = write_notices(&messages, req, account);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_account_recover_password(presult, req->app->core, &request, messages, req->pool);
}

/* The browser proved both contacts, so it becomes known. At sign-in it then has a counter of its
 * own, so the failures of strangers need not be cleared. */
static cnops_res_t *finish(cnops_walk_t *walk, const cnops_account_t *account,
                           cnops_recovered_e recovered)
{
    cnops_res_t *res;

    if (recovered == CNOPS_RECOVERY_VOID)
        return cnops_walk_close(walk, "notice.journey_void");
    res = cnops_walk_accept(walk, false);
    /* A repeated last step changes nothing, and gets the same answer. */
    if (recovered == CNOPS_RECOVERED) {
        cnops_welcome_remember(res, walk->req, account);
        cnops_account_codes_clear(walk->req, account);
        res->event = "recovery: password changed";
    }
    return res;
}

static cnops_res_t *submit_password(cnops_walk_t *walk)
{
    const cnops_account_t *account;
    cnops_recovered_e recovered;
    const char *email, *phone;
    cnops_res_t *res;
    apr_status_t rv = cnops_recovery_account(&account, walk->req);

    if (rv == APR_SUCCESS)
        rv = cnops_recovery_find_bound(&email, walk, CNOPS_CHANNEL_EMAIL);
    if (rv == APR_SUCCESS)
        rv = cnops_recovery_find_bound(&phone, walk, CNOPS_CHANNEL_SMS);
    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    if ((res = cnops_steps_check_password(walk, email, phone)))
        return res;
    rv = recover(&recovered, walk, account);
    return rv == APR_SUCCESS ? finish(walk, account, recovered) : cnops_failure(walk->req, rv);
}

/* --- the course --- */

static const cnops_step_t steps[] = {
    {CNOPS_STEP_CONDITIONS},
    {CNOPS_STEP_IDENTITY},
    {CNOPS_STEP_QUESTIONS, .proved = go_on},
    {CNOPS_STEP_EMAIL_CODE, .way = &cnops_recovery_by_email},
    {CNOPS_STEP_PHONE_CODE, .way = &cnops_recovery_by_phone},
    {CNOPS_STEP_PASSWORD, .submit = submit_password},
    {.slug = "termine", .percent = 100},
};

const cnops_course_t cnops_recovery_course = {.kind = CNOPS_JOURNEY_RECOVERY,
                                              .base = "/recuperation",
                                              .start = "/recuperation/conditions",
                                              .steps = steps,
                                              .count = sizeof steps / sizeof *steps};
