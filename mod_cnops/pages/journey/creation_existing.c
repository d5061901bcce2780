/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/creation_existing.h"

#include "core/guard/throttle.h"
#include "core/journal/journal.h"
#include "core/seal/outbox.h"
#include "pages/frame/failures.h"
#include "pages/journey/recovery_start.h"
#include "pages/notice/messages.h"
#include "pages/notice/recipients.h"

#include <apr_strings.h>

static apr_status_t warn(const cnops_req_t *req, const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    apr_array_header_t *messages = apr_array_make(req->pool, 4, sizeof(cnops_outbox_row_t));
    const cnops_account_t *again;
    apr_array_header_t *recipients;
    cnops_notice_t notice = {.name = "compte-existant", .lang = account->lang};
    apr_status_t rv =
        cnops_recipients_find(&recipients, &again, core, account->person_id, req->pool);

    if (rv == APR_SUCCESS)
        rv = cnops_recipients_write(messages, req->app, recipients, &notice, req->pool);
    return rv == APR_SUCCESS ? cnops_outbox_queue(core, messages, req->pool) : rv;
}

/* At most one warning a day: strangers must not be able to flood the contacts with them. A warning
 * that could not be queued is not counted, so that the next attempt sends one. */
static apr_status_t warn_once_a_day(const cnops_req_t *req, const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    const char *subject = apr_psprintf(req->pool, "%" APR_INT64_T_FMT, account->id);
    cnops_verdict_t verdict;
    apr_status_t rv;

    rv = cnops_throttle_take(&verdict, core, CNOPS_USE_ACCOUNT_NOTICE, subject, 0, req->pool);
    if (rv != APR_SUCCESS || !verdict.allowed)
        return rv;
    if ((rv = warn(req, account)) != APR_SUCCESS)
        cnops_throttle_give(core, CNOPS_USE_ACCOUNT_NOTICE, subject, req->pool);
    return rv;
}

static apr_status_t note(const cnops_req_t *req, const cnops_account_t *account)
{
    cnops_event_t event = {.kind = CNOPS_EVENT_CREATION_TRIED,
                           .actor = CNOPS_ACTOR_VISITOR,
                           .ip = req->ip,
                           .user_agent = req->user_agent};

    return cnops_journal_note(req->app->core, account->person_id, &event, req->pool);
}

static const cnops_crossing_t to_recovery = {.kind = CNOPS_JOURNEY_RECOVERY,
                                             .path = "/recuperation/courriel-code",
                                             .begin = cnops_recovery_start,
                                             .notice = "notice.account_exists"};

cnops_res_t *cnops_creation_account_exists(cnops_walk_t *walk, const cnops_account_t *account)
{
    cnops_req_t *req = walk->req;
    apr_status_t rv = warn_once_a_day(req, account);

    if (rv == APR_SUCCESS)
        rv = note(req, account);
    return rv == APR_SUCCESS ? cnops_walk_cross(walk, &to_recovery, account)
                             : cnops_failure(req, rv);
}
