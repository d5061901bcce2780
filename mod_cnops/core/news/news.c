/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/news/news.h"

#include "base/errors.h"
#include "core/account/account_find.h"
#include "core/guard/throttle.h"
#include "core/person/identity.h"
#include "core/person/person.h"

/* One transaction takes a bite; a call takes some of them, so that the watchdog does not neglect
 * its other work after a large import. */
#define BITE  100
#define BITES 5

#define HOUR apr_time_from_sec(3600)
#define DAY  (24 * HOUR)

#define BUDGET "all" /* the subject of the counter */

apr_status_t cnops_news_gather(const cnops_core_t *core, apr_pool_t *pool)
{
    const cnops_store_t *store = &core->store;
    apr_status_t rv = APR_SUCCESS;
    int count = BITE;

    for (int i = 0; rv == APR_SUCCESS && count == BITE && i < BITES; i++)
        rv = store->news->gather(store->self, &count, cnops_core_now(core), BITE, pool);
    return rv;
}

apr_status_t cnops_news_due(apr_array_header_t **plist, const cnops_core_t *core, int max,
                            apr_pool_t *pool)
{
    return core->store.news->due(core->store.self, plist, cnops_core_now(core), max, pool);
}

/* --- when --- */

static bool is_same_day(const cnops_zone_t *zone, apr_time_t one, apr_time_t other)
{
    apr_time_exp_t a, b;

    cnops_zone_explode(&a, zone, one);
    cnops_zone_explode(&b, zone, other);
    return a.tm_year == b.tm_year && a.tm_yday == b.tm_yday;
}

/* When SMS may be sent again, so many days after today. Where the clocks are changed in between, it
 * is an hour off; an SMS that would be too early then waits once more. */
static apr_time_t morning(const cnops_core_t *core, const apr_time_exp_t *local, int days)
{
    apr_time_t since_midnight =
        apr_time_from_sec((local->tm_hour * 60 + local->tm_min) * 60 + local->tm_sec) +
        local->tm_usec;

    return cnops_core_now(core) - since_midnight + days * DAY +
           core->settings->news_sms_from * HOUR;
}

apr_time_t cnops_news_time(const cnops_core_t *core, const cnops_zone_t *zone,
                           const cnops_account_t *account)
{
    const cnops_settings_t *settings = core->settings;
    apr_time_t now = cnops_core_now(core);
    bool is_sms = account->news == CNOPS_NEWS_SMS;
    apr_time_exp_t local;

    if (!cnops_account_is_active(account) || account->closing_at ||
        account->news == CNOPS_NEWS_NONE || (is_sms && !settings->news_sms_budget))
        return 0;
    cnops_zone_explode(&local, zone, now);
    if ((account->news_at && is_same_day(zone, account->news_at, now)) ||
        (is_sms && local.tm_hour >= settings->news_sms_until))
        return morning(core, &local, 1);
    return is_sms && local.tm_hour < settings->news_sms_from ? morning(core, &local, 0) : now;
}

apr_status_t cnops_news_concern(bool *pconcerns, const cnops_core_t *core,
                                const cnops_account_t *account, apr_pool_t *pool)
{
    apr_array_header_t *memberships;
    apr_status_t rv = cnops_person_memberships(&memberships, core, account->person_id, pool);

    *pconcerns = rv == APR_SUCCESS && !cnops_identity_is_deceased(memberships);
    return rv;
}

/* --- telling --- */

apr_status_t cnops_news_postpone(const cnops_core_t *core, const cnops_account_t *account,
                                 apr_time_t due_at, apr_pool_t *pool)
{
    apr_status_t rv = core->store.news->postpone(core->store.self, account, due_at, pool);

    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}

static apr_status_t tell(const cnops_core_t *core, const cnops_account_t *account,
                         const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    return core->store.news->tell(core->store.self, account, message, cnops_core_now(core), pool);
}

/* The budget is taken before, so that it is never exceeded. Where the process is killed in between,
 * one SMS of the day is lost. */
static apr_status_t tell_by_sms(bool *ptold, const cnops_core_t *core,
                                const cnops_account_t *account, const cnops_outbox_row_t *message,
                                apr_pool_t *pool)
{
    cnops_verdict_t verdict;
    apr_status_t rv = cnops_throttle_take(&verdict, core, CNOPS_USE_NEWS_SMS, BUDGET, 0, pool);

    if (rv != APR_SUCCESS)
        return rv;
    if (!verdict.allowed)
        return cnops_news_postpone(core, account, cnops_core_now(core) + verdict.retry_after, pool);
    rv = tell(core, account, message, pool);
    *ptold = rv == APR_SUCCESS;
    if (rv != APR_SUCCESS)
        cnops_throttle_give(core, CNOPS_USE_NEWS_SMS, BUDGET, pool);
    return rv;
}

apr_status_t cnops_news_tell(bool *ptold, const cnops_core_t *core, const cnops_account_t *account,
                             const cnops_outbox_row_t *message, apr_pool_t *pool)
{
    apr_status_t rv;

    *ptold = false;
    if (account->news == CNOPS_NEWS_SMS)
        return tell_by_sms(ptold, core, account, message, pool);
    rv = tell(core, account, message, pool);
    *ptold = rv == APR_SUCCESS;
    return rv;
}
