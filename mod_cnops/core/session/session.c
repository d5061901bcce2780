/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/session/session.h"

#include "base/errors.h"
#include "base/netblock.h"
#include "base/text.h"
#include "core/digest.h"
#include "core/person/identity.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define TOKEN_LEN   43 /* characters: base64url without padding */
#define BASE64      sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define AGENT_MAX   200
#define SEEN_EVERY  apr_time_from_sec(60) /* between two writes that a session was used */

/* --- tokens --- */

/* The base64url text of bytes, which are wiped. */
static const char *write_token(unsigned char bytes[TOKEN_BYTES], apr_pool_t *pool)
{
    char *token = apr_palloc(pool, TOKEN_LEN + 1);

    sodium_bin2base64(token, TOKEN_LEN + 1, bytes, TOKEN_BYTES, BASE64);
    sodium_memzero(bytes, TOKEN_BYTES);
    return token;
}

const char *cnops_session_token(const cnops_core_t *core, apr_pool_t *pool)
{
    unsigned char bytes[TOKEN_BYTES];

    core->random.fill(core->random.self, bytes, sizeof bytes);
    return write_token(bytes, pool);
}

const char *cnops_session_token_of(const cnops_core_t *core, const char *journey_id,
                                   apr_int64_t account_id, apr_pool_t *pool)
{
    const char *account = apr_psprintf(pool, "%" APR_INT64_T_FMT, account_id);
    const char *parts[] = {"token", journey_id, account, NULL};
    unsigned char bytes[TOKEN_BYTES];
    char hex[CNOPS_DIGEST_HEX];

    cnops_digest(hex, core->keys, CNOPS_KEY_SESSION, parts);
    sodium_hex2bin(bytes, sizeof bytes, hex, sizeof hex - 1, NULL, NULL, NULL);
    sodium_memzero(hex, sizeof hex);
    return write_token(bytes, pool);
}

const char *cnops_session_digest(const cnops_core_t *core, const char *token, apr_pool_t *pool)
{
    return cnops_column_digest(core, CNOPS_KEYED_SESSION, token, NULL, pool);
}

/* --- sessions --- */

cnops_session_t *cnops_session_row(const cnops_core_t *core, const char *token,
                                   apr_int64_t account_id, const char *browser, const char *ip,
                                   const char *user_agent, apr_pool_t *pool)
{
    cnops_session_t *session = apr_pcalloc(pool, sizeof *session);

    session->token_digest = cnops_session_digest(core, token, pool);
    session->account_id = account_id;
    session->created_at = session->seen_at = cnops_core_now(core);
    session->address_block = cnops_netblock_of(ip, pool);
    session->user_agent = cnops_text_printable(user_agent, AGENT_MAX, pool);
    session->browser = browser ? browser : "";
    return session;
}

apr_status_t cnops_session_begin(const char **ptoken, const cnops_core_t *core,
                                 apr_int64_t account_id, const char *browser, const char *ip,
                                 const char *user_agent, apr_pool_t *pool)
{
    const char *token = cnops_session_token(core, pool);
    const cnops_session_t *session =
        cnops_session_row(core, token, account_id, browser, ip, user_agent, pool);
    apr_status_t rv = core->store.sessions->insert(core->store.self, session, pool);

    *ptoken = rv == APR_SUCCESS ? token : NULL;
    return rv;
}

static bool is_over(const cnops_core_t *core, const cnops_session_t *session)
{
    apr_time_t now = cnops_core_now(core);

    return now >= session->seen_at + core->settings->session_idle ||
           now >= session->created_at + core->settings->session_max;
}

/* Not at each request, because it is a write; but often enough for sessions that expire after a few
 * idle seconds. */
static bool is_seen_due(const cnops_core_t *core, const cnops_session_t *session, apr_time_t now)
{
    apr_interval_time_t often = core->settings->session_idle / 4;

    return now - session->seen_at >= (often < SEEN_EVERY ? often : SEEN_EVERY);
}

static apr_status_t mark_seen(const cnops_session_t **psession, const cnops_core_t *core,
                              apr_time_t now, apr_pool_t *pool)
{
    cnops_session_t *seen = apr_pmemdup(pool, *psession, sizeof *seen);

    seen->seen_at = now;
    *psession = seen;
    return core->store.sessions->seen(core->store.self, seen->token_digest, now, pool);
}

/* Drops a session that is over, and records that another one was used. */
static apr_status_t settle(cnops_signed_in_t *found, const cnops_core_t *core, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    bool is_valid = found->session && !is_over(core, found->session);
    apr_status_t rv = APR_SUCCESS;

    if (is_valid && is_seen_due(core, found->session, now))
        rv = mark_seen(&found->session, core, now, pool);
    if (!is_valid || rv != APR_SUCCESS)
        *found = (cnops_signed_in_t){.session = NULL};
    return rv;
}

/* No event and no message: there is nobody left to read them. */
static apr_status_t end_deceased(cnops_signed_in_t *found, const cnops_core_t *core,
                                 apr_pool_t *pool)
{
    const char *digest;

    if (!found->session || !cnops_identity_is_deceased(found->person.memberships))
        return APR_SUCCESS;
    digest = found->session->token_digest;
    *found = (cnops_signed_in_t){.session = NULL};
    return core->store.sessions->drop(core->store.self, digest, pool);
}

static bool is_token(const char *token)
{
    return token && strlen(token) == TOKEN_LEN;
}

apr_status_t cnops_session_find(const cnops_session_t **psession, const cnops_account_t **paccount,
                                const cnops_core_t *core, const char *token, apr_pool_t *pool)
{
    cnops_signed_in_t found = {.session = NULL};
    apr_status_t rv = APR_SUCCESS;

    if (is_token(token))
        rv = core->store.sessions->get(core->store.self, &found.session, &found.account,
                                       cnops_session_digest(core, token, pool), pool);
    if (rv == APR_SUCCESS)
        rv = settle(&found, core, pool);
    *psession = found.session;
    *paccount = found.account;
    return rv;
}

apr_status_t cnops_session_find_with_person(cnops_signed_in_t *pfound, const cnops_core_t *core,
                                            const char *token, apr_pool_t *pool)
{
    apr_status_t rv;

    *pfound = (cnops_signed_in_t){.session = NULL};
    if (!is_token(token))
        return APR_SUCCESS;
    rv = core->store.sessions->get_with_person(core->store.self, pfound,
                                               cnops_session_digest(core, token, pool), pool);
    if (rv == APR_SUCCESS)
        rv = end_deceased(pfound, core, pool);
    return rv == APR_SUCCESS ? settle(pfound, core, pool) : rv;
}

apr_status_t cnops_session_choose(const cnops_core_t *core, const cnops_session_t *session,
                                  apr_int64_t membership_id, apr_pool_t *pool)
{
    return core->store.sessions->choose(core->store.self, session->token_digest, membership_id,
                                        pool);
}

/* Rows of sessions that have expired stay until the next purge. */
apr_status_t cnops_session_list(apr_array_header_t **plist, const cnops_core_t *core,
                                apr_int64_t account_id, apr_pool_t *pool)
{
    apr_array_header_t *all;
    apr_status_t rv = core->store.sessions->of_account(core->store.self, &all, account_id, pool);

    *plist = apr_array_make(pool, 4, sizeof(cnops_session_t));
    for (int i = 0; rv == APR_SUCCESS && i < all->nelts; i++) {
        const cnops_session_t *session = &APR_ARRAY_IDX(all, i, cnops_session_t);

        if (!is_over(core, session))
            APR_ARRAY_PUSH(*plist, cnops_session_t) = *session;
    }
    return rv;
}

apr_interval_time_t cnops_session_left(bool *pcan_extend, const cnops_core_t *core,
                                       const cnops_session_t *session)
{
    apr_time_t idle_end = session->seen_at + core->settings->session_idle;
    apr_time_t last_end = session->created_at + core->settings->session_max;

    *pcan_extend = idle_end < last_end;
    return (*pcan_extend ? idle_end : last_end) - cnops_core_now(core);
}

apr_status_t cnops_session_end(const cnops_core_t *core, const char *token, apr_pool_t *pool)
{
    if (!is_token(token))
        return APR_SUCCESS;
    return core->store.sessions->drop(core->store.self, cnops_session_digest(core, token, pool),
                                      pool);
}

typedef struct ending_t {
    const cnops_core_t *core;
    const cnops_session_t *session;
} ending_t;

static apr_status_t end_with(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const ending_t *ending = self;
    const cnops_store_t *store = &ending->core->store;

    return store->sessions->end_one(store->self, ending->session->account_id,
                                    ending->session->token_digest, trail, pool);
}

apr_status_t cnops_session_sign_out(const cnops_core_t *core, const cnops_session_t *session,
                                    apr_int64_t person_id, const cnops_event_t *event,
                                    apr_pool_t *pool)
{
    ending_t ending = {core, session};
    cnops_act_t act = {.person_id = person_id, .event = event, .run = end_with, .self = &ending};
    apr_status_t rv = cnops_journal_act(core, &act, pool);

    /* A second click: the session has ended already, and has its event. */
    return rv == CNOPS_ENOTFOUND ? APR_SUCCESS : rv;
}
