/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/password.h"
#include "pages/failures.h"
#include "pages/steps.h"

const cnops_asked_t cnops_steps_asks_password[] = {
    {.name = "mot_de_passe"}, {.name = "mot_de_passe_confirmation"}, {.name = NULL}};

apr_status_t cnops_steps_show_password(cnops_walk_t *walk, cnops_tree_t *data)
{
    cnops_tree_set_int(data, "password_min", walk->req->app->core->settings->password_min);
    return APR_SUCCESS;
}

#define WORDS_MAX 6

/* What somebody who knows the member would try first. */
static apr_status_t list_words(const char *words[WORDS_MAX + 1], const cnops_req_t *req,
                               const char *email, const char *phone)
{
    static const char *const names[] = {"family_name", "given_name", "cni"};
    const cnops_core_t *core = req->app->core;
    const cnops_person_t *person;
    cnops_tree_t *record;
    int count = 0;
    apr_status_t rv;

    rv = core->store.person_by_id(core->store.self, &person, req->journey->identity.person_id,
                                  req->pool);
    if (rv == APR_SUCCESS && person)
        rv = cnops_identity_record(&record, core, CNOPS_RECORD_PERSON, person->record_sealed,
                                   req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    for (int i = 0; person && i < (int)(sizeof names / sizeof *names); i++) {
        const char *word = cnops_tree_text(record, names[i]);

        if (word && *word)
            words[count++] = word;
    }
    if (email)
        words[count++] = email;
    if (phone)
        words[count++] = phone;
    words[count] = NULL;
    return APR_SUCCESS;
}

cnops_res_t *cnops_steps_check_password(cnops_walk_t *walk, const char *email, const char *phone)
{
    const cnops_req_t *req = walk->req;
    const char *words[WORDS_MAX + 1];
    const char *fault;
    apr_status_t rv;

    if ((rv = list_words(words, req, email, phone)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    fault = cnops_password_fault(req->app->core, cnops_entries_value(walk->entries, "mot_de_passe"),
                                 words);
    return fault ? cnops_walk_fault(walk, "mot_de_passe", fault) : NULL;
}
