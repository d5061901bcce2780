/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/closing_chores.h"

#include "base/errors.h"
#include "core/account/closing.h"
#include "pages/notice/notices.h"

#define SLICE 20 /* accounts of one run */

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

apr_status_t cnops_closing_chores(const cnops_app_t *app, apr_pool_t *pool)
{
    apr_array_header_t *list;
    apr_pool_t *slice;
    apr_status_t first = cnops_closing_due(&list, app->core, SLICE, pool);

    apr_pool_create(&slice, pool);
    for (int i = 0; i < list->nelts; i++) {
        apr_status_t rv = settle(app, &APR_ARRAY_IDX(list, i, cnops_account_t), slice);

        if (first == APR_SUCCESS)
            first = rv;
        apr_pool_clear(slice);
    }
    apr_pool_destroy(slice);
    return first;
}
