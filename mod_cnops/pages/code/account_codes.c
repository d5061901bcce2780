/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/code/account_codes.h"

#include "core/guard/throttle.h"
#include "core/person/contact.h"

#include <apr_strings.h>

const char *cnops_account_codes_subject(const cnops_req_t *req, const cnops_account_t *account)
{
    return apr_psprintf(req->pool, "%" APR_INT64_T_FMT, account->id);
}

static const char *const faults[] = {[CNOPS_CODE_RIGHT] = NULL,
                                     [CNOPS_CODE_WRONG] = "code_wrong",
                                     [CNOPS_CODE_EXHAUSTED] = "code_exhausted",
                                     [CNOPS_CODE_EXPIRED] = "code_expired"};

/* Taken before the code is compared, given back unless it was wrong: a hundred guesses at
 * once are a hundred guesses. */
apr_status_t cnops_account_codes_try(cnops_account_code_t *ptried, const cnops_req_t *req,
                                     const cnops_account_t *account, const char *journey_id,
                                     cnops_channel_e channel, const char *destination,
                                     const char *code)
{
    const cnops_core_t *core = req->app->core;
    const char *subject = cnops_account_codes_subject(req, account);
    cnops_verdict_t verdict;
    cnops_code_tried_e tried;
    apr_status_t rv, given = APR_SUCCESS;

    *ptried = (cnops_account_code_t){0};
    rv = cnops_throttle_take(&verdict, core, CNOPS_USE_ACCOUNT_TRIES, subject, 0, req->pool);
    if (rv != APR_SUCCESS || !verdict.allowed) {
        ptried->retry_after = verdict.retry_after;
        return rv;
    }
    rv = cnops_code_try(&tried, core, journey_id, channel, destination, code, req->pool);
    if (rv != APR_SUCCESS || tried != CNOPS_CODE_WRONG)
        given = cnops_throttle_give(core, CNOPS_USE_ACCOUNT_TRIES, subject, req->pool);
    if (rv == APR_SUCCESS)
        ptried->fault = faults[tried];
    return rv == APR_SUCCESS ? given : rv;
}

apr_status_t cnops_account_codes_show(cnops_tree_t *data, const cnops_req_t *req,
                                      const char *journey_id, cnops_channel_e channel,
                                      const char *destination)
{
    const cnops_core_t *core = req->app->core;
    cnops_tree_t *resend = cnops_tree_set_object(data, "resend");
    apr_interval_time_t wait;
    apr_status_t rv = cnops_code_wait(&wait, core, journey_id, channel, destination, req->pool);

    cnops_tree_set_text(data, "destination", cnops_contact_mask(channel, destination, req->pool));
    cnops_tree_set_int(data, "minutes", apr_time_sec(core->settings->code_ttl) / 60);
    cnops_tree_set_int(resend, "wait", apr_time_sec(wait + APR_USEC_PER_SEC - 1));
    cnops_tree_set_bool(resend, "allowed", wait == 0);
    return rv;
}

apr_status_t cnops_account_codes_clear(const cnops_req_t *req, const cnops_account_t *account)
{
    const cnops_core_t *core = req->app->core;
    const char *subject = cnops_account_codes_subject(req, account);
    apr_status_t rv;

    rv = cnops_throttle_clear(core, CNOPS_USE_ACCOUNT_TRIES, subject, req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_throttle_clear(core, CNOPS_USE_ACCOUNT_CODES, subject, req->pool);
    return rv;
}
