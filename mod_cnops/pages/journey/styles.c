/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/styles.h"

#include "pages/frame/failures.h"
#include "pages/journey/progress.h"

#define CURRENT CNOPS_STAGE_EMAIL

/* A field of each kind that has a look of its own. */
static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_MODE},
                                     {.field = CNOPS_FIELD_IMMATRICULATION,
                                      .when = CNOPS_FIELD_MODE,
                                      .is = CNOPS_MODE_IMMATRICULATION},
                                     {.field = CNOPS_FIELD_CNI},
                                     {.field = CNOPS_FIELD_DATE_NAISSANCE},
                                     {.field = CNOPS_FIELD_TELEPHONE},
                                     {.field = CNOPS_FIELD_CODE},
                                     {.field = CNOPS_FIELD_MOT_DE_PASSE},
                                     {.field = CNOPS_FIELD_ACCEPTE},
                                     {.field = CNOPS_FIELD_MOTIF, .optional = true},
                                     {.field = CNOPS_FIELD_NONE}};

/* When the page is opened, one field is already marked as wrong: that is a look too. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;

    if (!req->app->core->settings->styles)
        return cnops_failure_page(req, 404, 0);
    visit->owes_captcha = true;
    if (req->method == CNOPS_METHOD_GET)
        cnops_entries_fault(visit->entries, CNOPS_FIELD_CNI, "required");
    return NULL;
}

static void add_wait(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *retry = cnops_tree_set_object(data, "retry");

    cnops_tree_set_text(retry, "href", cnops_page_href(req, req->path));
    cnops_tree_set_int(data, "retry_after", 45);
}

static const char *state_of(cnops_stage_e stage)
{
    return stage < CURRENT ? "done" : stage == CURRENT ? "current" : "todo";
}

/* A journey in its third stage, and a wait. */
static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_tree_t *progress = cnops_tree_set_object(data, "progress");
    cnops_tree_t *list = cnops_tree_set_list(progress, "steps");

    for (cnops_stage_e i = CNOPS_STAGE_NONE + 1; i < CNOPS_STAGES_END; i++) {
        cnops_tree_t *stage = cnops_tree_add_object(list);

        cnops_tree_set_text(stage, "name", cnops_stage_name(visit->req, i));
        cnops_tree_set_text(stage, "state", state_of(i));
    }
    cnops_tree_set_int(progress, "number", CURRENT);
    cnops_tree_set_int(progress, "total", CNOPS_STAGES_END - 1);
    cnops_tree_set_int(progress, "percent", 45);
    cnops_tree_set_text(progress, "name", cnops_stage_name(visit->req, CURRENT));
    add_wait(data, visit->req);
    return APR_SUCCESS;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    return cnops_visit_show(visit, 200);
}

/* Without a path: where the page is off, nothing is kept for it either. */
const cnops_form_page_t cnops_styles_form = {.page = "styles",
                                             .step = "styles",
                                             .asked = asks,
                                             .begin = begin,
                                             .fill = fill,
                                             .submit = submit};
