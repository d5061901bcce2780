/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/signin.h"

#include "core/captcha.h"
#include "core/password.h"
#include "core/session.h"
#include "pages/entries.h"
#include "pages/failures.h"
#include "pages/guard.h"

#include <apr_strings.h>

#define DEVICE_LIFE (400 * apr_time_from_sec(86400)) /* what browsers allow at most */

static const cnops_asked_t asks[] = {
    {.name = "identifiant"}, {.name = "mot_de_passe", .is_current = true}, {.name = NULL}};

/* One attempt: who is meant, from which browser, at what price. */
typedef struct attempt_t {
    cnops_req_t *req;
    cnops_entries_t *entries;
    const cnops_person_t *person; /* NULL: nobody, which must not show */
    cnops_use_e use;              /* whose allowance pays: this browser's, or strangers' */
    const char *subject;
    bool owes_captcha;
} attempt_t;

static cnops_res_t *show_form(const cnops_req_t *req, const cnops_entries_t *entries, int status,
                              bool owes_captcha)
{
    cnops_tree_t *data = cnops_page_data(req, "accueil");

    cnops_tree_set_text(data, "step", "connexion");
    cnops_tree_set_text(data, "action", cnops_page_href(req, "/connexion"));
    cnops_tree_set_text(data, "next", cnops_page_href(req, "/espace"));
    cnops_tree_set_text(data, "back", NULL);
    cnops_tree_set_text(data, "progress", NULL);
    cnops_tree_set_text(data, "captcha", owes_captcha ? "required" : "none");
    cnops_entries_show(entries, data);
    return cnops_page_show(req, status, "accueil", data);
}

cnops_res_t *cnops_signin_get(cnops_req_t *req)
{
    return show_form(req, cnops_entries_make(req, asks), 200, req->journey->pow_level > 0);
}

static cnops_res_t *refuse(const attempt_t *attempt, const char *code)
{
    cnops_entries_fault(attempt->entries, NULL, code);
    return show_form(attempt->req, attempt->entries, 422, attempt->owes_captcha);
}

/* --- who, and at what price --- */

/* A browser that this person signed in from before has an allowance of its own,
 * which no stranger can use up. */
static void choose_allowance(attempt_t *attempt, const char *subject)
{
    const cnops_req_t *req = attempt->req;
    const char *cookie = cnops_req_cookie(req, "cnops_device");
    const char *browser = NULL;

    if (attempt->person && cookie)
        browser = cnops_device_of(req->app->core, cookie, attempt->person->id, req->pool);
    attempt->use = browser ? CNOPS_USE_SIGNIN_BROWSER : CNOPS_USE_SIGNIN_STRANGER;
    attempt->subject = browser ? apr_pstrcat(req->pool, subject, browser, NULL) : subject;
}

/* Strangers wait behind a proof of work before hashing comes to a stand. */
static bool is_crowded(const cnops_core_t *core)
{
    return cnops_slots_pressure(core->slots) > core->settings->hash_deadline / 2;
}

static apr_status_t price(cnops_verdict_t *pverdict, attempt_t *attempt)
{
    const cnops_core_t *core = attempt->req->app->core;
    apr_status_t rv;

    rv = cnops_throttle_look(pverdict, core, attempt->use, attempt->subject, 0, attempt->req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    attempt->owes_captcha =
        pverdict->pow_due || (attempt->use == CNOPS_USE_SIGNIN_STRANGER && is_crowded(core));
    cnops_guard_raise(attempt->req, pverdict->pow_level);
    return APR_SUCCESS;
}

/* NULL: paid, or nothing owed. */
static cnops_res_t *collect_captcha(attempt_t *attempt)
{
    const cnops_req_t *req = attempt->req;
    const char *fault;
    apr_status_t rv;

    if (!attempt->owes_captcha)
        return NULL;
    rv = cnops_captcha_verify(&fault, req->app->core, req->journey->pow_level,
                              cnops_form_value(req->form, "altcha"), req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return fault ? refuse(attempt, apr_pstrcat(req->pool, "captcha_", fault, NULL)) : NULL;
}

/* Everything that comes before the password is looked at. */
static cnops_res_t *admit(attempt_t *attempt)
{
    cnops_req_t *req = attempt->req;
    const cnops_core_t *core = req->app->core;
    cnops_verdict_t block, verdict;
    const char *subject;
    apr_status_t rv;

    if ((rv = cnops_guard_block(&block, req)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!block.allowed)
        return cnops_failure_page(req, 429, block.retry_after);
    cnops_entries_read(attempt->entries);
    if (!cnops_entries_good(attempt->entries))
        return show_form(req, attempt->entries, 422, req->journey->pow_level > 0);
    rv = cnops_identity_find(&attempt->person, &subject, core,
                             cnops_entries_value(attempt->entries, "identifiant"), req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    choose_allowance(attempt, subject);
    if ((rv = price(&verdict, attempt)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!verdict.allowed)
        return cnops_failure_page(req, 429, verdict.retry_after);
    return collect_captcha(attempt);
}

/* --- the password --- */

/* The failure is counted before the hash and given back after success, so that a
 * hundred guesses at once are a hundred guesses. */
static cnops_res_t *take_try(attempt_t *attempt)
{
    const cnops_req_t *req = attempt->req;
    cnops_verdict_t verdict;
    apr_status_t rv;

    rv =
        cnops_throttle_take(&verdict, req->app->core, attempt->use, attempt->subject, 0, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return verdict.allowed ? NULL : cnops_failure_page(req, 429, verdict.retry_after);
}

static apr_status_t check_password(const cnops_account_t **paccount, bool *pmatches,
                                   const attempt_t *attempt)
{
    const cnops_req_t *req = attempt->req;
    const cnops_core_t *core = req->app->core;
    apr_status_t rv;

    rv = core->store.account_by_person(core->store.self, paccount,
                                       attempt->person ? attempt->person->id : 0, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_password_verify(pmatches, core, *paccount ? (*paccount)->password_hash : NULL,
                                 cnops_entries_value(attempt->entries, "mot_de_passe"), req->pool);
}

/* What this failure makes the next attempt cost is said at once. */
static cnops_res_t *refuse_password(attempt_t *attempt)
{
    cnops_verdict_t verdict;
    cnops_res_t *res;
    apr_status_t rv = cnops_guard_failed(attempt->req);

    if (rv == APR_SUCCESS)
        rv = price(&verdict, attempt);
    if (rv != APR_SUCCESS)
        return cnops_failure(attempt->req, rv);
    res = refuse(attempt, "signin_wrong");
    res->event = "signin: refused";
    return res;
}

/* The session of this browser's cookie, if there is one. */
static apr_status_t end_session(const cnops_req_t *req)
{
    const char *token = cnops_req_cookie(req, "cnops_session");

    return token ? cnops_session_end(req->app->core, token, req->pool) : APR_SUCCESS;
}

static cnops_res_t *welcome(attempt_t *attempt, const cnops_account_t *account)
{
    cnops_req_t *req = attempt->req;
    const cnops_core_t *core = req->app->core;
    const char *token;
    cnops_res_t *res;
    apr_status_t rv;

    rv = cnops_throttle_give(core, attempt->use, attempt->subject, req->pool);
    if (rv == APR_SUCCESS)
        rv = end_session(req);
    if (rv == APR_SUCCESS)
        rv = cnops_session_begin(&token, core, account->id, req->ip, req->user_agent, req->pool);
    if (rv == APR_SUCCESS)
        rv = core->store.account_signed_in(core->store.self, account->id, cnops_core_now(core),
                                           req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    /* A new CSRF identity with the new session (ASVS 7.2.4). */
    req->journey = cnops_journey_make(core, CNOPS_JOURNEY_NONE, req->pool);
    res = cnops_page_redirect(req, "/espace");
    cnops_res_set_cookie(res, req, "cnops_session", token, 0);
    cnops_res_set_cookie(res, req, "cnops_device",
                         cnops_device_seal(core, account->person_id, req->pool), DEVICE_LIFE);
    res->event = "signin: accepted";
    return res;
}

cnops_res_t *cnops_signin_post(cnops_req_t *req)
{
    attempt_t attempt = {.req = req, .entries = cnops_entries_make(req, asks)};
    const cnops_account_t *account;
    bool matches = false;
    cnops_res_t *res;
    apr_status_t rv;

    if (!(res = admit(&attempt)) && !(res = take_try(&attempt))) {
        rv = check_password(&account, &matches, &attempt);
        if (rv != APR_SUCCESS)
            res = cnops_failure(req, rv);
        else
            res = matches ? welcome(&attempt, account) : refuse_password(&attempt);
    }
    cnops_entries_wipe(attempt.entries);
    return res;
}

/* --- sign-out --- */

cnops_res_t *cnops_signout_post(cnops_req_t *req)
{
    apr_status_t rv = end_session(req);
    cnops_res_t *res;

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    req->journey->notice = "notice.signed_out";
    res = cnops_page_redirect(req, "/");
    cnops_res_set_cookie(res, req, "cnops_session", NULL, 0);
    return res;
}
