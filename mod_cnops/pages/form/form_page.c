/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/form/form_page.h"

#include "core/journey/drafts.h"
#include "pages/form/keep.h"
#include "pages/frame/failures.h"

#include <string.h>

void cnops_visit_init(cnops_visit_t *visit, cnops_req_t *req, const cnops_form_page_t *form)
{
    *visit =
        (cnops_visit_t){.req = req, .form = form, .entries = cnops_entries_make(req, form->asked)};
    cnops_captcha_gate_init(&visit->gate);
}

static const char *path_of(const cnops_visit_t *visit)
{
    return visit->form->path ? visit->form->path : visit->req->path;
}

/* --- what is kept --- */

/* What was kept is shown once: on a shared computer, nobody else must see it later. */
static void recall(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;

    cnops_captcha_gate_recall(&visit->gate, req, path_of(visit));
    cnops_entries_recall(visit->entries, path_of(visit));
    cnops_drafts_keep(req->journey, path_of(visit), NULL, req->pool);
}

cnops_res_t *cnops_visit_keep(cnops_visit_t *visit)
{
    if (!cnops_keep_is_asked(visit->req))
        return NULL;
    cnops_entries_recall(visit->entries, path_of(visit));
    return cnops_keep(visit->entries, &visit->gate, visit->req, path_of(visit), visit->form->back);
}

/* --- showing --- */

static void set_href(cnops_tree_t *data, const cnops_req_t *req, const char *name, const char *path)
{
    cnops_tree_set_text(data, name, path ? cnops_page_href(req, path) : NULL);
}

static void add_form(cnops_tree_t *data, const cnops_visit_t *visit)
{
    const cnops_form_page_t *form = visit->form;
    const char *path = path_of(visit);

    cnops_tree_set_text(data, "step", form->step ? form->step : strrchr(path, '/') + 1);
    set_href(data, visit->req, "action", path);
    set_href(data, visit->req, "next", form->next ? form->next : path);
    set_href(data, visit->req, "back", form->back);
    cnops_tree_set_text(data, "progress", NULL);
    cnops_captcha_gate_show(data, &visit->gate, visit->req, visit->owes_captcha);
}

cnops_res_t *cnops_visit_show(cnops_visit_t *visit, int status)
{
    const cnops_form_page_t *form = visit->form;
    const char *page = form->page ? form->page : form->path + 1;
    cnops_tree_t *data = cnops_page_data(visit->req, page);
    apr_status_t rv;

    add_form(data, visit);
    rv = form->fill ? form->fill(visit, data) : APR_SUCCESS;
    if (rv != APR_SUCCESS)
        return cnops_failure(visit->req, rv);
    cnops_entries_show(visit->entries, data);
    return cnops_page_show(visit->req, status, page, data);
}

cnops_res_t *cnops_visit_fault(cnops_visit_t *visit, cnops_field_e field, const char *code)
{
    cnops_entries_fault(visit->entries, field, code);
    return cnops_visit_show(visit, 422);
}

cnops_res_t *cnops_visit_delay(cnops_visit_t *visit, const char *code, apr_interval_time_t wait)
{
    cnops_res_t *res;

    cnops_entries_wait(visit->entries, wait);
    cnops_entries_fault(visit->entries, CNOPS_FIELD_NONE, code);
    res = cnops_visit_show(visit, 429);
    cnops_page_retry_after(res, visit->req, wait);
    return res;
}

cnops_res_t *cnops_form_page_get(cnops_req_t *req, const cnops_form_page_t *form)
{
    cnops_visit_t visit;
    cnops_res_t *res;

    cnops_visit_init(&visit, req, form);
    if (form->begin && (res = form->begin(&visit)))
        return res;
    recall(&visit);
    if (form->preset)
        form->preset(&visit);
    return cnops_visit_show(&visit, 200);
}

/* --- reading --- */

cnops_res_t *cnops_visit_collect_captcha(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    cnops_captcha_gate_t *gate = &visit->gate;
    apr_status_t rv;

    if (!visit->owes_captcha)
        return NULL;
    if ((rv = cnops_captcha_gate_check(gate, req)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (gate->retry_after)
        return cnops_failure_page(req, 429, gate->retry_after);
    if (gate->is_closed)
        return cnops_page_end(req, path_of(visit), "notice.pictures_closed");
    if (!gate->fault)
        return NULL;
    cnops_entries_fault_control(visit->entries, cnops_captcha_gate_field(gate), gate->fault);
    if (cnops_captcha_gate_is_new(gate, req))
        cnops_entries_excuse(visit->entries);
    return cnops_visit_show(visit, 422);
}

/* Calls the function of the button that was pressed. NULL: the form is submitted. */
static cnops_res_t *press_button(cnops_visit_t *visit)
{
    const char *action = cnops_form_value(visit->req->form, "action");
    const cnops_button_t *row = visit->form->buttons;

    if (!action || !row)
        return NULL;
    while (row->action && strcmp(row->action, action) != 0)
        row++;
    return row->on_press ? row->on_press(visit) : NULL;
}

/* The captcha is not spent while other fields are wrong, so that the visitor need not solve another
 * one. */
static cnops_res_t *check_and_submit(cnops_visit_t *visit)
{
    cnops_res_t *res;

    if (!cnops_entries_good(visit->entries)) {
        cnops_captcha_gate_wait(&visit->gate, visit->req);
        return cnops_visit_show(visit, 422);
    }
    res = cnops_visit_collect_captcha(visit);
    return res ? res : visit->form->submit(visit);
}

/* Keeping comes first, because begin may send a code or look at a limit. Where the path is that of
 * the request, only begin knows whether there is such a page: no redirect may lead to a path that
 * somebody else made up. */
static cnops_res_t *keep_or_begin(cnops_visit_t *visit)
{
    const cnops_form_page_t *form = visit->form;
    cnops_res_t *res = NULL;

    if (!form->path)
        res = form->begin(visit);
    if (!res)
        res = cnops_visit_keep(visit);
    if (!res && form->path && form->begin)
        res = form->begin(visit);
    return res;
}

cnops_res_t *cnops_form_page_post(cnops_req_t *req, const cnops_form_page_t *form)
{
    cnops_visit_t visit;
    cnops_res_t *res;

    cnops_visit_init(&visit, req, form);
    if ((res = keep_or_begin(&visit)) || (res = press_button(&visit)))
        return res;
    cnops_entries_read(visit.entries);
    res = check_and_submit(&visit);
    cnops_entries_wipe(visit.entries);
    return res;
}
