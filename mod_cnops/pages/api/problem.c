/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/problem.h"

#include "base/errors.h"
#include "base/json.h"

#include <apr_strings.h>
#include <string.h>

#define MEDIA_TYPE    "application/problem+json"
#define REFERENCE_LEN 8
/* Without letters and digits that look alike: the reference is read out on the telephone. */
#define REFERENCE_CHARS "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#define AFTER_FAILURE   (10 * APR_USEC_PER_SEC)

#define CNOPS_PROBLEM_ROW(constant, code, status, title, detail) {code, status, title, detail},
const cnops_problem_t cnops_problems[CNOPS_PROBLEMS_END] = {CNOPS_PROBLEMS(CNOPS_PROBLEM_ROW)};

const char *cnops_problem_type(const cnops_req_t *req, cnops_problem_e what)
{
    return apr_pstrcat(req->pool, req->app->core->settings->public_url,
                       "/api/v1/openapi.json#/x-problems/", cnops_problems[what].code, NULL);
}

static const char *make_reference(const cnops_req_t *req)
{
    const cnops_random_t *random = &req->app->core->random;
    unsigned char bytes[REFERENCE_LEN];
    char *reference = apr_pcalloc(req->pool, REFERENCE_LEN + 1);

    random->fill(random->self, bytes, sizeof bytes);
    for (int i = 0; i < REFERENCE_LEN; i++)
        reference[i] = REFERENCE_CHARS[bytes[i] % (sizeof REFERENCE_CHARS - 1)];
    return reference;
}

/* As RFC 6750 §3 says: no error where no key came. */
static void challenge(cnops_res_t *res, cnops_problem_e what)
{
    if (what == CNOPS_PROBLEM_KEY_MISSING)
        apr_table_setn(res->headers, "WWW-Authenticate", "Bearer realm=\"cnops\"");
    if (what == CNOPS_PROBLEM_KEY_WRONG)
        apr_table_setn(res->headers, "WWW-Authenticate",
                       "Bearer realm=\"cnops\", error=\"invalid_token\", "
                       "error_description=\"The key is wrong\"");
}

cnops_res_t *cnops_problem_about(const cnops_req_t *req, cnops_problem_e what, const char *member,
                                 const char *word)
{
    const cnops_problem_t *problem = &cnops_problems[what];
    cnops_res_t *res = cnops_page_empty(req, problem->status);
    cnops_tree_t *tree = cnops_tree_object(req->pool);
    const char *reference = make_reference(req);

    cnops_tree_set_text(tree, "type", cnops_problem_type(req, what));
    cnops_tree_set_text(tree, "title", problem->title);
    cnops_tree_set_int(tree, "status", problem->status);
    cnops_tree_set_text(tree, "detail", problem->detail);
    cnops_tree_set_text(tree, "code", problem->code);
    cnops_tree_set_text(tree, "reference", reference);
    if (member)
        cnops_tree_set_text(tree, member, word);
    res->content_type = MEDIA_TYPE;
    res->body = cnops_json_write(tree, req->pool);
    res->body_len = strlen(res->body);
    res->event = apr_psprintf(req->pool, "api refused: %s, reference %s", problem->code, reference);
    challenge(res, what);
    return res;
}

cnops_res_t *cnops_problem(const cnops_req_t *req, cnops_problem_e what)
{
    return cnops_problem_about(req, what, NULL, NULL);
}

cnops_res_t *cnops_problem_wait(const cnops_req_t *req, cnops_problem_e what,
                                apr_interval_time_t wait)
{
    cnops_res_t *res = cnops_problem(req, what);

    cnops_page_retry_after(res, req, wait);
    return res;
}

cnops_res_t *cnops_problem_failure(const cnops_req_t *req, apr_status_t rv)
{
    cnops_res_t *res = cnops_problem_wait(req, CNOPS_PROBLEM_UNAVAILABLE, AFTER_FAILURE);

    res->failure = rv;
    return res;
}

cnops_res_t *cnops_problem_body(const cnops_req_t *req)
{
    return cnops_problem(req, req->body == CNOPS_BODY_TOO_LARGE ? CNOPS_PROBLEM_TOO_LARGE
                                                                : CNOPS_PROBLEM_UNREADABLE);
}
