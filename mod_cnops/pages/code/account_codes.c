/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/code/account_codes.h"

#include <apr_strings.h>

static const char *subject_of(const cnops_req_t *req, const cnops_account_t *account)
{
    return apr_psprintf(req->pool, "%" APR_INT64_T_FMT, account->id);
}

/* The contact is masked: a visitor who has only the password must not learn it. */
cnops_code_form_t cnops_account_codes_form(const cnops_req_t *req, const cnops_account_t *account)
{
    const char *subject = subject_of(req, account);

    return (cnops_code_form_t){.req = req,
                               .is_masked = true,
                               .lang = account->lang,
                               .account = subject,
                               .tries = CNOPS_USE_ACCOUNT_TRIES,
                               .subject = subject};
}

apr_status_t cnops_account_codes_clear(const cnops_req_t *req, const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    const char *subject = subject_of(req, account);
    apr_status_t rv;

    rv = cnops_throttle_clear(core, CNOPS_USE_ACCOUNT_TRIES, subject, req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_throttle_clear(core, CNOPS_USE_ACCOUNT_CODES, subject, req->pool);
    return rv;
}
