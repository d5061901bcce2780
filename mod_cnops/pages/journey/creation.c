/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/creation.h"

#include "pages/journey/creation_assurance.h"
#include "pages/journey/creation_existing.h"
#include "pages/journey/creation_password.h"

static cnops_res_t *go_on(cnops_walk_t *walk, const cnops_account_t *account)
{
    if (account)
        return cnops_creation_account_exists(walk, account);
    /* Only one set of answers is right: if they are right again, they are the same, and later
     * steps stay done. */
    return cnops_walk_accept(walk, !cnops_walk_is_confirmed(walk));
}

static const cnops_step_t steps[] = {
    {.slug = "conditions",
     .percent = 0,
     .asked = cnops_steps_asks_conditions,
     .submit = cnops_steps_submit_conditions,
     .show = cnops_steps_show_conditions},
    {.slug = "identite",
     .percent = 16,
     .asked = cnops_steps_asks_identity,
     .captcha = true,
     .guard = cnops_steps_guard_identity,
     .submit = cnops_steps_submit_identity},
    {.slug = "questions",
     .percent = 30,
     .choose = cnops_steps_choose_questions,
     .proved = go_on,
     .guard = cnops_steps_guard_questions,
     .submit = cnops_steps_submit_questions},
    {.slug = "courriel",
     .percent = 45,
     .asked = cnops_steps_asks_email,
     .way = &cnops_steps_by_email,
     .submit = cnops_steps_submit_contact,
     .show = cnops_creation_show_contact},
    {.slug = "courriel-code",
     .percent = 60,
     .asked = cnops_steps_asks_code,
     .way = &cnops_steps_by_email,
     .guard = cnops_steps_guard_code,
     .submit = cnops_steps_submit_code,
     .show = cnops_steps_show_code},
    {.slug = "telephone",
     .percent = 75,
     .asked = cnops_steps_asks_phone,
     .way = &cnops_steps_by_phone,
     .submit = cnops_steps_submit_contact,
     .show = cnops_creation_show_contact},
    {.slug = "telephone-code",
     .percent = 90,
     .asked = cnops_steps_asks_code,
     .way = &cnops_steps_by_phone,
     .guard = cnops_steps_guard_code,
     .submit = cnops_steps_submit_code,
     .show = cnops_steps_show_code},
    {.slug = "mot-de-passe",
     .percent = 100,
     .asked = cnops_steps_asks_password,
     .submit = cnops_creation_submit_password,
     .show = cnops_steps_show_password},
    {.slug = "termine", .percent = 100, .show = cnops_creation_show_end},
};

const cnops_course_t cnops_creation_course = {.kind = CNOPS_JOURNEY_CREATION,
                                              .base = "/creation",
                                              .start = "/creation/conditions",
                                              .steps = steps,
                                              .count = sizeof steps / sizeof *steps};
