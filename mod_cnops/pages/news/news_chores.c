/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/news/news_chores.h"

#include "base/errors.h"
#include "core/account/account.h"
#include "core/news/news.h"
#include "core/news/preference.h"
#include "pages/notice/messages.h"

#define RETRY_AFTER apr_time_from_sec(3600)

/* --- one account --- */

static apr_status_t write_message(apr_array_header_t *list, const cnops_app_t *app,
                                  const cnops_account_t *account, apr_pool_t *pool)
{
    cnops_channel_e channel =
        account->news == CNOPS_NEWS_SMS ? CNOPS_CHANNEL_SMS : CNOPS_CHANNEL_EMAIL;
    cnops_notice_t notice = {.name = "nouvelles",
                             .lang = account->lang,
                             .link = cnops_news_link(app->core, account->id, pool),
                             .unsubscribes = true,
                             .lasts = CNOPS_NEWS_LIFE};
    const char *to;
    apr_status_t rv = cnops_account_contact(&to, app->core, account, channel, pool);

    return rv == APR_SUCCESS ? cnops_messages_add(list, app, &notice, channel, to, pool) : rv;
}

/* A message that cannot be written now must not keep the others waiting: it is tried again later.
 */
static apr_status_t tell(bool *ptold, const cnops_app_t *app, const cnops_account_t *account,
                         apr_pool_t *pool)
{
    const cnops_core_t *core = app->core;
    apr_array_header_t *list = apr_array_make(pool, 1, sizeof(cnops_outbox_row_t));
    apr_status_t rv = write_message(list, app, account, pool);

    if (rv != APR_SUCCESS) {
        cnops_news_postpone(core, account, cnops_core_now(core) + RETRY_AFTER, pool);
        return rv;
    }
    rv = cnops_news_tell(ptold, core, account, &APR_ARRAY_IDX(list, 0, cnops_outbox_row_t), pool);
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv; /* it is read again, if it is still due */
}

static apr_status_t tend_account(bool *ptold, const cnops_app_t *app,
                                 const cnops_account_t *account, apr_pool_t *pool)
{
    apr_time_t at = cnops_news_time(app->core, app->zone, account);
    bool concerns = false;
    apr_status_t rv = APR_SUCCESS;

    *ptold = false;
    if (at > cnops_core_now(app->core))
        return cnops_news_postpone(app->core, account, at, pool);
    if (at)
        rv = cnops_news_concern(&concerns, app->core, account, pool);
    if (rv != APR_SUCCESS)
        return rv;
    return concerns ? tell(ptold, app, account, pool)
                    : cnops_news_postpone(app->core, account, 0, pool);
}

/* --- all of them --- */

static apr_status_t tend_due(const cnops_app_t *app, cnops_pace_t *pace, apr_pool_t *pool)
{
    int count = cnops_pace_count(pace);
    apr_array_header_t *list;
    apr_status_t first, rv;
    apr_pool_t *each;

    if (count == 0)
        return APR_SUCCESS;
    if ((first = cnops_news_due(&list, app->core, count, pool)) != APR_SUCCESS)
        return first;
    apr_pool_create(&each, pool);
    for (int i = 0; i < list->nelts; i++) {
        bool told;

        rv = tend_account(&told, app, &APR_ARRAY_IDX(list, i, cnops_account_t), each);
        if (first == APR_SUCCESS)
            first = rv;
        if (told)
            cnops_pace_spend(pace);
        apr_pool_clear(each);
    }
    apr_pool_destroy(each);
    return first;
}

apr_status_t cnops_news_chores(const cnops_app_t *app, cnops_pace_t *pace, apr_pool_t *pool)
{
    apr_status_t gathered = cnops_news_gather(app->core, pool);
    apr_status_t rv;

    cnops_pace_earn(pace, app->core->settings->news_rate, cnops_core_now(app->core));
    rv = tend_due(app, pace, pool);
    return gathered == APR_SUCCESS ? rv : gathered;
}
