/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/signin/signin.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/account/account_find.h"
#include "core/journal/journal.h"
#include "core/session/device.h"
#include "core/session/session.h"
#include "core/signin/password.h"
#include "pages/form/form_page.h"
#include "pages/frame/failures.h"
#include "pages/guard/guard.h"
#include "pages/journey/creation.h"
#include "pages/session/welcome.h"
#include "pages/signin/second_step.h"

#include <apr_strings.h>
#include <string.h>

#define SIGNIN "/connexion"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_IDENTIFIANT},
                                     {.field = CNOPS_FIELD_MOT_DE_PASSE, .is_current = true},
                                     {.field = CNOPS_FIELD_NONE}};

/* One attempt to sign in: the person, the browser, and the limits. */
typedef struct attempt_t {
    cnops_req_t *req;
    cnops_visit_t visit;
    cnops_identity_found_t who; /* perhaps unknown or dead, which the answer must not show */
    const char *browser;        /* known to the person's account, else NULL */
    cnops_use_e use;            /* the counter: of this browser, or of strangers */
    const char *subject;
    cnops_verdict_t block; /* the limits of the address block */
} attempt_t;

/* --- the page --- */

static cnops_res_t *begin(cnops_visit_t *visit)
{
    visit->owes_captcha = visit->req->journey->pow_level > 0;
    return NULL;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;
    const char *resume = cnops_walk_resume(req, &cnops_creation_course);

    cnops_tree_set_text(data, "resume", resume ? cnops_page_href(req, resume) : NULL);
    cnops_tree_set_bool(data, "signing", strcmp(req->path, SIGNIN) == 0);
    return APR_SUCCESS;
}

static const cnops_form_page_t form = {.path = SIGNIN,
                                       .page = "accueil",
                                       .next = "/espace",
                                       .asked = asks,
                                       .begin = begin,
                                       .fill = fill};

cnops_res_t *cnops_signin_get(cnops_req_t *req)
{
    return cnops_form_page_get(req, &form);
}

/* --- the person, the browser and the limits --- */

/* The account is looked for only if the cookie names this person: the time of a stranger's request
 * must not tell who has an account. */
static apr_status_t find_browser(attempt_t *attempt)
{
    const cnops_req_t *req = attempt->req;
    const cnops_core_t *core = req->app->core;
    const char *cookie = cnops_req_cookie(req, "cnops_device");
    const cnops_person_t *person = attempt->who.person;
    const cnops_account_t *account;
    apr_status_t rv;

    if (!person || !cnops_device_of(core, cookie, person->id, req->pool))
        return APR_SUCCESS;
    rv = cnops_account_any_of_person(&account, core, person->id, req->pool);
    return rv == APR_SUCCESS ? cnops_welcome_knows(&attempt->browser, req, account) : rv;
}

/* A browser that this person has signed in from has a counter of its own, which no stranger
 * can use up. */
static apr_status_t choose_allowance(attempt_t *attempt)
{
    const char *subject = attempt->who.subject;
    apr_status_t rv = find_browser(attempt);
    const char *browser = attempt->browser;

    attempt->use = browser ? CNOPS_USE_SIGNIN_BROWSER : CNOPS_USE_SIGNIN_STRANGER;
    attempt->subject = browser ? apr_pstrcat(attempt->req->pool, subject, browser, NULL) : subject;
    return rv;
}

/* Sets whether the form asks for a captcha, and how hard it is. *pverdict: whether the
 * attempt is allowed. */
static apr_status_t look_at_limits(cnops_verdict_t *pverdict, attempt_t *attempt)
{
    const cnops_core_t *core = attempt->req->app->core;
    apr_status_t rv;

    rv = cnops_throttle_look(pverdict, core, attempt->use, attempt->subject, 0, attempt->req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    attempt->visit.owes_captcha =
        pverdict->pow_due || (attempt->use == CNOPS_USE_SIGNIN_STRANGER &&
                              (attempt->block.pow_due || cnops_password_is_crowded(core)));
    cnops_guard_raise(attempt->req, pverdict->pow_level);
    return APR_SUCCESS;
}

/* The fields are wrong: nothing is spent, and the form asks for the same captcha again. */
static cnops_res_t *refuse_fields(attempt_t *attempt)
{
    cnops_visit_t *visit = &attempt->visit;

    cnops_captcha_gate_wait(&visit->gate, attempt->req);
    visit->owes_captcha =
        attempt->req->journey->pow_level > 0 || cnops_captcha_gate_came(attempt->req);
    return cnops_visit_show(visit, 422);
}

/* What a stranger owes while passwords wait long: NULL: nothing, or it has come. */
static cnops_res_t *ask_for_work(attempt_t *attempt)
{
    const cnops_core_t *core = attempt->req->app->core;

    if (cnops_captcha_gate_came(attempt->req) || !cnops_password_is_crowded(core))
        return NULL;
    cnops_slots_pause(core->slots);
    cnops_entries_read(attempt->visit.entries);
    attempt->visit.owes_captcha = true;
    return cnops_visit_collect_captcha(&attempt->visit);
}

/* The checks while many passwords wait to be hashed. They ask nothing of the database, so that
 * strangers who are refused, and come back at once, take no time from those who wait. Whose cookie
 * a known browser has is found out later. NULL: go on. */
static cnops_res_t *turn_away(attempt_t *attempt)
{
    const cnops_req_t *req = attempt->req;
    const cnops_core_t *core = req->app->core;
    bool may_be_known = cnops_guard_may_be_known(req);

    if (!cnops_password_is_busy(core, may_be_known ? CNOPS_SLOTS_KNOWN : CNOPS_SLOTS_STRANGER))
        return may_be_known ? NULL : ask_for_work(attempt);
    if (!may_be_known)
        cnops_slots_pause(core->slots);
    return cnops_failure(req, CNOPS_EBUSY);
}

/* All checks before the password is compared. NULL: go on. */
static cnops_res_t *admit(attempt_t *attempt)
{
    cnops_req_t *req = attempt->req;
    const cnops_core_t *core = req->app->core;
    cnops_verdict_t *block = &attempt->block, verdict;
    apr_status_t rv;

    if ((rv = cnops_guard_block(block, req)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!block->allowed && !cnops_guard_may_be_known(req))
        return cnops_failure_page(req, 429, block->retry_after);
    cnops_entries_read(attempt->visit.entries);
    if (!cnops_entries_good(attempt->visit.entries))
        return refuse_fields(attempt);
    rv = cnops_identity_find(&attempt->who, core,
                             cnops_entries_value(attempt->visit.entries, CNOPS_FIELD_IDENTIFIANT),
                             req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if ((rv = choose_allowance(attempt)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!block->allowed && attempt->use == CNOPS_USE_SIGNIN_STRANGER)
        return cnops_failure_page(req, 429, block->retry_after);
    if ((rv = look_at_limits(&verdict, attempt)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!verdict.allowed)
        return cnops_failure_page(req, 429, verdict.retry_after);
    attempt->visit.gate.is_known = attempt->use == CNOPS_USE_SIGNIN_BROWSER;
    return cnops_visit_collect_captcha(&attempt->visit);
}

/* --- the password --- */

/* A failure is counted before the password is hashed, and given back after success, so that a
 * hundred requests at the same time count as a hundred guesses. */
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
    cnops_guess_t guess = {
        .password = cnops_entries_value(attempt->visit.entries, CNOPS_FIELD_MOT_DE_PASSE),
        .rank = attempt->browser ? CNOPS_SLOTS_KNOWN : CNOPS_SLOTS_STRANGER};
    apr_status_t rv;

    rv = cnops_account_of_person(paccount, core,
                                 attempt->who.may_sign_in ? attempt->who.person->id : 0, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    guess.hash = *paccount ? (*paccount)->password_hash : NULL;
    return cnops_password_verify(pmatches, core, &guess, req->pool);
}

/* Looks at the limits again: the page shows at once what the next attempt must solve. */
static cnops_res_t *refuse_password(attempt_t *attempt)
{
    cnops_verdict_t verdict;
    cnops_res_t *res;
    apr_status_t rv = cnops_guard_failed(attempt->req);

    if (rv == APR_SUCCESS)
        rv = look_at_limits(&verdict, attempt);
    if (rv != APR_SUCCESS)
        return cnops_failure(attempt->req, rv);
    cnops_entries_fault_control(attempt->visit.entries, cnops_field(CNOPS_FIELD_IDENTIFIANT)->name,
                                "signin_wrong");
    res = cnops_visit_show(&attempt->visit, 422);
    res->event = "signin: refused";
    return res;
}

/* Ends the session of this browser's cookie, if there is one. */
static apr_status_t end_session(const cnops_req_t *req)
{
    cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_OUT,
                           .actor = CNOPS_ACTOR_MEMBER,
                           .ip = req->ip,
                           .user_agent = req->user_agent};

    if (!req->session)
        return APR_SUCCESS;
    return cnops_session_sign_out(req->app->core, req->session, req->account->person_id, &event,
                                  req->pool);
}

/* The password was right, so the answer may say that the account waits for a letter. */
static cnops_res_t *await_letter(attempt_t *attempt)
{
    cnops_req_t *req = attempt->req;
    apr_status_t rv =
        cnops_throttle_give(req->app->core, attempt->use, attempt->subject, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return cnops_page_tell(req, "/recuperation/lettre", "notice.account_pending");
}

/* The password was right. A known browser goes in; another one proves a contact first, and only
 * then is the attempt of a stranger given back. */
static cnops_res_t *go_on(attempt_t *attempt, const cnops_account_t *account)
{
    cnops_req_t *req = attempt->req;
    const cnops_core_t *core = req->app->core;
    bool is_due = cnops_second_step_is_due(core, attempt->browser);
    apr_status_t rv;

    if (account->state == CNOPS_ACCOUNT_PENDING)
        return await_letter(attempt);
    /* Only now is the password known in clear, to renew a hash that has become weak. */
    cnops_account_upgrade_hash(
        core, account, cnops_entries_value(attempt->visit.entries, CNOPS_FIELD_MOT_DE_PASSE),
        req->pool);
    if (is_due && !attempt->browser)
        return cnops_second_step_begin(req, account, attempt->subject);
    rv = cnops_throttle_give(core, attempt->use, attempt->subject, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return is_due ? cnops_second_step_begin(req, account, NULL) : cnops_welcome(req, account, NULL);
}

/* The password was not compared, because no slot was free or the store failed. That is not a
 * failure of the visitor, so the attempt is given back. */
static cnops_res_t *excuse(const attempt_t *attempt, apr_status_t rv)
{
    const cnops_req_t *req = attempt->req;

    cnops_throttle_give(req->app->core, attempt->use, attempt->subject, req->pool);
    return cnops_failure(req, rv);
}

cnops_res_t *cnops_signin_post(cnops_req_t *req)
{
    attempt_t attempt = {.req = req};
    const cnops_account_t *account;
    bool matches = false;
    cnops_res_t *res;
    apr_status_t rv;

    cnops_visit_init(&attempt.visit, req, &form);
    if ((res = cnops_visit_keep(&attempt.visit)))
        return res;
    if (!(res = turn_away(&attempt)) && !(res = admit(&attempt)) && !(res = take_try(&attempt))) {
        rv = check_password(&account, &matches, &attempt);
        if (rv != APR_SUCCESS)
            res = excuse(&attempt, rv);
        else
            res = account && matches ? go_on(&attempt, account) : refuse_password(&attempt);
    }
    cnops_entries_wipe(attempt.visit.entries);
    return res;
}

/* --- sign-out --- */

cnops_res_t *cnops_signout_post(cnops_req_t *req)
{
    apr_status_t rv = end_session(req);
    cnops_res_t *res;

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_end(req, "/", "notice.signed_out");
    cnops_res_set_cookie(res, req, "cnops_session", NULL, 0);
    return res;
}
