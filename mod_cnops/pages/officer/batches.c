/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/officer/batches.h"

#include "base/errors.h"
#include "base/multipart.h"
#include "base/sheet_text.h"
#include "core/batch/taking.h"
#include "core/establishment/officer.h"
#include "pages/form/form_page.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/officer/entry.h"

#include <apr_strings.h>
#include <string.h>

#define PAGE_ROWS 20
#define TOKEN_MAX 200

/* --- showing --- */

static const char *state_key(const cnops_batch_t *batch, apr_pool_t *pool)
{
    if (batch->state == CNOPS_BATCH_PREVIEW && !cnops_batch_is_checked(batch))
        return "batch_state.checking";
    return apr_pstrcat(pool, "batch_state.", cnops_batch_state_name(batch->state), NULL);
}

/* *pemail NULL: it came through the API, or its officer is not known any more. */
static apr_status_t find_sender(char **pemail, const cnops_req_t *req, apr_int64_t officer_id)
{
    const cnops_core_t *core = req->app->core;
    const cnops_officer_t *officer = NULL;
    apr_status_t rv = APR_SUCCESS;

    *pemail = NULL;
    if (officer_id)
        rv = cnops_officer_get(&officer, core, officer_id, req->pool);
    return rv == APR_SUCCESS && officer ? cnops_officer_email(pemail, core, officer, req->pool)
                                        : rv;
}

apr_status_t cnops_officer_show_batch(cnops_tree_t *item, const cnops_req_t *req,
                                      const cnops_batch_t *batch)
{
    char *sender;
    apr_status_t rv = find_sender(&sender, req, batch->officer_id);
    const char *path =
        apr_pstrcat(req->pool, CNOPS_OFFICER_BATCHES_PATH "/", batch->reference, NULL);

    cnops_tree_set_text(item, "reference", batch->reference);
    cnops_tree_set_text(item, "href", cnops_page_href(req, path));
    cnops_tree_set_text(item, "state", cnops_batch_state_name(batch->state));
    cnops_tree_set_text(item, "state_label",
                        cnops_page_text(req, state_key(batch, req->pool), NULL));
    cnops_tree_set_text(item, "sent_at", cnops_moment_show(req, batch->created_at));
    cnops_tree_set_text(item, "sender", sender);
    cnops_tree_set_bool(item, "through_api", batch->officer_id == 0);
    cnops_tree_set_int(item, "rows", batch->rows);
    cnops_tree_set_int(item, "accepted", batch->accepted);
    cnops_tree_set_int(item, "refused", batch->refused);
    return rv;
}

apr_status_t cnops_officer_show_self(cnops_tree_t *data, const cnops_req_t *req)
{
    char *email;
    apr_status_t rv = cnops_officer_email(&email, req->app->core, req->officer.officer, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(data, "establishment", req->officer.establishment->name);
    cnops_tree_set_text(data, "officer", email);
    return APR_SUCCESS;
}

/* The batch whose successors are asked for; 0: the newest ones are. */
static apr_status_t find_place(apr_int64_t *pid, const cnops_req_t *req)
{
    const char *before = cnops_form_value(req->query, "avant");
    const cnops_batch_t *batch = NULL;
    apr_status_t rv = APR_SUCCESS;

    if (before)
        rv = cnops_batch_find(&batch, req->app->core, req->officer.establishment->id, before,
                              req->pool);
    *pid = batch ? batch->id : 0;
    return rv;
}

static apr_status_t show_list(cnops_tree_t *data, const cnops_req_t *req,
                              const apr_array_header_t *list)
{
    cnops_tree_t *items = cnops_tree_set_list(data, "batches");
    const cnops_batch_t *last = NULL;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < list->nelts && i < PAGE_ROWS && rv == APR_SUCCESS; i++) {
        last = &APR_ARRAY_IDX(list, i, cnops_batch_t);
        rv = cnops_officer_show_batch(cnops_tree_add_object(items), req, last);
    }
    cnops_tree_set_text(data, "next_page",
                        last && list->nelts > PAGE_ROWS
                            ? apr_pstrcat(req->pool,
                                          cnops_page_href(req, CNOPS_OFFICER_BATCHES_PATH),
                                          "?avant=", last->reference, NULL)
                            : NULL);
    return rv;
}

/* own of the visit: the name of a column that the page speaks of, or NULL. */
static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;
    cnops_batches_wanted_t wanted = {.establishment_id = req->officer.establishment->id,
                                     .max = PAGE_ROWS + 1};
    apr_array_header_t *list;
    apr_status_t rv = find_place(&wanted.before_id, req);

    if (rv == APR_SUCCESS)
        rv = cnops_batches_of(&list, req->app->core, &wanted, req->pool);
    if (rv == APR_SUCCESS)
        rv = show_list(data, req, list);
    cnops_tree_set_text(data, "column", visit->own);
    return rv == APR_SUCCESS ? cnops_officer_show_self(data, req) : rv;
}

static const cnops_form_page_t page = {
    .path = CNOPS_OFFICER_BATCHES_PATH, .back = CNOPS_OFFICER_ENTRY_PATH, .fill = fill};

cnops_res_t *cnops_officer_batches_get(cnops_req_t *req)
{
    return cnops_form_page_get(req, &page);
}

/* --- the parts of the form --- */

static apr_status_t read_request(void *self, char *buffer, apr_size_t *plen)
{
    cnops_req_t *req = self;

    return req->read_piece(req, buffer, plen);
}

/* The whole content of a part, if it has less than max bytes and no NUL; else "". */
static apr_status_t read_text(const char **ptext, cnops_multipart_t *multipart, apr_size_t max,
                              apr_pool_t *pool)
{
    char *text = apr_pcalloc(pool, max + 1);
    apr_size_t count = 0, len = max;
    apr_status_t rv;

    *ptext = "";
    while ((rv = cnops_multipart_read(multipart, text + count, &len)) == APR_SUCCESS) {
        count += len;
        if ((len = max - count) == 0)
            return APR_SUCCESS;
    }
    if (!APR_STATUS_IS_EOF(rv))
        return rv;
    if (strlen(text) == count)
        *ptext = text;
    return APR_SUCCESS;
}

/* The answer where the body breaks off or is no form. */
static cnops_res_t *refuse_body(const cnops_req_t *req, apr_status_t rv)
{
    if (req->body == CNOPS_BODY_TOO_LARGE)
        return cnops_failure_page(req, 413, 0);
    if (req->body == CNOPS_BODY_ABORTED)
        return cnops_page_empty(req, 400);
    return rv == CNOPS_EMALFORMED || APR_STATUS_IS_EOF(rv) ? cnops_failure_page(req, 422, 0)
                                                           : cnops_failure(req, rv);
}

/* The jeton comes first, so that nothing of a file is read that another site has sent. */
static cnops_res_t *check_token(const cnops_req_t *req, cnops_multipart_t *multipart)
{
    const cnops_multipart_part_t *part;
    const char *token = "";
    apr_status_t rv = cnops_multipart_next(&part, multipart);

    if (rv != APR_SUCCESS)
        return refuse_body(req, rv);
    if (strcmp(part->name, "jeton") == 0 && !part->filename &&
        (rv = read_text(&token, multipart, TOKEN_MAX, req->pool)) != APR_SUCCESS)
        return refuse_body(req, rv);
    if (!req->journey_came || !cnops_journey_token_is(req->app->core, req->journey, token))
        return cnops_failure_page(req, 403, 0);
    return NULL;
}

/* --- the file --- */

/* Says what was understood, where it is not what the help describes. */
static const char *notice_of(const cnops_sheet_found_t *found)
{
    if (found->separator == ';')
        return found->is_1252 ? "notice.sheet_semicolon_1252" : "notice.sheet_semicolon";
    if (found->separator == '\t')
        return found->is_1252 ? "notice.sheet_tab_1252" : "notice.sheet_tab";
    return found->is_1252 ? "notice.sheet_1252" : NULL;
}

static cnops_res_t *answer_taken(const cnops_req_t *req, const cnops_batch_t *batch,
                                 const cnops_sheet_found_t *found)
{
    const char *path =
        apr_pstrcat(req->pool, CNOPS_OFFICER_BATCHES_PATH "/", batch->reference, NULL);
    cnops_res_t *res = cnops_page_tell(req, path, notice_of(found));

    res->event = "officer: file received";
    return res;
}

static cnops_res_t *answer(cnops_visit_t *visit, const cnops_batch_taken_t *taken,
                           const cnops_sheet_found_t *found)
{
    if (taken->how == CNOPS_BATCH_TAKEN)
        return answer_taken(visit->req, taken->batch, found);
    if (taken->how == CNOPS_BATCH_TOO_LARGE)
        return cnops_failure_page(visit->req, 413, 0);
    if (taken->how != CNOPS_BATCH_BAD_HEADER)
        return cnops_failure(visit->req, CNOPS_ECONFLICT);
    visit->own = *taken->column ? (void *)taken->column : NULL;
    return cnops_visit_fault(visit, CNOPS_FIELD_NONE,
                             strstr(taken->code, "_column") ? "file_columns" : "file_text");
}

static cnops_res_t *take_file(cnops_visit_t *visit, cnops_multipart_t *multipart)
{
    cnops_req_t *req = visit->req;
    cnops_sheet_text_t *sheet = cnops_sheet_text_make(cnops_multipart_read, multipart, req->pool);
    cnops_batch_opening_t opening = {.establishment_id = req->officer.establishment->id,
                                     .officer_id = req->officer.officer->id,
                                     .kind = CNOPS_BATCH_CSV,
                                     .is_preview = true};
    cnops_batch_body_t body = {cnops_sheet_text_read, sheet, NULL};
    cnops_batch_taken_t taken;
    apr_status_t rv = cnops_batch_take(&taken, req->app->core, &opening, &body, req->pool);

    if (cnops_sheet_text_found(sheet)->is_workbook)
        return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "file_workbook");
    return rv == APR_SUCCESS ? answer(visit, &taken, cnops_sheet_text_found(sheet))
                             : refuse_body(req, rv);
}

cnops_res_t *cnops_officer_batches_post(cnops_req_t *req)
{
    cnops_multipart_t *multipart;
    const cnops_multipart_part_t *part;
    cnops_visit_t visit;
    cnops_res_t *res;
    apr_status_t rv;

    if (req->announced > CNOPS_BATCH_BODY_MAX + TOKEN_MAX + 4 * CNOPS_MULTIPART_HEAD_MAX)
        return cnops_failure_page(req, 413, 0);
    multipart = cnops_multipart_make(req->content_type, read_request, req, req->pool);
    if (!multipart)
        return cnops_failure_page(req, 415, 0);
    if ((res = check_token(req, multipart)))
        return res;
    cnops_visit_init(&visit, req, &page);
    rv = cnops_multipart_next(&part, multipart);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return refuse_body(req, rv);
    if (rv != APR_SUCCESS || strcmp(part->name, "fichier") != 0 || !part->filename ||
        !*part->filename)
        return cnops_visit_fault(&visit, CNOPS_FIELD_NONE, "file_required");
    return take_file(&visit, multipart);
}
