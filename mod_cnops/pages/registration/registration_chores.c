/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/registration/registration_chores.h"

#include "base/language.h"
#include "core/registration/telling.h"
#include "pages/notice/messages.h"

#define RETRY_AFTER apr_time_from_sec(3600)

/* Nobody has asked a student for a language. */
static apr_status_t write_message(apr_array_header_t *list, const cnops_app_t *app,
                                  const cnops_registration_seen_t *seen, apr_pool_t *pool)
{
    bool is_registered = seen->row.status == CNOPS_REGISTRATION_REGISTERED;
    cnops_notice_t notice = {.name = is_registered ? "inscription-faite" : "inscription-suivi",
                             .lang = cnops_languages[0],
                             .link = cnops_registration_link(app->core, &seen->row, pool),
                             .unsubscribes = true,
                             .lasts = CNOPS_REGISTRATION_NEWS_LIFE};

    return cnops_messages_add(list, app, &notice, CNOPS_CHANNEL_EMAIL, seen->record.email, pool);
}

/* A registration that fails must not keep the others waiting: it is tried again later. */
static apr_status_t fail(const cnops_app_t *app, const cnops_registration_t *row, apr_status_t rv,
                         apr_pool_t *pool)
{
    cnops_registration_tell_later(app->core, row, cnops_core_now(app->core) + RETRY_AFTER, pool);
    return rv;
}

static apr_status_t tend(bool *ptold, const cnops_app_t *app, const cnops_registration_t *row,
                         apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 1, sizeof(cnops_outbox_row_t));
    const cnops_registration_seen_t *seen;
    apr_status_t rv = cnops_registration_concern(&seen, app->core, row, pool);

    *ptold = false;
    if (rv == APR_SUCCESS && seen)
        rv = write_message(list, app, seen, pool);
    if (rv != APR_SUCCESS)
        return fail(app, row, rv, pool);
    return seen ? cnops_registration_tell(ptold, app->core, row,
                                          &APR_ARRAY_IDX(list, 0, cnops_outbox_row_t), pool)
                : APR_SUCCESS;
}

static apr_status_t tend_all(const cnops_app_t *app, cnops_pace_t *pace,
                             const apr_array_header_t *list, apr_pool_t *pool)
{
    apr_status_t first = APR_SUCCESS, rv;

    for (int i = 0; i < list->nelts; i++) {
        bool told;

        apr_pool_clear(pool);
        rv = tend(&told, app, &APR_ARRAY_IDX(list, i, cnops_registration_t), pool);
        if (told)
            cnops_pace_spend(pace);
        if (first == APR_SUCCESS)
            first = rv;
    }
    return first;
}

apr_status_t cnops_registration_chores(const cnops_app_t *app, cnops_pace_t *pace, apr_pool_t *pool)
{
    apr_array_header_t *list;
    apr_pool_t *each;
    apr_status_t rv;

    cnops_pace_earn(pace, app->core->settings->news_rate, cnops_core_now(app->core));
    if (cnops_pace_count(pace) == 0)
        return APR_SUCCESS;
    rv = cnops_registrations_due(&list, app->core, cnops_pace_count(pace), pool);
    if (rv != APR_SUCCESS || list->nelts == 0)
        return rv;
    apr_pool_create(&each, pool);
    rv = tend_all(app, pace, list, each);
    apr_pool_destroy(each);
    return rv;
}
