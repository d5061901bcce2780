/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/security_lists.h"

#include "core/digest.h"
#include "core/session/device.h"
#include "core/session/session.h"
#include "pages/frame/moment.h"
#include "pages/space/history_lines.h"

#include <apr_strings.h>
#include <string.h>

#define LINES_SHOWN 10
#define HANDLE_LEN  32

/* --- sessions --- */

/* A handle names a session on the page; the session cannot be used with it. */
static const char *handle_of(const cnops_req_t *req, const cnops_session_t *session)
{
    const char *digest = cnops_digest_of(req->app->core->keys, CNOPS_KEY_CSRF, "session handle",
                                         session->token_digest, NULL, req->pool);

    return apr_pstrmemdup(req->pool, digest, HANDLE_LEN);
}

static apr_status_t add_sessions(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *shown = cnops_tree_set_list(data, "sessions");
    apr_array_header_t *list;
    apr_status_t rv = cnops_session_list(&list, req->app->core, req->account->id, req->pool);

    cnops_tree_set_bool(data, "others", rv == APR_SUCCESS && list->nelts > 1);
    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_session_t *session = &APR_ARRAY_IDX(list, i, cnops_session_t);
        cnops_tree_t *item = cnops_tree_add_object(shown);

        cnops_tree_set_text(item, "session", handle_of(req, session));
        cnops_space_describe(item, req, session->user_agent, session->address_block);
        cnops_tree_set_text(item, "since", cnops_moment_show(req, session->created_at));
        cnops_tree_set_text(item, "seen", cnops_moment_show(req, session->seen_at));
        cnops_tree_set_bool(item, "current",
                            strcmp(session->token_digest, req->session->token_digest) == 0);
    }
    return rv;
}

apr_status_t cnops_security_lists_session(const char **ptoken_digest, const cnops_req_t *req,
                                          const char *handle)
{
    apr_array_header_t *list;
    apr_status_t rv = cnops_session_list(&list, req->app->core, req->account->id, req->pool);

    *ptoken_digest = NULL;
    for (int i = 0; rv == APR_SUCCESS && handle && i < list->nelts; i++) {
        const cnops_session_t *session = &APR_ARRAY_IDX(list, i, cnops_session_t);

        if (strcmp(handle_of(req, session), handle) == 0)
            *ptoken_digest = session->token_digest;
    }
    return rv;
}

/* --- browsers --- */

static apr_status_t add_browsers(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *shown = cnops_tree_set_list(data, "browsers");
    apr_array_header_t *list;
    apr_status_t rv = cnops_device_list(&list, req->app->core, req->account->id, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_device_t *device = &APR_ARRAY_IDX(list, i, cnops_device_t);
        cnops_tree_t *item = cnops_tree_add_object(shown);

        cnops_tree_set_text(item, "navigateur", device->browser);
        cnops_space_describe(item, req, device->user_agent, device->address_block);
        cnops_tree_set_text(item, "since", cnops_moment_show(req, device->first_at));
        cnops_tree_set_text(item, "seen", cnops_moment_show(req, device->seen_at));
        cnops_tree_set_bool(item, "current", strcmp(device->browser, req->session->browser) == 0);
    }
    return rv;
}

/* --- events --- */

/* The last days; the journal has them all. */
static apr_status_t add_events(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *shown = cnops_tree_set_list(data, "events");
    const cnops_history_query_t query = {.person_id = req->account->person_id,
                                         .before = APR_INT64_MAX,
                                         .zone = req->app->zone,
                                         .lines = LINES_SHOWN};
    cnops_history_t history;
    apr_status_t rv = cnops_history_read(&history, req->app->core, &query, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < history.lines->nelts; i++)
        cnops_space_add_line(shown, req, &APR_ARRAY_IDX(history.lines, i, cnops_history_line_t));
    return rv;
}

apr_status_t cnops_security_lists_add(cnops_tree_t *data, const cnops_req_t *req)
{
    apr_status_t rv = add_sessions(data, req);

    if (rv == APR_SUCCESS)
        rv = add_browsers(data, req);
    return rv == APR_SUCCESS ? add_events(data, req) : rv;
}
