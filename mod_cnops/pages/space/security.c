/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/security.h"

#include "base/errors.h"
#include "base/text.h"
#include "core/account/account.h"
#include "core/account/account_changes.h"
#include "core/session/session.h"
#include "core/signin/password.h"
#include "core/signin/personal_words.h"
#include "pages/code/account_codes.h"
#include "pages/frame/failures.h"
#include "pages/notice/notices.h"
#include "pages/space/security_lists.h"
#include "pages/space/space_nav.h"

#include <string.h>

#define PATH "/espace/securite"

static const cnops_asked_t asks[] = {
    {.field = CNOPS_FIELD_MOT_DE_PASSE_ACTUEL},
    {.field = CNOPS_FIELD_MOT_DE_PASSE, .label = "field.nouveau_mot_de_passe"},
    {.field = CNOPS_FIELD_MOT_DE_PASSE_CONFIRMATION},
    {.field = CNOPS_FIELD_NONE}};

/* --- the page --- */

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_space_add_nav(data, visit->req);
    cnops_page_password_rule(data, visit->req);
    return cnops_security_lists_add(data, visit->req);
}

static cnops_res_t *done(cnops_req_t *req, apr_status_t rv, const char *notice, const char *event)
{
    cnops_res_t *res;

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_tell(req, PATH, notice);
    res->event = event;
    return res;
}

static cnops_change_t change_of(const cnops_req_t *req)
{
    return (cnops_change_t){.account = req->account, .ip = req->ip, .user_agent = req->user_agent};
}

/* --- the password --- */

static apr_status_t find_fault(const char **pfault, const cnops_req_t *req,
                               const cnops_entries_t *entries)
{
    const cnops_core_t *core = req->app->core;
    const char *password = cnops_entries_value(entries, CNOPS_FIELD_MOT_DE_PASSE);
    const char *const *words;
    const char *email, *phone;
    apr_status_t rv;

    rv = cnops_account_contact(&email, core, req->account, CNOPS_CHANNEL_EMAIL, req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_account_contact(&phone, core, req->account, CNOPS_CHANNEL_SMS, req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_personal_words(&words, core, req->account->person_id, email, phone, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    *pfault = cnops_password_fault(core, password, words);
    if (!*pfault &&
        strcmp(password, cnops_entries_value(entries, CNOPS_FIELD_MOT_DE_PASSE_ACTUEL)) == 0)
        *pfault = "same_password";
    return APR_SUCCESS;
}

/* The new session begins first: if the change fails after that, the member is still signed in. */
static apr_status_t rotate(const char **ptoken, const cnops_req_t *req, const char *password)
{
    const cnops_core_t *core = req->app->core;
    cnops_change_t change = change_of(req);
    apr_array_header_t *messages;
    apr_status_t rv;

    if ((rv = cnops_notices_password(&messages, req, req->account)) != APR_SUCCESS)
        return rv;
    change.messages = messages;
    rv = cnops_session_begin(ptoken, core, req->account->id, req->session->browser, req->ip,
                             req->user_agent, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    rv = cnops_account_change_password(core, &change, password,
                                       cnops_session_digest(core, *ptoken, req->pool), req->pool);
    if (rv != APR_SUCCESS)
        cnops_session_end(core, *ptoken, req->pool);
    return rv;
}

static cnops_res_t *apply_password(cnops_req_t *req, const char *password)
{
    const char *token;
    cnops_res_t *res;
    apr_status_t rv = rotate(&token, req, password);

    /* Another password was chosen meanwhile, which ended this session. */
    if (rv == CNOPS_ENOTFOUND)
        return cnops_page_tell(req, "/connexion", "notice.session_over");
    if (rv == APR_SUCCESS)
        rv = cnops_account_codes_clear(req, req->account);
    /* A new session gets a new CSRF token. */
    if (rv == APR_SUCCESS)
        req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    res = done(req, rv, "notice.password_changed", "security: password changed");
    if (rv == APR_SUCCESS)
        cnops_res_set_cookie(res, req, "cnops_session", token, 0);
    return res;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    cnops_res_t *res = cnops_space_check_password(visit);
    const char *fault;
    apr_status_t rv;

    if (res)
        return res;
    if ((rv = find_fault(&fault, req, visit->entries)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (fault)
        return cnops_visit_fault(visit, CNOPS_FIELD_MOT_DE_PASSE, fault);
    return apply_password(req, cnops_entries_value(visit->entries, CNOPS_FIELD_MOT_DE_PASSE));
}

/* --- sessions and browsers --- */

static cnops_res_t *end_session(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const cnops_change_t change = change_of(req);
    const char *digest;
    apr_status_t rv =
        cnops_security_lists_session(&digest, req, cnops_form_value(req->form, "session"));

    /* A session that has ended already is no error. */
    if (rv == APR_SUCCESS && digest)
        rv = cnops_account_end_session(req->app->core, &change, digest, req->pool);
    return done(req, rv, "notice.session_ended", "security: session ended");
}

static cnops_res_t *end_others(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const cnops_change_t change = change_of(req);
    apr_status_t rv =
        cnops_account_end_sessions(req->app->core, &change, req->session->token_digest, req->pool);

    return done(req, rv, "notice.sessions_ended", "security: other sessions ended");
}

static cnops_res_t *forget(cnops_req_t *req, const char *browser, const char *notice)
{
    const cnops_change_t change = change_of(req);
    apr_status_t rv = cnops_account_forget_browser(req->app->core, &change, browser,
                                                   req->session->token_digest, req->pool);

    return done(req, rv, notice, "security: browser forgotten");
}

static cnops_res_t *forget_one(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const char *browser = cnops_form_value(req->form, "navigateur");

    /* The id of a browser is ASCII, and MariaDB refuses to compare it with other letters. */
    if (!browser || !cnops_text_is_alnum(browser))
        browser = "";
    return forget(req, browser, "notice.browser_forgotten");
}

static cnops_res_t *forget_all(cnops_visit_t *visit)
{
    return forget(visit->req, NULL, "notice.browsers_forgotten");
}

static cnops_res_t *refuse_action(cnops_visit_t *visit)
{
    return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "invalid_choice");
}

/* --- the buttons --- */

static const cnops_button_t buttons[] = {{"mot-de-passe", NULL},
                                         {"fermer-session", end_session},
                                         {"fermer-autres", end_others},
                                         {"oublier-navigateur", forget_one},
                                         {"oublier-navigateurs", forget_all},
                                         {NULL, refuse_action}};

const cnops_form_page_t cnops_security_form = {.path = PATH,
                                               .back = "/espace",
                                               .asked = asks,
                                               .buttons = buttons,
                                               .fill = fill,
                                               .submit = submit};
