/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/officer/batch.h"

#include "base/errors.h"
#include "pages/api/batch_lists.h"
#include "pages/frame/failures.h"
#include "pages/officer/batches.h"
#include "pages/officer/entry.h"
#include "pages/officer/row.h"

#include <apr_strings.h>

#define PAGE_FAULTS 50
#define REFRESH     "4" /* seconds, while the work goes on */

/* --- which batch --- */

/* own of a visit. */
typedef struct batch_visit_t {
    const cnops_batch_t *batch;
    cnops_officer_row_t *row; /* NULL: the page shows the batch */
} batch_visit_t;

static bool is_at_work(const cnops_batch_t *batch)
{
    return batch->state == CNOPS_BATCH_QUEUED || batch->state == CNOPS_BATCH_RUNNING ||
           (batch->state == CNOPS_BATCH_PREVIEW && !cnops_batch_is_checked(batch));
}

/* NULL: *pbatch is the batch of the address. Else the answer. */
static cnops_res_t *find_batch(const cnops_batch_t **pbatch, const cnops_req_t *req)
{
    apr_status_t rv = cnops_batch_find(pbatch, req->app->core, req->officer.establishment->id,
                                       req->part, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return *pbatch ? NULL : cnops_failure_page(req, 404, 0);
}

/* *pkey: year and CINE of the refused row with this line. NULL: there is none. They stand in no
 * address, which browsers and other logs keep. */
static apr_status_t find_key(const char **pkey, const cnops_req_t *req, const cnops_batch_t *batch)
{
    const char *typed = cnops_form_value(req->query, "ligne");
    apr_int64_t line = typed ? apr_atoi64(typed) : 0;
    const cnops_batch_page_t page = {batch->id, line - 1, 1};
    const cnops_batch_refusal_t *refusal;
    apr_array_header_t *list;
    apr_status_t rv;

    *pkey = NULL;
    if (line < 1)
        return APR_SUCCESS;
    rv = cnops_batch_refusals(&list, req->app->core, &page, req->pool);
    if (rv != APR_SUCCESS || list->nelts == 0)
        return rv;
    refusal = &APR_ARRAY_IDX(list, 0, cnops_batch_refusal_t);
    *pkey = refusal->line == line ? refusal->key : NULL;
    return APR_SUCCESS;
}

static cnops_res_t *begin(cnops_visit_t *visit)
{
    batch_visit_t *own = visit->own = apr_pcalloc(visit->req->pool, sizeof *own);
    cnops_res_t *res = find_batch(&own->batch, visit->req);

    const char *key;
    apr_status_t rv;

    if (res || visit->req->method != CNOPS_METHOD_GET)
        return res;
    if ((rv = find_key(&key, visit->req, own->batch)) != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    own->row = cnops_officer_row_asked(visit->req, key);
    return NULL;
}

/* --- showing --- */

static void add_fault(cnops_tree_t *item, const cnops_req_t *req, const char *href,
                      const cnops_batch_refusal_t *refusal)
{
    cnops_tree_set_int(item, "line", refusal->line);
    cnops_tree_set_text(item, "key", refusal->key);
    cnops_tree_set_text(item, "field", refusal->field);
    cnops_tree_set_text(item, "code", refusal->code);
    cnops_tree_set_text(item, "label", cnops_officer_column_label(req, refusal->field));
    cnops_tree_set_text(
        item, "message",
        cnops_page_text(req, apr_pstrcat(req->pool, "registration_fault.", refusal->code, NULL),
                        NULL));
    cnops_tree_set_text(item, "href",
                        apr_psprintf(req->pool, "%s?ligne=%" APR_INT64_T_FMT, href, refusal->line));
}

static apr_status_t add_faults(cnops_tree_t *data, const cnops_req_t *req,
                               const cnops_batch_t *batch)
{
    const char *after = cnops_form_value(req->query, "apres"),
               *href = cnops_tree_text(data, "href");
    cnops_batch_page_t page = {batch->id, after ? apr_atoi64(after) : 0, PAGE_FAULTS + 1};
    cnops_tree_t *items = cnops_tree_set_list(data, "faults");
    apr_array_header_t *list;
    apr_int64_t last = 0;
    apr_status_t rv = cnops_batch_refusals(&list, req->app->core, &page, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts && i < PAGE_FAULTS; i++) {
        const cnops_batch_refusal_t *refusal = &APR_ARRAY_IDX(list, i, cnops_batch_refusal_t);

        add_fault(cnops_tree_add_object(items), req, href, refusal);
        last = refusal->line;
    }
    cnops_tree_set_text(data, "next_page",
                        rv == APR_SUCCESS && list->nelts > PAGE_FAULTS
                            ? apr_psprintf(req->pool, "%s?apres=%" APR_INT64_T_FMT, href, last)
                            : NULL);
    return rv;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const batch_visit_t *own = visit->own;
    const cnops_batch_t *batch = own->batch;
    apr_status_t rv = cnops_officer_show_batch(data, visit->req, batch);

    cnops_tree_set_bool(data, "working", is_at_work(batch));
    cnops_tree_set_bool(data, "may_send",
                        batch->state == CNOPS_BATCH_PREVIEW && cnops_batch_is_checked(batch));
    cnops_tree_set_bool(data, "may_correct", batch->state == CNOPS_BATCH_DONE);
    if (own->row)
        cnops_officer_row_show(data, visit->req, own->row);
    else if (rv == APR_SUCCESS)
        rv = add_faults(data, visit->req, batch);
    return rv == APR_SUCCESS ? cnops_officer_show_self(data, visit->req) : rv;
}

/* --- acting --- */

static cnops_res_t *go_on(cnops_visit_t *visit, apr_status_t rv, const char *notice)
{
    const batch_visit_t *own = visit->own;
    const char *path =
        apr_pstrcat(visit->req->pool, CNOPS_OFFICER_BATCHES_PATH "/", own->batch->reference, NULL);

    if (rv == CNOPS_ECONFLICT) /* another click was faster, or its rows are gone */
        return cnops_page_tell(visit->req, path, "notice.batch_moved_on");
    if (rv == CNOPS_ETOOLARGE)
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "batch_too_many");
    return rv == APR_SUCCESS ? cnops_page_tell(visit->req, path, notice)
                             : cnops_failure(visit->req, rv);
}

static cnops_res_t *send_file(cnops_visit_t *visit)
{
    const batch_visit_t *own = visit->own;

    return go_on(visit, cnops_batch_send(visit->req->app->core, own->batch, visit->req->pool),
                 "notice.batch_sent");
}

static cnops_res_t *abandon(cnops_visit_t *visit)
{
    const batch_visit_t *own = visit->own;

    return go_on(visit, cnops_batch_abandon(visit->req->app->core, own->batch, visit->req->pool),
                 "notice.batch_abandoned");
}

static cnops_res_t *send_row(cnops_visit_t *visit)
{
    batch_visit_t *own = visit->own;
    cnops_req_t *req = visit->req;
    const cnops_batch_t *sent = NULL;
    apr_status_t rv;

    own->row = cnops_officer_row_typed(req);
    if (cnops_officer_row_is_faulty(own->row))
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "row_faulty");
    rv = cnops_officer_row_send(&sent, req, own->row);
    if (rv == CNOPS_ETOOLARGE)
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "batch_too_many");
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return cnops_page_tell(
        req, apr_pstrcat(req->pool, CNOPS_OFFICER_BATCHES_PATH "/", sent->reference, NULL),
        "notice.row_sent");
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "invalid_choice");
}

static const cnops_button_t buttons[] = {
    {"envoyer", send_file}, {"abandonner", abandon}, {"ligne", send_row}, {NULL, NULL}};

static const cnops_form_page_t form = {.page = "etablissements/lot",
                                       .step = "lot",
                                       .back = CNOPS_OFFICER_BATCHES_PATH,
                                       .buttons = buttons,
                                       .begin = begin,
                                       .fill = fill,
                                       .submit = submit};

/* Browsers ask again while the work goes on; a row that is being typed is left alone. */
cnops_res_t *cnops_officer_batch_get(cnops_req_t *req)
{
    cnops_res_t *res = cnops_form_page_get(req, &form);
    const cnops_batch_t *batch;

    if (res->status == 200 && !cnops_officer_row_asked(req, NULL) && !find_batch(&batch, req) &&
        is_at_work(batch))
        apr_table_setn(res->headers, "Refresh", REFRESH);
    return res;
}

cnops_res_t *cnops_officer_batch_post(cnops_req_t *req)
{
    return cnops_form_page_post(req, &form);
}

/* --- files --- */

cnops_res_t *cnops_officer_faults_get(cnops_req_t *req)
{
    const cnops_batch_t *batch;
    cnops_res_t *res = find_batch(&batch, req);

    return res ? res : cnops_batch_list_csv(req, batch, &cnops_batch_list_faults);
}

cnops_res_t *cnops_officer_results_get(cnops_req_t *req)
{
    const cnops_batch_t *batch;
    cnops_res_t *res = find_batch(&batch, req);

    return res ? res : cnops_batch_list_csv(req, batch, &cnops_batch_list_results);
}
