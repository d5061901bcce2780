/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/access.h"

#include "base/json.h"
#include "base/secret.h"
#include "core/establishment/api_key.h"
#include "core/establishment/quota.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#define ROOT   "/api/"
#define SCHEME "Bearer"

bool cnops_api_owns(const char *path)
{
    return strncmp(path, ROOT, sizeof ROOT - 1) == 0;
}

/* --- the body that is announced --- */

/* Whether a charset is given that is not UTF-8. Other parameters are ignored. */
static bool has_other_charset(const char *parameters)
{
    const char *charset = parameters;

    while (*charset && apr_cstr_casecmpn(charset, "charset=", 8) != 0)
        charset++;
    if (!*charset)
        return false;
    charset += 8;
    charset += *charset == '"';
    return apr_cstr_casecmpn(charset, "utf-8", 5) != 0 || apr_isalnum(charset[5]) ||
           charset[5] == '-';
}

static bool is_taken(const cnops_req_t *req, const cnops_api_operation_t *operation)
{
    const char *type = req->content_type ? req->content_type : "";
    apr_size_t len = strcspn(type, "; \t");

    if (req->content_encoding && apr_cstr_casecmp(req->content_encoding, "identity") != 0)
        return false;
    for (const cnops_api_content_t *body = operation->bodies; body->media_type; body++)
        if (strlen(body->media_type) == len && apr_cstr_casecmpn(type, body->media_type, len) == 0)
            return !has_other_charset(type + len);
    return false;
}

static cnops_res_t *check_body(const cnops_req_t *req, const cnops_api_operation_t *operation)
{
    if (req->method != CNOPS_METHOD_POST || !operation->bodies)
        return NULL;
    if (req->announced > operation->body_max)
        return cnops_problem(req, CNOPS_PROBLEM_TOO_LARGE);
    return is_taken(req, operation) ? NULL : cnops_problem(req, CNOPS_PROBLEM_WRONG_TYPE);
}

/* --- the key --- */

/* What follows the scheme, in memory that is wiped with the pool; NULL: no such header came. */
static const char *find_key(const cnops_req_t *req)
{
    const char *header = req->authorization, *key;
    char *copy;

    if (!header || apr_cstr_casecmpn(header, SCHEME, sizeof SCHEME - 1) != 0 ||
        header[sizeof SCHEME - 1] != ' ')
        return NULL;
    key = header + sizeof SCHEME;
    copy = cnops_secret_strdup(key + strspn(key, " "), req->pool);
    for (apr_size_t len = strlen(copy); len && copy[len - 1] == ' '; len--)
        copy[len - 1] = '\0';
    return *copy ? copy : NULL;
}

static cnops_res_t *check_key(cnops_req_t *req)
{
    const char *key = find_key(req);
    cnops_api_caller_t caller;
    apr_status_t rv;

    if (!key)
        return cnops_problem(req, CNOPS_PROBLEM_KEY_MISSING);
    rv = cnops_api_key_find(&caller, req->app->core, key, req->ip, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_problem_failure(req, rv);
    req->establishment = caller.establishment;
    switch (caller.verdict) {
    case CNOPS_API_KEY_RIGHT:
        return NULL;
    case CNOPS_API_KEY_REVOKED:
        return cnops_problem(req, CNOPS_PROBLEM_KEY_REVOKED);
    case CNOPS_API_KEY_LIMITED:
        return cnops_problem_wait(req, CNOPS_PROBLEM_WRONG_KEYS, caller.retry_after);
    default:
        return cnops_problem(req, CNOPS_PROBLEM_KEY_WRONG);
    }
}

/* --- the day's rows --- */

static cnops_res_t *check_quota(const cnops_req_t *req)
{
    cnops_quota_t quota;
    apr_status_t rv = cnops_quota_look(&quota, req->app->core, req->establishment, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_problem_failure(req, rv);
    return quota.left ? NULL : cnops_problem_wait(req, CNOPS_PROBLEM_DAY_ROWS, quota.retry_after);
}

cnops_res_t *cnops_api_admit(cnops_req_t *req, const cnops_api_operation_t *operation)
{
    cnops_res_t *res;

    if ((res = check_body(req, operation)) || operation->is_open)
        return res;
    if ((res = check_key(req)))
        return res;
    return operation->takes_rows ? check_quota(req) : NULL;
}

cnops_res_t *cnops_api_json(const cnops_req_t *req, int status, const cnops_tree_t *tree)
{
    cnops_res_t *res = cnops_page_empty(req, status);

    res->content_type = "application/json";
    res->body = cnops_json_write(tree, req->pool);
    res->body_len = strlen(res->body);
    return res;
}
