/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/officer_session.h"

#include "base/secret.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define TOKEN_LEN   43 /* characters: base64url without padding */
#define BASE64      sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define USED_EVERY  apr_time_from_sec(60) /* between two writes that a session was used */

const char *cnops_officer_allowance(apr_int64_t id, apr_pool_t *pool)
{
    return apr_psprintf(pool, "officer%" APR_INT64_T_FMT, id);
}

/* --- the token --- */

static const char *make_token(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[TOKEN_BYTES];
    char *token = cnops_secret_alloc(TOKEN_LEN + 1, pool);

    core->random.fill(core->random.self, bytes, sizeof bytes);
    sodium_bin2base64(token, TOKEN_LEN + 1, bytes, sizeof bytes, BASE64);
    sodium_memzero(bytes, sizeof bytes);
    return token;
}

static bool is_token(const char *token)
{
    return token && strlen(token) == TOKEN_LEN;
}

static const char *digest_of(const cnops_core_t *core, const char *token, apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_OFFICER, token, NULL, pool);
}

/* --- the session --- */

apr_status_t cnops_officer_session_begin(const char **ptoken, const cnops_core_t *core,
                                         const cnops_officer_t *officer, apr_pool_t *pool)
{
    const char *token = make_token(core, pool);
    apr_time_t now = cnops_core_now(core);
    cnops_officer_session_t session = {.token_digest = digest_of(core, token, pool),
                                       .officer_id = officer->id,
                                       .created_at = now,
                                       .used_at = now};
    apr_status_t rv = core->store.establishments->begin_session(core->store.self, &session, pool);

    *ptoken = rv == APR_SUCCESS ? token : NULL;
    return rv;
}

apr_interval_time_t cnops_officer_session_left(const cnops_core_t *core,
                                               const cnops_officer_session_t *session)
{
    apr_time_t idle_end = session->used_at + core->settings->session_idle;
    apr_time_t last_end = session->created_at + core->settings->session_max;

    return (idle_end < last_end ? idle_end : last_end) - cnops_core_now(core);
}

/* A removal and a revocation delete sessions. This is for one that began at the same moment. */
static bool may_act(const cnops_core_t *core, const cnops_officer_signed_in_t *found)
{
    return found->session && cnops_officer_session_left(core, found->session) > 0 &&
           !found->officer->removed_at && found->establishment->state == CNOPS_ESTABLISHMENT_ACTIVE;
}

static apr_status_t note_use(cnops_officer_signed_in_t *found, const cnops_core_t *core,
                             apr_pool_t *pool)
{
    apr_interval_time_t often = core->settings->session_idle / 4;
    cnops_officer_session_t *used = apr_pmemdup(pool, found->session, sizeof *used);

    if (cnops_core_now(core) - used->used_at < (often < USED_EVERY ? often : USED_EVERY))
        return APR_SUCCESS;
    used->used_at = cnops_core_now(core);
    found->session = used;
    return core->store.establishments->session_used(core->store.self, used->token_digest,
                                                    used->used_at, pool);
}

apr_status_t cnops_officer_session_find(cnops_officer_signed_in_t *pfound, const cnops_core_t *core,
                                        const char *token, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    *pfound = (cnops_officer_signed_in_t){.session = NULL};
    if (is_token(token))
        rv = core->store.establishments->session(core->store.self, pfound,
                                                 digest_of(core, token, pool), pool);
    if (rv == APR_SUCCESS && may_act(core, pfound))
        rv = note_use(pfound, core, pool);
    else
        *pfound = (cnops_officer_signed_in_t){.session = NULL};
    if (rv != APR_SUCCESS)
        *pfound = (cnops_officer_signed_in_t){.session = NULL};
    return rv;
}

apr_status_t cnops_officer_session_end(const cnops_core_t *core, const char *token,
                                       apr_pool_t *pool)
{
    if (!is_token(token))
        return APR_SUCCESS;
    return core->store.establishments->end_session(core->store.self, digest_of(core, token, pool),
                                                   pool);
}
