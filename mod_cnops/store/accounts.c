/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

#include <apr_strings.h>
#include <string.h>

static void read_account(void *self, const cnops_row_t *row)
{
    cnops_row_account(self, row, 0);
}

static apr_status_t account_by_person(void *self, const cnops_account_t **paccount,
                                      apr_int64_t person_id, apr_pool_t *pool)
{
    const cnops_account_t *found = NULL;
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_ACCOUNT_BY_PERSON, CNOPS_ARGS(&person_id),
                                      read_account, &found, pool);

    /* For an unknown person the statement reads the row of another one, so that both cost the same
     * work. */
    *paccount = found && found->person_id == person_id ? found : NULL;
    return rv;
}

static apr_status_t account_by_id(void *self, const cnops_account_t **paccount, apr_int64_t id,
                                  apr_pool_t *pool)
{
    *paccount = NULL;
    return cnops_db_select(self, CNOPS_SQL_ACCOUNT_BY_ID, CNOPS_ARGS(&id), read_account, paccount,
                           pool);
}

static void read_count(void *self, const cnops_row_t *row)
{
    int *pcount = self;

    *pcount = (int)cnops_row_int(row, 0);
}

static apr_status_t account_count_contact(void *self, int *pcount, cnops_channel_e channel,
                                          const char *contact_digest, apr_pool_t *pool)
{
    cnops_statement_e statement = channel == CNOPS_CHANNEL_EMAIL ? CNOPS_SQL_ACCOUNT_COUNT_EMAIL
                                                                 : CNOPS_SQL_ACCOUNT_COUNT_PHONE;

    *pcount = 0;
    return cnops_db_select(self, statement, CNOPS_ARGS(contact_digest), read_count, pcount, pool);
}

/* A sealed text begins with the id of its key. The digests beside it are made with the same key. */
static const char *key_of(const char *sealed, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, sealed, strcspn(sealed, "."));
}

apr_status_t cnops_account_insert(cnops_unit_t *unit, const cnops_account_t *a)
{
    apr_int64_t prospecting = a->prospecting;

    return cnops_unit_execute(
        NULL, unit, CNOPS_SQL_ACCOUNT_INSERT,
        CNOPS_ARGS(&a->person_id, a->password_hash, a->email_digest, a->email_sealed,
                   a->phone_digest, a->phone_sealed, a->lang, a->terms_version, a->terms_lang,
                   &a->terms_at, a->journey_id, key_of(a->email_sealed, unit->scratch),
                   &a->created_at, &a->signed_in_at, cnops_account_state_name(a->state),
                   &a->frozen_until, &prospecting, &a->password_at, &a->email_at, &a->phone_at));
}

typedef struct creation_t {
    const cnops_account_t *account;
    const cnops_trail_t *trail;
} creation_t;

static apr_status_t create(void *self, cnops_unit_t *unit)
{
    const creation_t *creation = self;
    apr_status_t rv = cnops_account_insert(unit, creation->account);

    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, creation->trail) : rv;
}

static apr_status_t account_create(void *self, const cnops_account_t *account,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    creation_t creation = {account, trail};

    return cnops_db_transact(self, create, &creation, pool);
}

/* --- acts that change an account --- */

/* What an act does: it ends sessions and forgets browsers if asked, runs one statement on the
 * account, writes the trail, and drops the links about the account if asked. */
typedef struct act_t {
    cnops_statement_e statement;
    const void **args;
    apr_int64_t account_id;
    bool ends_sessions, forgets_devices, drops_links;
    const char *spared_token_digest;
    const char *once_digest; /* a token that is spent; or NULL */
    apr_time_t once_expires_at;
    const cnops_trail_t *trail;
} act_t;

/* Locks the account's row first, as a sign-in does. Under READ COMMITTED, a sign-in that came
 * before has its session inserted when we get the lock, so that it is ended too; one that comes
 * later reads what we write here. */
static apr_status_t end_sessions(cnops_unit_t *unit, const act_t *act)
{
    int count = 0;
    apr_status_t rv;

    if (!act->ends_sessions)
        return APR_SUCCESS;
    rv = cnops_unit_execute(&count, unit, CNOPS_SQL_ACCOUNT_HOLD, CNOPS_ARGS(&act->account_id));
    if (rv == APR_SUCCESS && !count)
        rv = CNOPS_ENOTFOUND;
    if (rv == APR_SUCCESS && act->forgets_devices)
        rv = cnops_unit_forget_devices(unit, act->account_id);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_unit_end_sessions(unit, act->account_id, act->spared_token_digest);
}

static apr_status_t spend(cnops_unit_t *unit, const act_t *act)
{
    if (!act->once_digest)
        return APR_SUCCESS;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_TOKEN_SPEND,
                              CNOPS_ARGS(act->once_digest, &act->once_expires_at));
}

static apr_status_t run_act(void *self, cnops_unit_t *unit)
{
    const act_t *act = self;
    int count = 0;
    apr_status_t rv;

    /* These rows come first, because sessions and browsers refer to their account. */
    if ((rv = end_sessions(unit, act)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_unit_execute(&count, unit, act->statement, act->args)) != APR_SUCCESS)
        return rv;
    if (!count)
        return CNOPS_ENOTFOUND;
    if ((rv = spend(unit, act)) != APR_SUCCESS)
        return rv;
    rv = cnops_unit_leave_trail(unit, act->trail);
    return rv == APR_SUCCESS && act->drops_links ? cnops_unit_drop_links(unit, act->account_id)
                                                 : rv;
}

static apr_status_t account_password(void *self, const cnops_new_password_t *password,
                                     const cnops_trail_t *trail, apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_PASSWORD,
                 .args = CNOPS_ARGS(password->hash, &password->at, &password->account_id),
                 .account_id = password->account_id,
                 .ends_sessions = true,
                 .forgets_devices = !password->spared_token_digest,
                 .spared_token_digest = password->spared_token_digest,
                 .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_contact(void *self, const cnops_new_contact_t *contact,
                                    const cnops_trail_t *trail, apr_pool_t *pool)
{
    act_t act = {
        .statement = contact->channel == CNOPS_CHANNEL_EMAIL ? CNOPS_SQL_ACCOUNT_EMAIL
                                                             : CNOPS_SQL_ACCOUNT_PHONE,
        .args = CNOPS_ARGS(contact->digest, contact->sealed, &contact->at, &contact->account_id),
        .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_state(void *self, apr_int64_t account_id, cnops_account_state_e state,
                                  apr_time_t frozen_until, const cnops_trail_t *trail,
                                  apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_STATE,
                 .args = CNOPS_ARGS(cnops_account_state_name(state), &frozen_until, &account_id),
                 .account_id = account_id,
                 .ends_sessions = state == CNOPS_ACCOUNT_CLOSED,
                 .drops_links = state == CNOPS_ACCOUNT_CLOSED,
                 .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_preferences(void *self, apr_int64_t account_id, const char *lang,
                                        bool prospecting, const cnops_trail_t *trail,
                                        apr_pool_t *pool)
{
    apr_int64_t consents = prospecting;
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_PREFERENCES,
                 .args = CNOPS_ARGS(lang, &consents, &account_id),
                 .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_news(void *self, apr_int64_t account_id, cnops_news_e news,
                                 const cnops_trail_t *trail, apr_pool_t *pool)
{
    apr_int64_t wanted = news != CNOPS_NEWS_NONE;
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_NEWS,
                 .args = CNOPS_ARGS(cnops_news_name(news), &wanted, &account_id),
                 .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_drop(void *self, apr_int64_t account_id, const cnops_trail_t *trail,
                                 apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_DELETE,
                 .args = CNOPS_ARGS(&account_id),
                 .account_id = account_id,
                 .ends_sessions = true,
                 .forgets_devices = true,
                 .drops_links = true,
                 .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_closing(void *self, const cnops_new_closing_t *closing,
                                    const cnops_trail_t *trail, apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_CLOSING,
                 .args = CNOPS_ARGS(&closing->closing_at, &closing->asked_at, &closing->account_id,
                                    &closing->former),
                 .once_digest = closing->once_digest,
                 .once_expires_at = closing->once_expires_at,
                 .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_finish(void *self, apr_int64_t account_id, apr_time_t closing_at,
                                   const cnops_trail_t *trail, apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_FINISH,
                 .args = CNOPS_ARGS(&account_id, &closing_at),
                 .account_id = account_id,
                 .ends_sessions = true,
                 .forgets_devices = true,
                 .drops_links = true,
                 .trail = trail};

    return cnops_db_transact(self, run_act, &act, pool);
}

static void read_listed(void *self, const cnops_row_t *row)
{
    const cnops_account_t *account = NULL;

    cnops_row_account(&account, row, 0);
    if (account)
        APR_ARRAY_PUSH((apr_array_header_t *)self, cnops_account_t) = *account;
}

/* A row with an unknown word is in the log; it must not keep the others from their end. */
static apr_status_t accounts_closing(void *self, apr_array_header_t **plist,
                                     const cnops_closing_slice_t *slice, apr_pool_t *pool)
{
    apr_int64_t limit = slice->max;
    apr_time_t after = slice->after > 0 ? slice->after : 1; /* 0: it stays */
    apr_status_t rv;

    *plist = apr_array_make(pool, 8, sizeof(cnops_account_t));
    rv = cnops_db_select(self, CNOPS_SQL_ACCOUNTS_CLOSING,
                         CNOPS_ARGS(&after, &slice->until, &after, &slice->account, &limit),
                         read_listed, *plist, pool);
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

static apr_status_t account_upgrade_hash(void *self, const cnops_new_hash_t *hash, apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv =
        cnops_db_execute(&count, self, CNOPS_SQL_PASSWORD_UPGRADE,
                         CNOPS_ARGS(hash->hash, &hash->account_id, hash->former), pool);

    return rv == APR_SUCCESS && count == 0 ? CNOPS_ECONFLICT : rv;
}

const cnops_accounts_port_t cnops_store_accounts = {.by_person = account_by_person,
                                                    .by_id = account_by_id,
                                                    .count_contact = account_count_contact,
                                                    .create = account_create,
                                                    .set_password = account_password,
                                                    .set_contact = account_contact,
                                                    .set_state = account_state,
                                                    .set_preferences = account_preferences,
                                                    .set_news = account_news,
                                                    .drop = account_drop,
                                                    .set_closing = account_closing,
                                                    .finish_closing = account_finish,
                                                    .closing_due = accounts_closing,
                                                    .upgrade_hash = account_upgrade_hash};
