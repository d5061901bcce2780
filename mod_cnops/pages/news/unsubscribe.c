/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/news/unsubscribe.h"

#include "core/journal/journal.h"
#include "core/news/preference.h"
#include "pages/frame/failures.h"
#include "pages/frame/page.h"

#include <string.h>

#define PAGE "desabonnement"

/* state: open (a button ends the messages), done (there are none any more), over (the link is not
 * valid any more). */
static cnops_res_t *show(const cnops_req_t *req, const char *state)
{
    cnops_tree_t *data = cnops_page_data(req, PAGE);

    cnops_tree_set_text(data, "state", state);
    cnops_tree_set_text(data, "action", cnops_page_href(req, req->path));
    return cnops_page_show(req, strcmp(state, "over") == 0 ? 404 : 200, PAGE, data);
}

cnops_res_t *cnops_unsubscribe_get(cnops_req_t *req)
{
    const cnops_account_t *account;
    apr_status_t rv = cnops_news_link_open(&account, req->app->core, req->part, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!account)
        return show(req, "over");
    return show(req, account->news == CNOPS_NEWS_NONE ? "done" : "open");
}

cnops_res_t *cnops_unsubscribe_post(cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    cnops_change_t change = {.ip = req->ip, .user_agent = req->user_agent};
    cnops_res_t *res;
    apr_status_t rv = cnops_news_link_open(&change.account, core, req->part, req->pool);

    if (rv == APR_SUCCESS && change.account)
        rv = cnops_news_choose(core, &change, CNOPS_NEWS_NONE, CNOPS_ACTOR_VISITOR, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = show(req, change.account ? "done" : "over");
    res->event = change.account ? "news: refused by link" : NULL;
    return res;
}
