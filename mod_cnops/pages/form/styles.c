/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/form/styles.h"

#include "pages/frame/failures.h"

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

/* A journey in its third stage, and a wait. */
static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    static const char *const keys[] = {"stage.identite", "stage.verification", "stage.courriel",
                                       "stage.telephone", "stage.mot-de-passe"};
    static const char *const states[] = {"done", "done", "current", "todo", "todo"};
    cnops_tree_t *progress = cnops_tree_set_object(data, "progress");
    cnops_tree_t *list = cnops_tree_set_list(progress, "steps");

    for (int i = 0; i < 5; i++) {
        cnops_tree_t *stage = cnops_tree_add_object(list);

        cnops_tree_set_text(stage, "name", cnops_page_text(visit->req, keys[i], NULL));
        cnops_tree_set_text(stage, "state", states[i]);
    }
    cnops_tree_set_int(progress, "number", 3);
    cnops_tree_set_int(progress, "total", 5);
    cnops_tree_set_int(progress, "percent", 45);
    cnops_tree_set_text(progress, "name", cnops_page_text(visit->req, keys[2], NULL));
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
