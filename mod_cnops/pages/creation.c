/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/creation.h"

/* The terms are accepted in a language, at a time: both are kept with the account
 * (law 09-08, design.md §6.13). */
static cnops_res_t *submit_conditions(cnops_walk_t *walk)
{
    cnops_journey_t *journey = walk->req->journey;
    bool begins = journey->kind != CNOPS_JOURNEY_CREATION;

    if (begins)
        journey->done = 0;
    journey->terms_lang = walk->req->lang;
    journey->terms_at = cnops_core_now(walk->req->app->core);
    return cnops_walk_accept(walk, begins);
}

static apr_status_t show_conditions(cnops_walk_t *walk, cnops_tree_t *data)
{
    const cnops_settings_t *settings = walk->req->app->core->settings;

    cnops_tree_set_int(data, "minutes", apr_time_sec(settings->journey_ttl) / 60);
    return APR_SUCCESS;
}

static const cnops_asked_t asks_conditions[] = {{.name = "accepte"}, {.name = NULL}};

static const cnops_step_t steps[] = {
    {.slug = "conditions",
     .percent = 0,
     .asked = asks_conditions,
     .submit = submit_conditions,
     .show = show_conditions},
    {.slug = "identite",
     .percent = 16,
     .asked = cnops_creation_asks_identity,
     .captcha = true,
     .guard = cnops_creation_guard_identity,
     .submit = cnops_creation_submit_identity},
    {.slug = "questions",
     .percent = 30,
     .choose = cnops_creation_choose_questions,
     .guard = cnops_creation_guard_questions,
     .submit = cnops_creation_submit_questions},
    {.slug = "courriel",
     .percent = 45,
     .asked = cnops_creation_asks_email,
     .detail = &cnops_creation_by_email,
     .submit = cnops_creation_submit_contact,
     .show = cnops_creation_show_contact},
    {.slug = "courriel-code",
     .percent = 60,
     .asked = cnops_creation_asks_code,
     .detail = &cnops_creation_by_email,
     .guard = cnops_creation_guard_code,
     .submit = cnops_creation_submit_code,
     .show = cnops_creation_show_code},
    {.slug = "telephone",
     .percent = 75,
     .asked = cnops_creation_asks_phone,
     .detail = &cnops_creation_by_phone,
     .submit = cnops_creation_submit_contact,
     .show = cnops_creation_show_contact},
    {.slug = "telephone-code",
     .percent = 90,
     .asked = cnops_creation_asks_code,
     .detail = &cnops_creation_by_phone,
     .guard = cnops_creation_guard_code,
     .submit = cnops_creation_submit_code,
     .show = cnops_creation_show_code},
    {.slug = "mot-de-passe",
     .percent = 100,
     .asked = cnops_creation_asks_password,
     .submit = cnops_creation_submit_password,
     .show = cnops_creation_show_password},
    {.slug = "termine", .percent = 100},
};

static const cnops_course_t course = {.kind = CNOPS_JOURNEY_CREATION,
                                      .base = "/creation",
                                      .steps = steps,
                                      .count = sizeof steps / sizeof *steps};

cnops_res_t *cnops_creation_get(cnops_req_t *req)
{
    return cnops_walk_get(req, &course);
}

cnops_res_t *cnops_creation_post(cnops_req_t *req)
{
    return cnops_walk_post(req, &course);
}

const char *cnops_creation_resume(const cnops_req_t *req)
{
    return cnops_walk_resume(req, &course);
}
