/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/recovery_start.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_find.h"
#include "core/journal/journal.h"
#include "pages/frame/failures.h"

/* --- the account --- */

apr_status_t cnops_recovery_account(const cnops_account_t **paccount, const cnops_req_t *req)
{
    apr_status_t rv = cnops_account_of_person(paccount, req->app->core,
                                              req->journey->identity.person_id, req->pool);

    return rv == APR_SUCCESS && !*paccount ? CNOPS_ENOTFOUND : rv;
}

apr_status_t cnops_recovery_find_bound(const char **pcontact, const cnops_walk_t *walk,
                                       cnops_channel_e channel)
{
    const cnops_account_t *account;
    apr_status_t rv = cnops_recovery_account(&account, walk->req);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_account_contact(pcontact, walk->req->app->core, account, channel, walk->req->pool);
}

const cnops_steps_way_t cnops_recovery_by_phone = {.channel = CNOPS_CHANNEL_SMS,
                                                   .message = "recuperation-code",
                                                   .find = cnops_recovery_find_bound,
                                                   .is_bound = true};
const cnops_steps_way_t cnops_recovery_by_email = {.channel = CNOPS_CHANNEL_EMAIL,
                                                   .message = "recuperation-code",
                                                   .find = cnops_recovery_find_bound,
                                                   .is_bound = true,
                                                   .then = &cnops_recovery_by_phone};

/* --- the facts are right --- */

static apr_status_t note_start(const cnops_req_t *req, const cnops_account_t *account)
{
    cnops_event_t event = {.kind = CNOPS_EVENT_RECOVERY_STARTED,
                           .actor = CNOPS_ACTOR_VISITOR,
                           .ip = req->ip,
                           .user_agent = req->user_agent};

    return cnops_journal_note(req->app->core, account->person_id, &event, req->pool);
}

cnops_res_t *cnops_recovery_start(cnops_walk_t *walk, const cnops_account_t *account)
{
    cnops_res_t *res = cnops_steps_send_first(walk, &cnops_recovery_by_email);
    apr_status_t rv;

    if (res)
        return res;
    rv = note_start(walk->req, account);
    return rv == APR_SUCCESS ? NULL : cnops_failure(walk->req, rv);
}
