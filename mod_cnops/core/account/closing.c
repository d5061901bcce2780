/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/closing.h"

#include "base/errors.h"
#include "core/journal/journal.h"
#include "core/seal/columns.h"
#include "core/signin/signin.h"

typedef struct closing_t {
    const cnops_core_t *core;
    const cnops_account_t *account;
    apr_time_t closing_at, asked_at; /* the new ones */
    const char *once_digest;         /* of the journey that asks; or NULL */
} closing_t;

static cnops_event_t event_of(cnops_event_e kind, const cnops_change_t *change)
{
    return (cnops_event_t){.kind = kind,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = change->ip,
                           .user_agent = change->user_agent};
}

/* To be called within an act: its place in the person's journal is taken by compare-and-swap, so
 * what is read here cannot change before the act is done. */
static apr_status_t read_again(const cnops_account_t **pnow, const closing_t *closing,
                               apr_pool_t *pool)
{
    const cnops_store_t *store = &closing->core->store;

    return store->accounts->by_id(store->self, pnow, closing->account->id, pool);
}

static apr_status_t write_closing(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const closing_t *closing = self;
    const cnops_store_t *store = &closing->core->store;
    cnops_new_closing_t row = {.account_id = closing->account->id,
                               .former = closing->account->closing_at,
                               .closing_at = closing->closing_at,
                               .asked_at = closing->asked_at,
                               .once_digest = closing->once_digest,
                               .once_expires_at = cnops_core_now(closing->core) +
                                                  closing->core->settings->session_max};

    return store->accounts->set_closing(store->self, &row, trail, pool);
}

/* --- asking --- */

apr_time_t cnops_closing_time(const cnops_core_t *core)
{
    return cnops_core_now(core) + core->settings->closing_delay;
}

/* Another password or contact has ended the journey that asks. */
static apr_status_t check_and_write(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const closing_t *closing = self;
    const cnops_account_t *now;
    apr_status_t rv = read_again(&now, closing, pool);

    if (rv != APR_SUCCESS)
        return rv;
    if (!now || cnops_signin_stamp(now) != cnops_signin_stamp(closing->account) ||
        now->frozen_until > cnops_core_now(closing->core))
        return CNOPS_ENOTFOUND;
    return write_closing(self, trail, pool);
}

/* The journey is spent, so that a copy of its cookie does not ask again after the account was kept.
 * The mark is kept for longer than the journey can last. */
apr_status_t cnops_closing_ask(const cnops_core_t *core, const cnops_change_t *change,
                               const char *journey_id, apr_time_t closing_at, apr_pool_t *pool)
{
    cnops_event_t event = event_of(CNOPS_EVENT_CLOSING_ASKED, change);
    cnops_account_t account = *change->account;
    closing_t closing = {
        core, &account, closing_at, cnops_core_now(core),
        cnops_column_digest(core, CNOPS_KEYED_SPENT_JOURNEY, journey_id, NULL, pool)};
    cnops_act_t act = {account.person_id, &event, change->messages, check_and_write, &closing};

    apr_status_t rv;

    account.closing_at = 0; /* what it must be, however late change->account was read */
    rv = cnops_journal_act(core, &act, pool);
    return rv == CNOPS_EDUPLICATE ? CNOPS_ENOTFOUND : rv;
}

/* --- keeping --- */

apr_status_t cnops_closing_undo(const cnops_core_t *core, const cnops_change_t *change,
                                apr_pool_t *pool)
{
    cnops_event_t event = event_of(CNOPS_EVENT_CLOSING_UNDONE, change);
    closing_t closing = {core, change->account, 0, 0, NULL};
    cnops_act_t act = {change->account->person_id, &event, change->messages, write_closing,
                       &closing};

    return change->account->closing_at ? cnops_journal_act(core, &act, pool) : CNOPS_ENOTFOUND;
}

bool cnops_closing_is_doubtful(const cnops_core_t *core, const cnops_account_t *account)
{
    return account->frozen_until > cnops_core_now(core) ||
           cnops_signin_stamp(account) > account->closing_asked_at;
}

apr_status_t cnops_closing_keep(const cnops_core_t *core, const cnops_account_t *account,
                                const apr_array_header_t *messages, apr_pool_t *pool)
{
    cnops_event_t event = {.kind = CNOPS_EVENT_CLOSING_UNDONE, .actor = CNOPS_ACTOR_SYSTEM};
    closing_t closing = {core, account, 0, 0, NULL};
    cnops_act_t act = {account->person_id, &event, messages, write_closing, &closing};

    return cnops_journal_act(core, &act, pool);
}

/* --- the end --- */

apr_status_t cnops_closing_due(apr_array_header_t **plist, const cnops_core_t *core,
                               const cnops_account_t *last, int max, apr_pool_t *pool)
{
    cnops_closing_slice_t slice = {.until = cnops_core_now(core),
                                   .after = last ? last->closing_at : 0,
                                   .account = last ? last->id : 0,
                                   .max = max};

    return core->store.accounts->closing_due(core->store.self, plist, &slice, pool);
}

/* The password may have been recovered since the chore read the account: the next run keeps it. */
static apr_status_t finish(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const closing_t *closing = self;
    const cnops_store_t *store = &closing->core->store;
    const cnops_account_t *now;
    apr_status_t rv = read_again(&now, closing, pool);

    if (rv != APR_SUCCESS)
        return rv;
    if (!now || cnops_closing_is_doubtful(closing->core, now))
        return CNOPS_ENOTFOUND;
    return store->accounts->finish_closing(store->self, closing->account->id,
                                           closing->account->closing_at, trail, pool);
}

apr_status_t cnops_closing_finish(const cnops_core_t *core, const cnops_account_t *account,
                                  const apr_array_header_t *messages, apr_pool_t *pool)
{
    cnops_event_t event = {.kind = CNOPS_EVENT_CLOSED, .actor = CNOPS_ACTOR_SYSTEM};
    closing_t closing = {core, account, 0, 0, NULL};
    cnops_act_t act = {account->person_id, &event, messages, finish, &closing};

    return cnops_journal_act(core, &act, pool);
}
