/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/batches.h"

#include "core/batch/batch.h"
#include "core/batch/taking.h"
#include "pages/api/access.h"
#include "pages/api/batch_lists.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <string.h>

#define CSV             "text/csv"
#define KEY_MAX         255
#define BUSY_WAIT       apr_time_from_sec(5)
#define QUOTA_WAIT      apr_time_from_sec(3600) /* some rows are left today, but not enough */
#define REFERENCE_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* --- sending --- */

static apr_status_t read_piece(void *self, char *buffer, apr_size_t *plen)
{
    cnops_req_t *req = self;

    return req->read_piece(req, buffer, plen);
}

/* 1 to KEY_MAX printable characters of ASCII. */
static bool is_key(const char *key)
{
    apr_size_t len = key ? strlen(key) : 0;

    if (len == 0 || len > KEY_MAX)
        return false;
    for (const char *c = key; *c; c++)
        if (*c <= ' ' || *c > '~')
            return false;
    return true;
}

static bool is_trial(const cnops_req_t *req)
{
    const char *asked = cnops_form_value(req->query, "essai");

    return asked && strcmp(asked, "1") == 0;
}

static cnops_res_t *answer_taken(const cnops_req_t *req, const cnops_batch_t *batch)
{
    cnops_tree_t *tree = cnops_tree_object(req->pool);
    cnops_res_t *res;

    cnops_tree_set_text(tree, "id", batch->reference);
    res = cnops_api_json(req, 202, tree);
    apr_table_setn(
        res->headers, "Location",
        cnops_page_href(req, apr_pstrcat(req->pool, "/api/v1/lots/", batch->reference, NULL)));
    return res;
}

static cnops_res_t *answer_header(const cnops_req_t *req, const cnops_batch_taken_t *taken)
{
    bool has_column = *taken->column != '\0';

    return cnops_problem_about(req, CNOPS_PROBLEM_BAD_HEADER, has_column ? "column" : "fault",
                               has_column ? taken->column : taken->code);
}

static cnops_res_t *answer(const cnops_req_t *req, const cnops_batch_taken_t *taken)
{
    apr_interval_time_t wait = taken->quota.retry_after;

    switch (taken->how) {
    case CNOPS_BATCH_TAKEN:
    case CNOPS_BATCH_REPEATED:
        return answer_taken(req, taken->batch);
    case CNOPS_BATCH_KEY_REUSED:
        return cnops_problem(req, CNOPS_PROBLEM_IDEMPOTENCY_REUSED);
    case CNOPS_BATCH_STILL_COMES:
        return cnops_problem_wait(req, CNOPS_PROBLEM_STILL_RUNNING, BUSY_WAIT);
    case CNOPS_BATCH_BAD_HEADER:
        return answer_header(req, taken);
    case CNOPS_BATCH_TOO_LARGE:
        return cnops_problem(req, CNOPS_PROBLEM_TOO_LARGE);
    default:
        return cnops_problem_wait(req, CNOPS_PROBLEM_DAY_ROWS, wait ? wait : QUOTA_WAIT);
    }
}

cnops_res_t *cnops_batches_post(cnops_req_t *req)
{
    bool is_csv = apr_cstr_casecmpn(req->content_type, CSV, strlen(CSV)) == 0;
    cnops_batch_opening_t opening = {.establishment_id = req->establishment->id,
                                     .kind = is_csv ? CNOPS_BATCH_CSV : CNOPS_BATCH_NDJSON,
                                     .is_trial = is_trial(req)};
    cnops_batch_body_t body = {read_piece, req, req->idempotency_key};
    cnops_batch_taken_t taken;
    apr_status_t rv;

    if (!is_key(req->idempotency_key))
        return cnops_problem(req, CNOPS_PROBLEM_IDEMPOTENCY_MISSING);
    rv = cnops_batch_take(&taken, req->app->core, &opening, &body, req->pool);
    if (req->body == CNOPS_BODY_TOO_LARGE || req->body == CNOPS_BODY_ABORTED)
        return cnops_problem_body(req);
    return rv == APR_SUCCESS ? answer(req, &taken) : cnops_problem_failure(req, rv);
}

/* --- following --- */

static bool is_reference(const char *text)
{
    return strlen(text) == CNOPS_BATCH_REFERENCE_LEN &&
           strspn(text, REFERENCE_CHARS) == CNOPS_BATCH_REFERENCE_LEN;
}

/* NULL: *pbatch is the batch that the address names. Else the answer. */
static cnops_res_t *find_batch(const cnops_batch_t **pbatch, const cnops_req_t *req)
{
    apr_status_t rv = APR_SUCCESS;

    *pbatch = NULL;
    if (is_reference(req->part))
        rv = cnops_batch_find(pbatch, req->app->core, req->establishment->id, req->part, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_problem_failure(req, rv);
    return *pbatch ? NULL : cnops_problem(req, CNOPS_PROBLEM_NOT_FOUND);
}

cnops_res_t *cnops_batch_progress_get(cnops_req_t *req)
{
    const cnops_batch_t *batch;
    cnops_res_t *res = find_batch(&batch, req);
    cnops_tree_t *tree = cnops_tree_object(req->pool);

    if (!batch)
        return res;
    cnops_tree_set_text(tree, "id", batch->reference);
    cnops_tree_set_text(tree, "state", cnops_batch_state_name(batch->state));
    cnops_tree_set_int(tree, "rows", batch->rows);
    cnops_tree_set_int(tree, "accepted", batch->accepted);
    cnops_tree_set_int(tree, "refused", batch->refused);
    return cnops_api_json(req, 200, tree);
}

cnops_res_t *cnops_batch_faults_get(cnops_req_t *req)
{
    const cnops_batch_t *batch;
    cnops_res_t *res = find_batch(&batch, req);

    return batch ? cnops_batch_list(req, batch, &cnops_batch_list_faults) : res;
}

cnops_res_t *cnops_batch_results_get(cnops_req_t *req)
{
    const cnops_batch_t *batch;
    cnops_res_t *res = find_batch(&batch, req);

    return batch ? cnops_batch_list(req, batch, &cnops_batch_list_results) : res;
}
