/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/walk.h"

#include "core/journey/drafts.h"
#include "pages/form/keep.h"
#include "pages/frame/failures.h"
#include "pages/frame/time_left.h"
#include "pages/journey/entry.h"
#include "pages/journey/last_try.h"
#include "pages/journey/progress.h"
#include "pages/journey/recap.h"

#include <apr_strings.h>
#include <string.h>

/* --- at which step a request is --- */

static const char *step_path(const cnops_walk_t *walk, int index)
{
    return apr_pstrcat(walk->req->pool, walk->course->base, "/", walk->course->steps[index].slug,
                       NULL);
}

const cnops_step_t *cnops_walk_step(const cnops_course_t *course, const char *path)
{
    apr_size_t len = strlen(course->base);

    if (strncmp(path, course->base, len) != 0 || path[len] != '/')
        return NULL;
    for (int i = 0; i < course->count; i++) {
        if (strcmp(course->steps[i].slug, path + len + 1) == 0)
            return &course->steps[i];
    }
    return NULL;
}

static void begin_walk(cnops_walk_t *walk, cnops_req_t *req, const cnops_course_t *course)
{
    walk->req = req;
    walk->course = course;
    walk->step = cnops_walk_step(course, req->path);
    walk->index = (int)(walk->step - course->steps);
    walk->person_subject = NULL;
    walk->tried = -1;
    cnops_captcha_gate_init(&walk->gate);
    cnops_entry_read(req);
}

/* Not before the request is known to be at the right step: the fields may depend on the journey. */
static void make_entries(cnops_walk_t *walk)
{
    const cnops_step_t *step = walk->step;

    walk->entries = cnops_entries_make(walk->req, step->choose ? step->choose(walk) : step->asked);
    cnops_entries_recall(walk->entries, CNOPS_DRAFTS_STEPS);
}

static bool is_on_course(const cnops_walk_t *walk)
{
    return walk->req->journey->kind == walk->course->kind;
}

/* The first step that is open; the last one if all steps before it are done. */
static int open_index(const cnops_walk_t *walk)
{
    int open = is_on_course(walk) ? cnops_journey_open_step(walk->req->journey) : 0;

    return open < walk->course->count ? open : walk->course->count - 1;
}

static bool is_complete(const cnops_walk_t *walk)
{
    return open_index(walk) == walk->course->count - 1;
}

/* A pass that the visitor got by a link stays valid in the new journey. The entry stays, and so
 * does the proof of work that is owed: an easier one would be refused. */
static void start_anew(cnops_walk_t *walk)
{
    cnops_req_t *req = walk->req;
    const cnops_journey_t *former = req->journey;

    req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    memcpy(req->journey->pass, former->pass, sizeof former->pass);
    req->journey->is_student = former->is_student;
    req->journey->pow_level = former->pow_level;
}

/* Redirects (303) to the step where the request should be; NULL if it may stay. A journey that is
 * complete stays so: its steps lead to its end, but its first step begins a new journey. */
static cnops_res_t *redirect_to_order(cnops_walk_t *walk)
{
    const char *elsewhere = walk->course->admit ? walk->course->admit(walk->req) : NULL;
    int open = open_index(walk);

    if (elsewhere)
        return cnops_page_redirect(walk->req, elsewhere);
    if (is_complete(walk) && walk->index == 0)
        start_anew(walk);
    else if (walk->index > open || (is_complete(walk) && walk->index < open))
        return cnops_page_redirect(walk->req, step_path(walk, open));
    return NULL;
}

/* --- showing --- */

/* The time that an open journey has left; null if none is open. */
static void add_expiry(const cnops_walk_t *walk, cnops_tree_t *data)
{
    const cnops_req_t *req = walk->req;
    apr_interval_time_t left = cnops_journey_left(req->journey, req->app->core);

    cnops_tree_set_text(data, "expires_in", NULL);
    cnops_tree_set_text(data, "expiry", NULL);
    cnops_tree_set_text(data, "restart", cnops_page_href(req, walk->course->start));
    if (!is_on_course(walk) || is_complete(walk))
        return;
    cnops_tree_set_int(data, "expires_in", apr_time_sec(left));
    cnops_time_left_add(data, "expiry", req, left, true);
}

/* The path of the step before; NULL if there is no way back. */
static const char *back_of(const cnops_walk_t *walk)
{
    bool is_first = walk->index == 0, is_last = walk->index == walk->course->count - 1;

    return is_first || is_last ? NULL : step_path(walk, walk->index - 1);
}

static void add_links(const cnops_walk_t *walk, cnops_tree_t *data)
{
    const cnops_req_t *req = walk->req;
    const char *path = step_path(walk, walk->index), *back = back_of(walk);
    bool is_last = walk->index == walk->course->count - 1;

    cnops_tree_set_text(data, "step", strrchr(path, '/') + 1);
    cnops_tree_set_text(data, "action", cnops_page_href(req, cnops_entry_address(req, path)));
    cnops_tree_set_text(data, "next",
                        is_last ? cnops_page_href(req, "/connexion")
                                : cnops_page_href(req, step_path(walk, walk->index + 1)));
    cnops_tree_set_text(data, "back", back ? cnops_page_href(req, back) : NULL);
    cnops_entry_show(data, req, path);
    cnops_tree_set_text(data, "recap", NULL);
    if (walk->step->proved)
        cnops_recap_show(data, req, back);
    cnops_captcha_gate_show(data, &walk->gate, req, walk->step->captcha);
}

/* "creation/identite" */
static const char *template_name(const cnops_walk_t *walk)
{
    if (!walk->step->page)
        return step_path(walk, walk->index) + 1;
    return apr_pstrcat(walk->req->pool, walk->course->base + 1, "/", walk->step->page, NULL);
}

static cnops_res_t *show(cnops_walk_t *walk, int status)
{
    const char *name = template_name(walk);
    cnops_tree_t *data = cnops_page_data(walk->req, name);
    apr_status_t rv = APR_SUCCESS;

    cnops_last_try_add(data, walk);
    if (walk->step->show)
        rv = walk->step->show(walk, data);
    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    cnops_progress_add(data, walk);
    add_expiry(walk, data);
    add_links(walk, data);
    /* After the step's own show, which may preset fields. */
    cnops_entries_show(walk->entries, data);
    return cnops_page_show(walk->req, status, name, data);
}

/* --- for the steps --- */

cnops_res_t *cnops_walk_refuse(cnops_walk_t *walk, int status)
{
    return show(walk, status);
}

cnops_res_t *cnops_walk_fault(cnops_walk_t *walk, cnops_field_e field, const char *code)
{
    cnops_entries_fault(walk->entries, field, code);
    return show(walk, 422);
}

cnops_res_t *cnops_walk_accept(cnops_walk_t *walk, bool changed)
{
    cnops_journey_t *journey = walk->req->journey;

    /* The first step that is accepted begins the journey. */
    if (!is_on_course(walk))
        cnops_journey_begin(journey, walk->req->app->core, walk->course->kind);
    cnops_journey_accept(journey, walk->req->app->core, walk->index, changed);
    if (is_complete(walk)) /* nobody will go back to it */
        journey->typed = NULL;
    return cnops_page_redirect(walk->req, step_path(walk, open_index(walk)));
}

cnops_res_t *cnops_walk_close(cnops_walk_t *walk, const char *notice)
{
    start_anew(walk);
    return cnops_page_tell(walk->req, step_path(walk, 0), notice);
}

/* The bits of all steps up to the one that proves the facts; 0: the course has no such step. */
static unsigned proving_steps(const cnops_course_t *course)
{
    for (int i = 0; i < course->count; i++) {
        if (course->steps[i].proved)
            return (2u << i) - 1;
    }
    return 0;
}

cnops_res_t *cnops_walk_cross(cnops_walk_t *walk, const cnops_crossing_t *crossing,
                              const cnops_account_t *account)
{
    cnops_req_t *req = walk->req;
    cnops_journey_t *former = req->journey;
    cnops_res_t *res;

    req->journey = cnops_journey_transfer(req->app->core, former, crossing->kind,
                                          proving_steps(walk->course), req->pool);
    if (crossing->begin && (res = crossing->begin(walk, account))) {
        req->journey = former; /* the form that is shown again belongs to it */
        return res;
    }
    return cnops_page_tell(req, crossing->path, crossing->notice);
}

bool cnops_walk_is_proved(const cnops_req_t *req, const cnops_course_t *course)
{
    unsigned proving = proving_steps(course);

    return req->journey->kind == course->kind && proving != 0 &&
           (req->journey->done & proving) == proving;
}

bool cnops_walk_is_confirmed(const cnops_walk_t *walk)
{
    return is_on_course(walk) && (walk->req->journey->done & (1u << (walk->index + 1)));
}

/* --- captcha --- */

/* NULL: it is solved, or none is owed, or the form will be shown again with its fault. The
 * answer is spent only if the fields are good, so that a visitor who mistyped a date need not
 * solve another captcha. A proof of work is spent by the step, with what it counts itself. */
static cnops_res_t *collect_captcha(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    cnops_captcha_gate_t *gate = &walk->gate;
    apr_status_t rv;

    if (!walk->step->captcha)
        return NULL;
    if (cnops_captcha_gate_came(req) && !cnops_entries_good(walk->entries)) {
        cnops_captcha_gate_wait(gate, req);
        return NULL;
    }
    if ((rv = cnops_captcha_gate_judge(gate, req)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (gate->retry_after)
        return cnops_failure_page(req, 429, gate->retry_after);
    if (gate->is_closed)
        return cnops_walk_close(walk, "notice.pictures_closed");
    if (gate->fault)
        cnops_entries_fault_control(walk->entries, cnops_captcha_gate_field(gate), gate->fault);
    return NULL;
}

static cnops_res_t *read_and_submit(cnops_walk_t *walk)
{
    cnops_res_t *res;

    cnops_entries_read(walk->entries);
    if ((res = collect_captcha(walk)))
        return res;
    return cnops_entries_good(walk->entries) ? walk->step->submit(walk) : show(walk, 422);
}

/* --- handlers --- */

cnops_res_t *cnops_walk_get(cnops_req_t *req, const cnops_course_t *course)
{
    cnops_walk_t walk;
    cnops_res_t *res;

    begin_walk(&walk, req, course);
    if ((res = redirect_to_order(&walk)))
        return res;
    make_entries(&walk);
    cnops_captcha_gate_recall(&walk.gate, req, CNOPS_DRAFTS_STEPS);
    return show(&walk, 200);
}

cnops_res_t *cnops_walk_post(cnops_req_t *req, const cnops_course_t *course)
{
    cnops_walk_t walk;
    cnops_res_t *res;

    begin_walk(&walk, req, course);
    if ((res = redirect_to_order(&walk)))
        return res;
    make_entries(&walk);
    if (cnops_keep_is_asked(req))
        return cnops_keep(walk.entries, &walk.gate, req, step_path(&walk, walk.index),
                          back_of(&walk));
    cnops_entries_keep(walk.entries, NULL);
    if (walk.step->guard)
        res = walk.step->guard(&walk);
    if (!res)
        res = read_and_submit(&walk);
    cnops_entries_wipe(walk.entries);
    return res;
}

const char *cnops_walk_resume(const cnops_req_t *req, const cnops_course_t *course)
{
    const cnops_journey_t *journey = req->journey;
    int open = cnops_journey_open_step(journey);

    if (journey->kind != course->kind || open == 0 || open >= course->count - 1)
        return NULL;
    return apr_pstrcat(req->pool, course->base, "/", course->steps[open].slug, NULL);
}
