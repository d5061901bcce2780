/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/guard/password_gate.h"

#include "core/guard/throttle.h"
#include "core/signin/password.h"
#include "pages/guard/guard.h"

apr_status_t cnops_password_gate_check(cnops_password_gate_t *pgate, const cnops_req_t *req,
                                       const char *password)
{
    const cnops_core_t *core = req->app->core;
    const char *subject = req->session->token_digest;
    cnops_verdict_t verdict;
    apr_status_t rv, given = APR_SUCCESS;

    *pgate = (cnops_password_gate_t){0};
    /* Counted before it is compared: requests at the same time get no more tries. */
    rv = cnops_throttle_take(&verdict, core, CNOPS_USE_SESSION_PASSWORD, subject, 0, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    if (!verdict.allowed) {
        pgate->retry_after = verdict.retry_after;
        return APR_SUCCESS;
    }
    rv = cnops_password_verify(
        &pgate->matches, core,
        &(cnops_guess_t){req->account->password_hash, password, CNOPS_SLOTS_KNOWN}, req->pool);
    /* A wrong password is a failure of the address block too. */
    if (rv == APR_SUCCESS && !pgate->matches)
        return cnops_guard_failed(req);
    given = cnops_throttle_give(core, CNOPS_USE_SESSION_PASSWORD, subject, req->pool);
    return rv == APR_SUCCESS ? given : rv;
}
