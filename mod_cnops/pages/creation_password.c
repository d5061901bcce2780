/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/errors.h"
#include "core/account.h"
#include "core/password.h"
#include "core/personal_words.h"
#include "pages/creation.h"
#include "pages/failures.h"
#include "pages/messages.h"
#include "pages/welcome.h"

#include <string.h>

const cnops_asked_t cnops_creation_asks_password[] = {
    {.name = "mot_de_passe"}, {.name = "mot_de_passe_confirmation"}, {.name = NULL}};

apr_status_t cnops_creation_show_password(cnops_walk_t *walk, cnops_tree_t *data)
{
    cnops_page_password_rule(data, walk->req);
    return APR_SUCCESS;
}

/* --- who hears of the new account: in one transaction with it --- */

static apr_status_t add_message(apr_array_header_t *list, const cnops_req_t *req,
                                cnops_channel_e channel, const char *to)
{
    const char *name = channel == CNOPS_CHANNEL_EMAIL ? "compte-cree" : "compte-cree-sms";
    const cnops_outbox_row_t *row;
    apr_status_t rv = cnops_messages_row(&row, req, name, channel, to, req->lang);

    if (rv == APR_SUCCESS)
        APR_ARRAY_PUSH(list, cnops_outbox_row_t) = *row;
    return rv;
}

/* A contact that the insurer had before, unless it is the one just proved. What a record
 * holds may be no contact at all any more: then there is nobody to tell. */
static apr_status_t add_on_file(apr_array_header_t *list, const cnops_req_t *req,
                                cnops_channel_e channel, const char *on_file)
{
    bool is_email = channel == CNOPS_CHANNEL_EMAIL;
    cnops_field_check_fn check = is_email ? cnops_field_check_email : cnops_field_check_phone;
    const char *proved = is_email ? req->journey->email : req->journey->phone;
    const char *contact = NULL;

    if (!on_file || !*on_file || check(&contact, on_file, req->pool) ||
        strcmp(contact, proved) == 0)
        return APR_SUCCESS;
    return add_message(list, req, channel, contact);
}

/* mission.md §5: who takes an account in somebody's name must not do so unseen. */
static apr_status_t add_all_on_file(apr_array_header_t *list, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    apr_array_header_t *memberships;
    apr_status_t rv;

    rv = core->store.memberships_of(core->store.self, &memberships,
                                    req->journey->identity.person_id, req->pool);
    for (int i = 0; rv == APR_SUCCESS && i < memberships->nelts; i++) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(memberships, i, cnops_membership_t);
        cnops_tree_t *record;

        rv = cnops_identity_record(&record, core, CNOPS_RECORD_MEMBERSHIP, m->record_sealed,
                                   req->pool);
        if (rv == APR_SUCCESS)
            rv = add_on_file(list, req, CNOPS_CHANNEL_EMAIL,
                             cnops_tree_text(record, "email_on_file"));
        if (rv == APR_SUCCESS)
            rv =
                add_on_file(list, req, CNOPS_CHANNEL_SMS, cnops_tree_text(record, "phone_on_file"));
    }
    return rv;
}

static apr_status_t write_messages(apr_array_header_t **plist, const cnops_req_t *req)
{
    apr_status_t rv;

    *plist = apr_array_make(req->pool, 2, sizeof(cnops_outbox_row_t));
    rv = add_message(*plist, req, CNOPS_CHANNEL_EMAIL, req->journey->email);
    return rv == APR_SUCCESS ? add_all_on_file(*plist, req) : rv;
}

/* --- the account --- */

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
        .ip = req->ip,
        .user_agent = req->user_agent,
    };
    apr_array_header_t *messages;
    apr_status_t rv = write_messages(&messages, req);

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

/* Both contacts were proved from here just now: the first sign-in needs no code. Not where the
 * last step is only repeated: an old cookie of the journey would do for that. */
static void remember_browser(cnops_res_t *res, const cnops_req_t *req)
{
    const cnops_store_t *store = &req->app->core->store;
    const cnops_account_t *account;

    if (store->account_by_person(store->self, &account, req->journey->identity.person_id,
                                 req->pool) == APR_SUCCESS &&
        account)
        cnops_welcome_remember(res, req, account);
}

cnops_res_t *cnops_creation_submit_password(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const char *const *words;
    cnops_account_created_e created;
    const char *fault;
    cnops_res_t *res;
    apr_status_t rv;

    rv = cnops_personal_words(&words, req->app->core, req->journey->identity.person_id,
                              req->journey->email, req->journey->phone, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    fault = cnops_password_fault(req->app->core, cnops_entries_value(walk->entries, "mot_de_passe"),
                                 words);
    if (fault)
        return cnops_walk_fault(walk, "mot_de_passe", fault);
    if ((rv = create(&created, walk)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (created == CNOPS_ACCOUNT_EXISTS)
        return send_to_existing(walk);
    if (created == CNOPS_ACCOUNT_CONTACT_TAKEN)
        return cnops_walk_fault(walk, NULL, "contact_taken");
    if (created == CNOPS_ACCOUNT_SPENT)
        return cnops_walk_close(walk, "notice.journey_spent");
    res = cnops_walk_accept(walk, false);
    if (created == CNOPS_ACCOUNT_CREATED)
        remember_browser(res, req);
    res->event = created == CNOPS_ACCOUNT_CREATED ? "creation: account created" : NULL;
    return res;
}
