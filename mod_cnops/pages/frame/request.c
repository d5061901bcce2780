/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/request.h"

#include <apr_strings.h>
#include <string.h>

#define HOST_PREFIX "__Host-"

static const char *full_name(const cnops_req_t *req, const char *name)
{
    if (!cnops_settings_is_https(req->app->core->settings))
        return name;
    return apr_pstrcat(req->pool, HOST_PREFIX, name, NULL);
}

/* RFC 6265 §5.4: pairs separated by "; ". If a name comes twice, its first value counts. */
const char *cnops_req_cookie(const cnops_req_t *req, const char *name)
{
    const char *full = full_name(req, name);
    apr_size_t len = strlen(full);
    const char *at = req->cookies;

    while (at) {
        at += strspn(at, " \t;");
        if (strncmp(at, full, len) == 0 && at[len] == '=') {
            at += len + 1;
            return apr_pstrmemdup(req->pool, at, strcspn(at, "; \t"));
        }
        at = strchr(at, ';');
    }
    return NULL;
}

void cnops_res_set_cookie(cnops_res_t *res, const cnops_req_t *req, const char *name,
                          const char *value, apr_interval_time_t max_age)
{
    bool https = cnops_settings_is_https(req->app->core->settings);
    const char *age = "";

    if (!value)
        age = "; Max-Age=0";
    else if (max_age)
        age = apr_psprintf(req->pool, "; Max-Age=%" APR_TIME_T_FMT, apr_time_sec(max_age));
    /* The prefix __Host- needs Path=/ and Secure. */
    apr_table_add(res->headers, "Set-Cookie",
                  apr_pstrcat(req->pool, full_name(req, name), "=", value ? value : "",
                              "; Path=/; HttpOnly; SameSite=Lax", https ? "; Secure" : "", age,
                              NULL));
}
