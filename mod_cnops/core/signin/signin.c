/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/signin/signin.h"

#include "base/errors.h"
#include "core/journal/journal.h"
#include "core/seal/columns.h"
#include "core/session/device.h"
#include "core/session/session.h"

apr_time_t cnops_signin_stamp(const cnops_account_t *account)
{
    apr_time_t stamp = account->password_at;

    stamp = account->email_at > stamp ? account->email_at : stamp;
    return account->phone_at > stamp ? account->phone_at : stamp;
}

typedef struct beginning_t {
    const cnops_core_t *core;
    const cnops_session_start_t *start;
} beginning_t;

static apr_status_t begin_session(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const beginning_t *beginning = self;
    const cnops_store_t *store = &beginning->core->store;

    return store->sessions->begin(store->self, beginning->start, trail, pool);
}

/* Marks the journey as spent, so that a copy of its cookie opens no session. The mark is kept for
 * longer than the journey can last. */
static void spend_journey(cnops_session_start_t *start, const cnops_core_t *core,
                          const cnops_signin_t *signin, apr_pool_t *pool)
{
    if (!signin->journey_id)
        return;
    start->once_digest =
        cnops_column_digest(core, CNOPS_KEYED_SPENT_JOURNEY, signin->journey_id, NULL, pool);
    start->once_expires_at = cnops_core_now(core) + core->settings->session_max;
}

static apr_status_t open_in_journal(const cnops_core_t *core, const cnops_signin_t *signin,
                                    const char *token, apr_pool_t *pool)
{
    const cnops_account_t *account = signin->account;
    cnops_session_start_t start = {.password_at = account->password_at,
                                   .devices_max = CNOPS_DEVICES_MAX};
    cnops_event_t event = {.kind = signin->is_new_browser ? CNOPS_EVENT_DEVICE_NEW
                                                          : CNOPS_EVENT_SIGNED_IN,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = signin->ip,
                           .user_agent = signin->user_agent,
                           .browser = signin->browser};
    beginning_t beginning = {core, &start};
    cnops_act_t act = {account->person_id, &event, signin->messages, begin_session, &beginning};

    start.session = cnops_session_row(core, token, account->id, signin->browser, signin->ip,
                                      signin->user_agent, pool);
    start.device =
        cnops_device_row(core, account->id, signin->browser, signin->ip, signin->user_agent, pool);
    if (signin->former_token)
        start.former_token_digest = cnops_session_digest(core, signin->former_token, pool);
    spend_journey(&start, core, signin, pool);
    return cnops_journal_act(core, &act, pool);
}

apr_status_t cnops_signin_open(cnops_signin_opened_e *popened, const char **ptoken,
                               const cnops_core_t *core, const cnops_signin_t *signin,
                               apr_pool_t *pool)
{
    apr_int64_t account_id = signin->account->id;
    const char *token = signin->journey_id
                            ? cnops_session_token_of(core, signin->journey_id, account_id, pool)
                            : cnops_session_token(core, pool);
    const cnops_session_t *session;
    const cnops_account_t *account;
    apr_status_t rv;

    *popened = CNOPS_SIGNIN_OPENED;
    *ptoken = token;
    rv = open_in_journal(core, signin, token, pool);
    if (rv != CNOPS_EDUPLICATE && rv != CNOPS_ENOTFOUND)
        return rv;
    /* The journey has opened a session before. Its token follows from the journey, so a second
     * click gets the same session, if it has not ended. */
    *popened = CNOPS_SIGNIN_SPENT;
    *ptoken = NULL;
    if (rv == CNOPS_ENOTFOUND)
        return APR_SUCCESS;
    rv = cnops_session_find(&session, &account, core, token, pool);
    if (rv == APR_SUCCESS && session) {
        *popened = CNOPS_SIGNIN_REPEATED;
        *ptoken = token;
    }
    return rv;
}
