/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/closing_chores.h"

#include "base/errors.h"
#include "core/account/closing.h"
#include "pages/notice/notices.h"

#define SLICE 20 /* accounts that are read at once */

/* The messages are written before the deletion, after which the contacts are not known any more.
 * They are queued only with it. */
static apr_status_t settle(const cnops_app_t *app, const cnops_account_t *account, apr_pool_t *pool)
{
    bool is_doubtful = cnops_closing_is_doubtful(app->core, account);
    apr_array_header_t *messages;
    apr_status_t rv = cnops_notices_everywhere(
        &messages, app, account, is_doubtful ? "fermeture-annulee" : "compte-clos", pool);

    if (rv != APR_SUCCESS)
        return rv;
    rv = is_doubtful ? cnops_closing_keep(app->core, account, messages, pool)
                     : cnops_closing_finish(app->core, account, messages, pool);
    return rv == CNOPS_ENOTFOUND ? APR_SUCCESS : rv; /* it was kept meanwhile */
}

static apr_status_t settle_slice(const cnops_app_t *app, const apr_array_header_t *list,
                                 apr_pool_t *pool)
{
    apr_status_t first = APR_SUCCESS;
    apr_pool_t *each;

    apr_pool_create(&each, pool);
    for (int i = 0; i < list->nelts; i++) {
        apr_status_t rv = settle(app, &APR_ARRAY_IDX(list, i, cnops_account_t), each);

        if (first == APR_SUCCESS)
            first = rv;
        apr_pool_clear(each);
    }
    apr_pool_destroy(each);
    return first;
}

/* An account that fails (its contact does not open) is tried again in each run. So that many of
 * them do not keep the others from their end, a run in which one fails goes on after its slice. */
apr_status_t cnops_closing_chores(const cnops_app_t *app, apr_pool_t *pool)
{
    const cnops_account_t *last = NULL;
    apr_status_t first = APR_SUCCESS, rv;
    apr_array_header_t *list;

    do {
        rv = cnops_closing_due(&list, app->core, last, SLICE, pool);
        if (rv == APR_SUCCESS)
            rv = settle_slice(app, list, pool);
        if (first == APR_SUCCESS)
            first = rv;
        if (list->nelts)
            last = &APR_ARRAY_IDX(list, list->nelts - 1, cnops_account_t);
    } while (rv != APR_SUCCESS && list->nelts);
    return first;
}
