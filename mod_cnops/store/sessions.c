/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/families.h"

static apr_status_t session_insert(void *self, const cnops_session_t *session, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_SESSION_INSERT,
                            CNOPS_ARGS(session->token_digest, &session->account_id,
                                       &session->created_at, &session->seen_at,
                                       session->address_block, session->user_agent),
                            pool);
}

static void read_session(void *self, const cnops_row_t *row)
{
    const cnops_session_t **psession = self;
    cnops_session_t *session = apr_palloc(row->unit->pool, sizeof *session);

    session->token_digest = cnops_row_text(row, 0);
    session->account_id = cnops_row_int(row, 1);
    session->created_at = cnops_row_int(row, 2);
    session->seen_at = cnops_row_int(row, 3);
    session->address_block = cnops_row_text(row, 4);
    session->user_agent = cnops_row_text(row, 5);
    *psession = session;
}

static apr_status_t session_get(void *self, const cnops_session_t **psession,
                                const char *token_digest, apr_pool_t *pool)
{
    *psession = NULL;
    return cnops_db_select(self, CNOPS_SQL_SESSION_GET, CNOPS_ARGS(token_digest), read_session,
                           psession, pool);
}

static apr_status_t session_seen(void *self, const char *token_digest, apr_time_t at,
                                 apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_SESSION_SEEN, CNOPS_ARGS(&at, token_digest),
                            pool);
}

static apr_status_t session_delete(void *self, const char *token_digest, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, self, CNOPS_SQL_SESSION_DELETE, CNOPS_ARGS(token_digest), pool);
}

void cnops_sessions_port(cnops_store_t *pstore)
{
    pstore->session_insert = session_insert;
    pstore->session_get = session_get;
    pstore->session_seen = session_seen;
    pstore->session_delete = session_delete;
}
