/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/certificate/verifier_file.h"

#include "base/date.h"
#include "base/json.h"
#include "core/certificate/certificate.h"
#include "core/certificate/public_keys.h"
#include "pages/certificate/kept_list.h"
#include "pages/frame/failures.h"
#include "pages/frame/page.h"

#include <apr_strings.h>
#include <string.h>

#define PAGE   "verification/hors-ligne"
#define POLICY "verification/policy"

/* The lists as texts: the script of the file reads them as it reads those of the addresses. */
static apr_status_t add_lists(cnops_tree_t *data, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const cnops_public_keys_t *keys;
    const char *revocations;
    apr_status_t rv;

    if ((rv = cnops_public_keys_list(&keys, core, req->pool)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_kept_list_get(&revocations, req)) != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(data, "keys",
                        cnops_json_write(cnops_public_keys_tree(keys, req->pool), req->pool));
    cnops_tree_set_text(data, "revocations", revocations);
    return APR_SUCCESS;
}

/* "www.exemple.ma" of "https://www.exemple.ma/mon_compte". */
static const char *host_of(const char *url, apr_pool_t *pool)
{
    const char *host = strstr(url, "://");

    host = host ? host + 3 : url;
    return apr_pstrndup(pool, host, strcspn(host, "/"));
}

/* Written by the build, which knows the hashes: one line. */
static apr_status_t read_policy(const char **ppolicy, const cnops_req_t *req)
{
    const char *line;
    apr_size_t len;
    apr_status_t rv = cnops_view_render(&line, &len, req->app->view, POLICY, req->lang,
                                        cnops_tree_object(req->pool), req->pool);

    if (rv == APR_SUCCESS)
        *ppolicy = apr_pstrndup(req->pool, line, strcspn(line, "\n"));
    return rv;
}

static apr_status_t render(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                           const char *policy)
{
    cnops_tree_t *data = cnops_page_data(req, PAGE);
    const cnops_core_t *core = req->app->core;
    const char *today = cnops_certificate_day(core, cnops_core_now(core), req->pool);
    apr_status_t rv = add_lists(data, req);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(data, "made_on", cnops_date_show(today, req->pool));
    cnops_tree_set_text(data, "host", host_of(req->app->core->settings->public_url, req->pool));
    cnops_tree_set_text(data, "policy", policy);
    return cnops_view_render(pbytes, plen, req->app->view, PAGE, req->lang, data, req->pool);
}

cnops_res_t *cnops_verifier_file_get(cnops_req_t *req)
{
    const char *policy, *bytes;
    apr_size_t len;
    cnops_res_t *res;
    apr_status_t rv = read_policy(&policy, req);

    if (rv == APR_SUCCESS)
        rv = render(&bytes, &len, req, policy);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_bytes(req, CNOPS_PAGE_HTML, bytes, len);
    apr_table_setn(res->headers, "Content-Security-Policy",
                   apr_pstrcat(req->pool, policy, "; frame-ancestors 'none'", NULL));
    apr_table_setn(res->headers, "Permissions-Policy",
                   "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), "
                   "usb=()");
    return res;
}
