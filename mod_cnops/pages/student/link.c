/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/student/link.h"

#include "core/seal/seal.h"

#include <apr_strings.h>

static const char *context_of(const cnops_req_t *req)
{
    return apr_pstrcat(req->pool, "tracking ", req->journey->id, NULL);
}

const char *cnops_tracking_link(const cnops_req_t *req, apr_int64_t registration_id)
{
    const cnops_core_t *core = req->app->core;
    const char *text =
        apr_psprintf(req->pool, "%" APR_INT64_T_FMT " %" APR_INT64_T_FMT, registration_id,
                     cnops_core_now(core) + core->settings->tracking_link_ttl);

    return apr_pstrcat(req->pool, CNOPS_TRACKING_PATH "/",
                       cnops_seal(core, CNOPS_KEY_LINKS, context_of(req), text, req->pool), ".pdf",
                       NULL);
}

/* A journey that did not come in the request's cookie has a new id, which opens nothing. */
apr_int64_t cnops_tracking_link_open(const cnops_req_t *req, const char *token)
{
    const cnops_core_t *core = req->app->core;
    apr_int64_t id;
    char *text, *end;

    if (cnops_unseal(&text, core, CNOPS_KEY_LINKS, context_of(req), token, req->pool) !=
        APR_SUCCESS)
        return 0;
    id = apr_strtoi64(text, &end, 10);
    return *end == ' ' && apr_atoi64(end + 1) > cnops_core_now(core) ? id : 0;
}
