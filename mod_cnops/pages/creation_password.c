/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "core/account.h"
#include "core/password.h"
#include "pages/creation.h"
#include "pages/failures.h"
#include "pages/messages.h"

const cnops_asked_t cnops_creation_asks_password[] = {
    {.name = "mot_de_passe"}, {.name = "mot_de_passe_confirmation"}, {.name = NULL}};

apr_status_t cnops_creation_show_password(cnops_walk_t *walk, cnops_tree_t *data)
{
    cnops_tree_set_int(data, "password_min", walk->req->app->core->settings->password_min);
    return APR_SUCCESS;
}

#define WORDS_MAX 6

/* What somebody who knows the member would try first. */
static apr_status_t list_words(const char *words[WORDS_MAX + 1], const cnops_req_t *req)
{
    static const char *const names[] = {"family_name", "given_name", "cni"};
    const cnops_core_t *core = req->app->core;
    const cnops_journey_t *journey = req->journey;
    const cnops_person_t *person;
    cnops_tree_t *record;
    int count = 0;
    apr_status_t rv;

    rv =
        core->store.person_by_id(core->store.self, &person, journey->identity.person_id, req->pool);
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
    words[count++] = journey->email;
    words[count++] = journey->phone;
    words[count] = NULL;
    return APR_SUCCESS;
}

/* The new account's own contacts hear of it: in the same transaction as the account. */
static apr_status_t write_welcome(apr_array_header_t **plist, const cnops_req_t *req)
{
    const cnops_outbox_row_t *row;
    apr_status_t rv;

    *plist = apr_array_make(req->pool, 1, sizeof(cnops_outbox_row_t));
    rv = cnops_messages_row(&row, req, "compte-cree", CNOPS_CHANNEL_EMAIL, req->journey->email,
                            req->lang);
    if (rv == APR_SUCCESS)
        APR_ARRAY_PUSH(*plist, cnops_outbox_row_t) = *row;
    return rv;
}

static apr_status_t create(cnops_account_created_e *pcreated, const cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_journey_t *journey = req->journey;
    const char *version = cnops_tree_text(req->app->institution, "terms_version");
    cnops_account_request_t request = {
        .journey_id = journey->id,
        .person_id = journey->identity.person_id,
        .password = cnops_entries_value(walk->entries, "mot_de_passe"),
        .email = journey->email,
        .phone = journey->phone,
        .lang = req->lang,
        .terms_version = version ? version : "1",
        .terms_lang = journey->terms_lang,
        .terms_at = journey->terms_at,
    };
    apr_array_header_t *messages;
    apr_status_t rv = write_welcome(&messages, req);

    if (rv != APR_SUCCESS)
        return rv;
    return cnops_account_create(pcreated, req->app->core, &request, messages, req->pool);
}

static cnops_res_t *send_to_existing(cnops_walk_t *walk)
{
    const cnops_core_t *core = walk->req->app->core;
    const cnops_account_t *account;
    apr_status_t rv;

    rv = core->store.account_by_person(core->store.self, &account,
                                       walk->req->journey->identity.person_id, walk->req->pool);
    if (rv == APR_SUCCESS && !account)
        rv = CNOPS_ECONFLICT;
    return rv == APR_SUCCESS ? cnops_creation_account_exists(walk, account)
                             : cnops_failure(walk->req, rv);
}

cnops_res_t *cnops_creation_submit_password(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const char *words[WORDS_MAX + 1];
    cnops_account_created_e created;
    const char *fault;
    cnops_res_t *res;
    apr_status_t rv;

    if ((rv = list_words(words, req)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    fault = cnops_password_fault(req->app->core, cnops_entries_value(walk->entries, "mot_de_passe"),
                                 words);
    if (fault)
        return cnops_walk_fault(walk, "mot_de_passe", fault);
    if ((rv = create(&created, walk)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (created == CNOPS_ACCOUNT_EXISTS)
        return send_to_existing(walk);
    if (created == CNOPS_ACCOUNT_SPENT)
        return cnops_walk_close(walk, "notice.journey_spent");
    res = cnops_walk_accept(walk, false);
    res->event = created == CNOPS_ACCOUNT_CREATED ? "creation: account created" : NULL;
    return res;
}
