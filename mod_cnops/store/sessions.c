/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "store/families.h"

#define INSERT_ARGS(s)                                                                             \
    CNOPS_ARGS((s)->token_digest, &(s)->account_id, &(s)->created_at, &(s)->seen_at,               \
               (s)->address_block, (s)->user_agent, (s)->browser ? (s)->browser : "",              \
               &(s)->membership_id)

static apr_status_t session_insert(void *self, const cnops_session_t *session, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_SESSION_INSERT, INSERT_ARGS(session), pool);
}

static apr_status_t add_session(cnops_unit_t *unit, const cnops_session_t *session)
{
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_SESSION_INSERT, INSERT_ARGS(session));
}

#define SESSION_COLUMNS 8

/* The columns of the session begin at column from. */
static void fill_session(cnops_session_t *session, const cnops_row_t *row, int from)
{
    session->token_digest = cnops_row_text(row, from);
    session->account_id = cnops_row_int(row, from + 1);
    session->created_at = cnops_row_int(row, from + 2);
    session->seen_at = cnops_row_int(row, from + 3);
    session->address_block = cnops_row_text(row, from + 4);
    session->user_agent = cnops_row_text(row, from + 5);
    session->browser = cnops_row_text(row, from + 6);
    session->membership_id = cnops_row_int(row, from + 7);
}

/* The account follows the session. */
static void fill_signed_in(cnops_signed_in_t *found, const cnops_row_t *row, int from)
{
    cnops_session_t *session = apr_palloc(row->unit->pool, sizeof *session);

    fill_session(session, row, from);
    found->session = session;
    cnops_row_account(&found->account, row, from + SESSION_COLUMNS);
}

static void read_session(void *self, const cnops_row_t *row)
{
    fill_signed_in(self, row, 0);
}

static apr_status_t session_get(void *self, const cnops_session_t **psession,
                                const cnops_account_t **paccount, const char *token_digest,
                                apr_pool_t *pool)
{
    cnops_signed_in_t found = {.session = NULL};
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_SESSION_GET, CNOPS_ARGS(token_digest),
                                      read_session, &found, pool);

    *psession = rv == APR_SUCCESS ? found.session : NULL;
    *paccount = rv == APR_SUCCESS ? found.account : NULL;
    return rv;
}

typedef struct dated_t {
    cnops_signed_in_t *found;
    apr_int64_t generation;
} dated_t;

static void read_dated(void *self, const cnops_row_t *row)
{
    dated_t *dated = self;

    dated->generation = cnops_row_int(row, 0);
    fill_signed_in(dated->found, row, 1);
}

static apr_status_t session_get_with_person(void *self, cnops_signed_in_t *pfound,
                                            const char *token_digest, apr_pool_t *pool)
{
    dated_t dated = {.found = pfound};
    apr_status_t rv;

    *pfound = (cnops_signed_in_t){.session = NULL};
    rv = cnops_db_select(self, CNOPS_SQL_SESSION_IN_GENERATION, CNOPS_ARGS(token_digest),
                         read_dated, &dated, pool);
    if (rv == APR_SUCCESS && pfound->session)
        rv = cnops_shown_person(&pfound->person, self, pfound->account->person_id, dated.generation,
                                pool);
    if (rv != APR_SUCCESS)
        *pfound = (cnops_signed_in_t){.session = NULL};
    return rv;
}

static apr_status_t session_seen(void *self, const char *token_digest, apr_time_t at,
                                 apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_SESSION_SEEN, CNOPS_ARGS(&at, token_digest),
                            pool);
}

static apr_status_t session_choose(void *self, const char *token_digest, apr_int64_t membership_id,
                                   apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_SESSION_CHOOSE,
                            CNOPS_ARGS(&membership_id, token_digest), pool);
}

static apr_status_t session_delete(void *self, const char *token_digest, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_SESSION_DELETE, CNOPS_ARGS(token_digest), pool);
}

/* --- the sessions of an account --- */

static void read_listed(void *self, const cnops_row_t *row)
{
    fill_session(apr_array_push(self), row, 0);
}

static apr_status_t sessions_of(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                                apr_pool_t *pool)
{
    *plist = apr_array_make(pool, 4, sizeof(cnops_session_t));
    return cnops_db_select(self, CNOPS_SQL_SESSIONS_OF, CNOPS_ARGS(&account_id), read_listed,
                           *plist, pool);
}

apr_status_t cnops_unit_end_sessions(cnops_unit_t *unit, apr_int64_t account_id,
                                     const char *spared_token_digest)
{
    const char *spared = spared_token_digest ? spared_token_digest : "";

    return cnops_unit_execute(NULL, unit, CNOPS_SQL_SESSIONS_END, CNOPS_ARGS(&account_id, spared));
}

typedef struct ending_t {
    apr_int64_t account_id;
    const char *token_digest; /* the session to spare, or to end */
    const cnops_trail_t *trail;
} ending_t;

static apr_status_t end_all(void *self, cnops_unit_t *unit)
{
    const ending_t *ending = self;
    apr_status_t rv = cnops_unit_end_sessions(unit, ending->account_id, ending->token_digest);

    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, ending->trail) : rv;
}

static apr_status_t end_one(void *self, cnops_unit_t *unit)
{
    const ending_t *ending = self;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(&count, unit, CNOPS_SQL_SESSION_END_ONE,
                                         CNOPS_ARGS(&ending->account_id, ending->token_digest));

    if (rv != APR_SUCCESS)
        return rv;
    return count ? cnops_unit_leave_trail(unit, ending->trail) : CNOPS_ENOTFOUND;
}

static apr_status_t sessions_end(void *self, apr_int64_t account_id,
                                 const char *spared_token_digest, const cnops_trail_t *trail,
                                 apr_pool_t *pool)
{
    ending_t ending = {account_id, spared_token_digest, trail};

    return cnops_db_transact(self, end_all, &ending, pool);
}

static apr_status_t session_end_one(void *self, apr_int64_t account_id, const char *token_digest,
                                    const cnops_trail_t *trail, apr_pool_t *pool)
{
    ending_t ending = {account_id, token_digest, trail};

    return cnops_db_transact(self, end_one, &ending, pool);
}

/* --- beginning a session --- */

static apr_status_t spend(cnops_unit_t *unit, const cnops_session_start_t *start)
{
    if (!start->once_digest)
        return APR_SUCCESS;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_TOKEN_SPEND,
                              CNOPS_ARGS(start->once_digest, &start->once_expires_at));
}

/* Writes the time of the sign-in. CNOPS_ENOTFOUND unless the account still has the password that
 * was checked. */
static apr_status_t mark_account(cnops_unit_t *unit, const cnops_session_start_t *start)
{
    const cnops_session_t *session = start->session;
    int count = 0;
    apr_status_t rv = cnops_unit_execute(
        &count, unit, CNOPS_SQL_ACCOUNT_OPENED,
        CNOPS_ARGS(&session->created_at, &session->account_id, &start->password_at));

    return rv == APR_SUCCESS && !count ? CNOPS_ENOTFOUND : rv;
}

static apr_status_t replace_session(cnops_unit_t *unit, const cnops_session_start_t *start)
{
    apr_status_t rv = APR_SUCCESS;

    if (start->former_token_digest)
        rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_SESSION_DELETE,
                                CNOPS_ARGS(start->former_token_digest));
    return rv == APR_SUCCESS ? add_session(unit, start->session) : rv;
}

typedef struct beginning_t {
    const cnops_session_start_t *start;
    const cnops_trail_t *trail;
} beginning_t;

/* The token is spent first: a repeat of the journey fails there, before anything else is
 * written. */
static apr_status_t begin_session(void *self, cnops_unit_t *unit)
{
    const beginning_t *beginning = self;
    const cnops_session_start_t *start = beginning->start;
    apr_status_t rv;

    if ((rv = spend(unit, start)) != APR_SUCCESS)
        return rv;
    if ((rv = mark_account(unit, start)) != APR_SUCCESS)
        return rv;
    if ((rv = replace_session(unit, start)) != APR_SUCCESS)
        return rv;
    rv = cnops_unit_keep_device(unit, start->device, start->devices_max);
    return rv == APR_SUCCESS ? cnops_unit_leave_trail(unit, beginning->trail) : rv;
}

static apr_status_t session_begin(void *self, const cnops_session_start_t *start,
                                  const cnops_trail_t *trail, apr_pool_t *pool)
{
    beginning_t beginning = {start, trail};

    return cnops_db_transact(self, begin_session, &beginning, pool);
}

static apr_status_t session_purge(void *self, int *pcount, apr_time_t before, int max,
                                  apr_pool_t *pool)
{
    return cnops_db_purge(pcount, self, CNOPS_SQL_PURGE_SESSIONS, (cnops_old_t){before, max}, pool);
}

const cnops_sessions_port_t cnops_store_sessions = {.insert = session_insert,
                                                    .get = session_get,
                                                    .get_with_person = session_get_with_person,
                                                    .seen = session_seen,
                                                    .choose = session_choose,
                                                    .drop = session_delete,
                                                    .of_account = sessions_of,
                                                    .end_all = sessions_end,
                                                    .end_one = session_end_one,
                                                    .begin = session_begin,
                                                    .purge = session_purge};
