/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/steps.h"

const cnops_asked_t cnops_steps_asks_conditions[] = {{.field = CNOPS_FIELD_ACCEPTE},
                                                     {.field = CNOPS_FIELD_NONE}};

/* The language in which the terms were accepted, and the time, are kept with the account (law
 * 09-08, design.md §6.13). */
cnops_res_t *cnops_steps_submit_conditions(cnops_walk_t *walk)
{
    cnops_journey_t *journey = walk->req->journey;
    bool begins = journey->kind != walk->course->kind;

    journey->terms_lang = walk->req->lang;
    journey->terms_at = cnops_core_now(walk->req->app->core);
    return cnops_walk_accept(walk, begins);
}

apr_status_t cnops_steps_show_conditions(cnops_walk_t *walk, cnops_tree_t *data)
{
    const cnops_settings_t *settings = walk->req->app->core->settings;

    cnops_tree_set_int(data, "minutes", apr_time_sec(settings->journey_ttl) / 60);
    return APR_SUCCESS;
}
