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
    {CNOPS_STEP_CONDITIONS},
    {CNOPS_STEP_IDENTITY},
    {CNOPS_STEP_QUESTIONS, .proved = go_on},
    {CNOPS_STEP_EMAIL, .slug = "courriel", .percent = 45, .way = &cnops_steps_by_email,
     .show = cnops_creation_show_contact},
    {CNOPS_STEP_EMAIL_CODE, .way = &cnops_steps_by_email},
    {CNOPS_STEP_PHONE, .slug = "telephone", .percent = 75, .way = &cnops_steps_by_phone,
     .show = cnops_creation_show_contact},
    {CNOPS_STEP_PHONE_CODE, .way = &cnops_steps_by_phone},
    {CNOPS_STEP_PASSWORD, .submit = cnops_creation_submit_password},
    {.slug = "termine", .percent = 100, .show = cnops_creation_show_end},
};

const cnops_course_t cnops_creation_course = {.kind = CNOPS_JOURNEY_CREATION,
                                              .base = "/creation",
                                              .start = "/creation/conditions",
                                              .steps = steps,
                                              .count = sizeof steps / sizeof *steps};
