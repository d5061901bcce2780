/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/news/unsubscribe.h"

#include "core/journal/journal.h"
#include "core/news/preference.h"
#include "core/registration/telling.h"
#include "pages/frame/failures.h"
#include "pages/frame/page.h"

#include <string.h>

#define CLAIMS        "desabonnement"
#define REGISTRATIONS "desabonnement-inscription"

/* What the link ends; both NULL where it is not valid. */
typedef struct subject_t {
    const cnops_account_t *account;           /* its messages about claims */
    const cnops_registration_t *registration; /* the messages about its student's registrations */
} subject_t;

static apr_status_t find(subject_t *subject, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    apr_status_t rv = cnops_news_link_open(&subject->account, core, req->part, req->pool);

    subject->registration = NULL;
    if (rv == APR_SUCCESS && !subject->account)
        rv = cnops_registration_link_open(&subject->registration, core, req->part, req->pool);
    return rv;
}

/* state: open (a button ends the messages), done (there are none any more), over (the link is not
 * valid any more). */
static cnops_res_t *show(const cnops_req_t *req, const subject_t *subject, const char *state)
{
    const char *page = subject->registration ? REGISTRATIONS : CLAIMS;
    cnops_tree_t *data = cnops_page_data(req, page);

    cnops_tree_set_text(data, "state", state);
    cnops_tree_set_text(data, "action", cnops_page_href(req, req->path));
    return cnops_page_show(req, strcmp(state, "over") == 0 ? 404 : 200, page, data);
}

static const char *state_of(const subject_t *subject)
{
    if (subject->account)
        return subject->account->news == CNOPS_NEWS_NONE ? "done" : "open";
    if (subject->registration)
        return subject->registration->refused_at ? "done" : "open";
    return "over";
}

cnops_res_t *cnops_unsubscribe_get(cnops_req_t *req)
{
    subject_t subject;
    apr_status_t rv = find(&subject, req);

    return rv == APR_SUCCESS ? show(req, &subject, state_of(&subject)) : cnops_failure(req, rv);
}

static apr_status_t end(const subject_t *subject, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    cnops_change_t change = {
        .account = subject->account, .ip = req->ip, .user_agent = req->user_agent};

    if (subject->account)
        return cnops_news_choose(core, &change, CNOPS_NEWS_NONE, CNOPS_ACTOR_VISITOR, req->pool);
    return subject->registration ? cnops_registration_refuse(core, subject->registration, req->pool)
                                 : APR_SUCCESS;
}

cnops_res_t *cnops_unsubscribe_post(cnops_req_t *req)
{
    bool is_valid;
    subject_t subject;
    cnops_res_t *res;
    apr_status_t rv = find(&subject, req);

    if (rv == APR_SUCCESS)
        rv = end(&subject, req);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    is_valid = subject.account || subject.registration;
    res = show(req, &subject, is_valid ? "done" : "over");
    res->event = is_valid ? "news: refused by link" : NULL;
    return res;
}
