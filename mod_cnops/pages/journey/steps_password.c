/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/signin/password.h"
#include "core/signin/personal_words.h"
#include "pages/frame/failures.h"
#include "pages/journey/steps.h"

const cnops_asked_t cnops_steps_asks_password[] = {{.field = CNOPS_FIELD_MOT_DE_PASSE},
                                                   {.field = CNOPS_FIELD_MOT_DE_PASSE_CONFIRMATION},
                                                   {.field = CNOPS_FIELD_NONE}};

apr_status_t cnops_steps_show_password(cnops_walk_t *walk, cnops_tree_t *data)
{
    cnops_page_password_rule(data, walk->req);
    return APR_SUCCESS;
}

cnops_res_t *cnops_steps_check_password(cnops_walk_t *walk, const char *email, const char *phone)
{
    const cnops_req_t *req = walk->req;
    const char *const *words;
    const char *fault;
    apr_status_t rv;

    rv = cnops_personal_words(&words, req->app->core, req->journey->identity.person_id, email,
                              phone, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    fault = cnops_password_fault(
        req->app->core, cnops_entries_value(walk->entries, CNOPS_FIELD_MOT_DE_PASSE), words);
    return fault ? cnops_walk_fault(walk, CNOPS_FIELD_MOT_DE_PASSE, fault) : NULL;
}
