/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What changes an account that stands: each act with its messages and its event. */
#include "base/errors.h"
#include "store/families.h"

#include <string.h>

/* One statement on the account, its sessions, then what every act ends with. */
typedef struct act_t {
    cnops_statement_e statement;
    const void **args;
    apr_int64_t account_id;
    bool ends_sessions, forgets_devices;
    const char *spared_token_digest;
    const apr_array_header_t *messages;
    const cnops_event_row_t *event;
} act_t;

/* The account's row first, as a session that opens takes it: one that is opening now is there
 * to be ended once the row is free (READ COMMITTED), and one that comes later looks at what is
 * written here. */
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

static apr_status_t run_act(void *self, cnops_unit_t *unit)
{
    const act_t *act = self;
    int count = 0;
    apr_status_t rv;

    /* First: sessions and browsers name their account. */
    if ((rv = end_sessions(unit, act)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_unit_execute(&count, unit, act->statement, act->args)) != APR_SUCCESS)
        return rv;
    return count ? cnops_unit_settle(unit, act->messages, act->event) : CNOPS_ENOTFOUND;
}

static apr_status_t account_password(void *self, apr_int64_t account_id, const char *hash,
                                     const char *spared_token_digest, apr_time_t now,
                                     const apr_array_header_t *messages,
                                     const cnops_event_row_t *event, apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_PASSWORD,
                 .args = CNOPS_ARGS(hash, &now, &account_id),
                 .account_id = account_id,
                 .ends_sessions = true,
                 .forgets_devices = !spared_token_digest,
                 .spared_token_digest = spared_token_digest,
                 .messages = messages,
                 .event = event};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_contact(void *self, apr_int64_t account_id, cnops_channel_e channel,
                                    const char *digest, const char *sealed, apr_time_t now,
                                    const apr_array_header_t *messages,
                                    const cnops_event_row_t *event, apr_pool_t *pool)
{
    bool is_email = channel == CNOPS_CHANNEL_EMAIL;
    act_t act = {.statement = is_email ? CNOPS_SQL_ACCOUNT_EMAIL : CNOPS_SQL_ACCOUNT_PHONE,
                 .args = CNOPS_ARGS(digest, sealed, &now, &account_id),
                 .messages = messages,
                 .event = event};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_state(void *self, apr_int64_t account_id, const char *state,
                                  apr_time_t frozen_until, const apr_array_header_t *messages,
                                  const cnops_event_row_t *event, apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_STATE,
                 .args = CNOPS_ARGS(state, &frozen_until, &account_id),
                 .account_id = account_id,
                 .ends_sessions = strcmp(state, CNOPS_ACCOUNT_CLOSED) == 0,
                 .messages = messages,
                 .event = event};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_preferences(void *self, apr_int64_t account_id, const char *lang,
                                        bool prospecting, const cnops_event_row_t *event,
                                        apr_pool_t *pool)
{
    apr_int64_t consents = prospecting;
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_PREFERENCES,
                 .args = CNOPS_ARGS(lang, &consents, &account_id),
                 .event = event};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t account_delete(void *self, apr_int64_t account_id,
                                   const apr_array_header_t *messages,
                                   const cnops_event_row_t *event, apr_pool_t *pool)
{
    act_t act = {.statement = CNOPS_SQL_ACCOUNT_DELETE,
                 .args = CNOPS_ARGS(&account_id),
                 .account_id = account_id,
                 .ends_sessions = true,
                 .forgets_devices = true,
                 .messages = messages,
                 .event = event};

    return cnops_db_transact(self, run_act, &act, pool);
}

static apr_status_t password_upgrade(void *self, apr_int64_t account_id, const char *old_hash,
                                     const char *new_hash, apr_pool_t *pool)
{
    int count = 0;
    apr_status_t rv = cnops_db_execute(&count, self, CNOPS_SQL_PASSWORD_UPGRADE,
                                       CNOPS_ARGS(new_hash, &account_id, old_hash), pool);

    return rv == APR_SUCCESS && count == 0 ? CNOPS_ECONFLICT : rv;
}

void cnops_account_acts_port(cnops_store_t *pstore)
{
    pstore->account_password = account_password;
    pstore->account_contact = account_contact;
    pstore->account_state = account_state;
    pstore->account_preferences = account_preferences;
    pstore->account_delete = account_delete;
    pstore->password_upgrade = password_upgrade;
}
