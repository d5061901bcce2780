/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account.h"
#include "core/digest.h"
#include "pages/creation.h"
#include "pages/failures.h"
#include "pages/guard.h"
#include "pages/messages.h"

#include <apr_strings.h>
#include <string.h>

/* --- limits --- */

/* A journey gets so many tries of a use; then it takes a new journey. */
static cnops_res_t *guard_journey(cnops_walk_t *walk, cnops_use_e use)
{
    const cnops_req_t *req = walk->req;
    cnops_verdict_t verdict;
    apr_status_t rv;

    rv = cnops_throttle_look(&verdict, req->app->core, use, req->journey->id, 0, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return verdict.allowed ? NULL : cnops_walk_close(walk, "notice.journey_closed");
}

static cnops_res_t *guard_block(cnops_walk_t *walk)
{
    cnops_verdict_t verdict;
    apr_status_t rv;

    if ((rv = cnops_guard_block(&verdict, walk->req)) != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    return verdict.allowed ? NULL : cnops_failure_page(walk->req, 429, verdict.retry_after);
}

/* *pverdict: what wrong answers about this person lately cost the next one. */
static cnops_res_t *guard_person(cnops_walk_t *walk, cnops_verdict_t *pverdict, const char *subject)
{
    const cnops_req_t *req = walk->req;
    apr_status_t rv;

    rv = cnops_throttle_look(pverdict, req->app->core, CNOPS_USE_PERSON_ANSWERS, subject, 0,
                             req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return pverdict->allowed ? NULL : cnops_failure_page(req, 429, pverdict->retry_after);
}

/* --- the identity step --- */

static const char *const modes[] = {"immatriculation", "employeur", NULL};

const cnops_asked_t cnops_creation_asks_identity[] = {
    {.name = "mode", .options = modes},
    {.name = "immatriculation", .when = "mode=immatriculation"},
    {.name = "identifiant_employeur", .when = "mode=employeur"},
    {.name = "cni"},
    {.name = "date_naissance"},
    {.name = NULL}};

cnops_res_t *cnops_creation_guard_identity(cnops_walk_t *walk)
{
    cnops_res_t *res = guard_block(walk);

    return res ? res : guard_journey(walk, CNOPS_USE_JOURNEY_IDENTITY);
}

static void read_claim(cnops_identity_claim_t *claim, const cnops_walk_t *walk)
{
    const char *mode = cnops_entries_value(walk->entries, "mode");

    claim->by_employer = strcmp(mode, "employeur") == 0;
    claim->number = cnops_entries_value(walk->entries, claim->by_employer ? "identifiant_employeur"
                                                                          : "immatriculation");
    claim->document = cnops_entries_value(walk->entries, "cni");
    claim->birth_date = cnops_entries_value(walk->entries, "date_naissance");
}

/* Whether these are the answers given before: then later steps still stand. */
static bool remember_claim(cnops_journey_t *journey, const cnops_core_t *core,
                           const cnops_identity_claim_t *claim)
{
    char digest[CNOPS_DIGEST_HEX];
    const char *parts[] = {"claim",           claim->by_employer ? "employeur" : "immatriculation",
                           claim->number,     claim->document,
                           claim->birth_date, NULL};
    bool changed;

    cnops_digest(digest, core->keys, CNOPS_KEY_FACTS, parts);
    changed = strcmp(digest, journey->identity_digest) != 0;
    apr_cpystrn(journey->identity_digest, digest, sizeof journey->identity_digest);
    return changed;
}

cnops_res_t *cnops_creation_submit_identity(cnops_walk_t *walk)
{
    cnops_req_t *req = walk->req;
    const cnops_core_t *core = req->app->core;
    cnops_identity_claim_t claim;
    cnops_verdict_t verdict;
    cnops_res_t *res;
    apr_status_t rv;

    read_claim(&claim, walk);
    res = guard_person(walk, &verdict, cnops_identity_subject(core, claim.document, req->pool));
    if (res)
        return res;
    /* A picture is not worth more or less: it has limits of its own. */
    if (cnops_guard_raise(req, verdict.pow_level) && !walk->gate.by_picture)
        return cnops_walk_fault(walk, NULL, "captcha_harder");
    rv = cnops_throttle_take(&verdict, core, CNOPS_USE_JOURNEY_IDENTITY, req->journey->id, 0,
                             req->pool);
    if (rv == APR_SUCCESS && !verdict.allowed)
        return cnops_walk_close(walk, "notice.journey_closed");
    if (rv == APR_SUCCESS)
        rv = cnops_identity_claim(&req->journey->identity, core, &claim, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return cnops_walk_accept(walk, remember_claim(req->journey, core, &claim));
}

/* --- the questions step --- */

/* asks_number, by_employer, asks_rib → the fields of the form. */
static const cnops_asked_t asks_student_rib[] = {{.name = "rib"}, {.name = NULL}};
static const cnops_asked_t asks_student_civil[] = {{.name = "etat_civil"}, {.name = NULL}};
static const cnops_asked_t asks_employee_rib[] = {
    {.name = "identifiant_employeur"}, {.name = "rib"}, {.name = NULL}};
static const cnops_asked_t asks_employee_civil[] = {
    {.name = "identifiant_employeur"}, {.name = "etat_civil"}, {.name = NULL}};
static const cnops_asked_t asks_number_rib[] = {
    {.name = "immatriculation"}, {.name = "rib"}, {.name = NULL}};
static const cnops_asked_t asks_number_civil[] = {
    {.name = "immatriculation"}, {.name = "etat_civil"}, {.name = NULL}};

const cnops_asked_t *cnops_creation_choose_questions(const cnops_walk_t *walk)
{
    const cnops_identity_t *identity = &walk->req->journey->identity;

    if (!identity->asks_number)
        return identity->asks_rib ? asks_student_rib : asks_student_civil;
    if (identity->by_employer)
        return identity->asks_rib ? asks_number_rib : asks_number_civil;
    return identity->asks_rib ? asks_employee_rib : asks_employee_civil;
}

cnops_res_t *cnops_creation_guard_questions(cnops_walk_t *walk)
{
    cnops_verdict_t verdict;
    cnops_res_t *res = guard_block(walk);

    if (!res)
        res = guard_journey(walk, CNOPS_USE_JOURNEY_ANSWERS);
    if (!res)
        res = guard_person(walk, &verdict, walk->req->journey->identity.subject);
    return res;
}

static void read_answers(cnops_identity_answers_t *answers, const cnops_walk_t *walk)
{
    const cnops_identity_t *identity = &walk->req->journey->identity;

    answers->number = cnops_entries_value(
        walk->entries, identity->by_employer ? "immatriculation" : "identifiant_employeur");
    answers->payment =
        cnops_entries_value(walk->entries, identity->asks_rib ? "rib" : "etat_civil");
}

/* Counted before the answers are looked at, given back when they were right: a
 * hundred requests at once get no more tries than a hundred in a row. */
static apr_status_t take_try(cnops_verdict_t *pverdict, cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_core_t *core = req->app->core;
    apr_status_t rv;

    rv = cnops_throttle_take(pverdict, core, CNOPS_USE_JOURNEY_ANSWERS, req->journey->id, 0,
                             req->pool);
    if (rv != APR_SUCCESS || !pverdict->allowed)
        return rv;
    return cnops_throttle_take(pverdict, core, CNOPS_USE_PERSON_ANSWERS,
                               req->journey->identity.subject, 0, req->pool);
}

static apr_status_t give_try_back(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_core_t *core = req->app->core;
    apr_status_t rv;

    rv = cnops_throttle_give(core, CNOPS_USE_JOURNEY_ANSWERS, req->journey->id, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_throttle_give(core, CNOPS_USE_PERSON_ANSWERS, req->journey->identity.subject,
                               req->pool);
}

static cnops_res_t *refuse_answers(cnops_walk_t *walk)
{
    apr_status_t rv = cnops_guard_failed(walk->req);
    cnops_res_t *res;

    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    res = cnops_walk_fault(walk, NULL, "facts_mismatch");
    res->event = "creation: facts refused";
    return res;
}

cnops_res_t *cnops_creation_submit_questions(cnops_walk_t *walk)
{
    cnops_req_t *req = walk->req;
    const cnops_core_t *core = req->app->core;
    const cnops_account_t *account;
    cnops_identity_answers_t answers;
    cnops_verdict_t verdict;
    bool proved;
    apr_status_t rv;

    read_answers(&answers, walk);
    if ((rv = take_try(&verdict, walk)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!verdict.allowed)
        return cnops_walk_close(walk, "notice.journey_closed");
    rv = cnops_identity_prove(&proved, core, &req->journey->identity, &answers, req->pool);
    if (rv == APR_SUCCESS && !proved)
        return refuse_answers(walk);
    if (rv == APR_SUCCESS)
        rv = give_try_back(walk);
    if (rv == APR_SUCCESS)
        rv = core->store.account_by_person(core->store.self, &account,
                                           req->journey->identity.person_id, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (account)
        return cnops_creation_account_exists(walk, account);
    /* Only one set of answers is right, so right again is the same again. */
    return cnops_walk_accept(walk, !cnops_walk_is_confirmed(walk));
}

/* --- somebody has an account already --- */

static apr_status_t warn(const cnops_req_t *req, const cnops_account_t *account,
                         cnops_channel_e channel, const char *name)
{
    const cnops_core_t *core = req->app->core;
    const cnops_outbox_row_t *row;
    const char *to;
    apr_status_t rv;

    if ((rv = cnops_account_contact(&to, core, account, channel, req->pool)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_messages_row(&row, req, name, channel, to, account->lang)) != APR_SUCCESS)
        return rv;
    return core->store.outbox_insert(core->store.self, row, req->pool);
}

/* Once a day: a warning that comes every minute is a weapon of its own. One that could not be
 * queued is not this day's: rather twice than never. */
static apr_status_t warn_once_a_day(const cnops_req_t *req, const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    const char *subject = apr_psprintf(req->pool, "%" APR_INT64_T_FMT, account->id);
    cnops_verdict_t verdict;
    apr_status_t rv;

    rv = cnops_throttle_take(&verdict, core, CNOPS_USE_ACCOUNT_NOTICE, subject, 0, req->pool);
    if (rv != APR_SUCCESS || !verdict.allowed)
        return rv;
    rv = warn(req, account, CNOPS_CHANNEL_EMAIL, "compte-existant");
    if (rv == APR_SUCCESS)
        rv = warn(req, account, CNOPS_CHANNEL_SMS, "compte-existant-sms");
    if (rv != APR_SUCCESS)
        cnops_throttle_give(core, CNOPS_USE_ACCOUNT_NOTICE, subject, req->pool);
    return rv;
}

cnops_res_t *cnops_creation_account_exists(cnops_walk_t *walk, const cnops_account_t *account)
{
    cnops_req_t *req = walk->req;
    apr_status_t rv = warn_once_a_day(req, account);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    cnops_walk_close(walk, NULL);
    return cnops_page_redirect(req, "/recuperation/conditions");
}
