/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/request_decision.h"

#include <string.h>

static apr_status_t decline(cnops_decision_e *pdecision, const cnops_core_t *core,
                            const cnops_request_t *request, const cnops_operator_t *by,
                            apr_pool_t *pool)
{
    cnops_event_t event = cnops_operator_event(CNOPS_EVENT_REQUEST_DECIDED, by, "refused", pool);

    *pdecision = CNOPS_DECISION_OVER;
    if (!cnops_request_is_opposable(request))
        return APR_SUCCESS;
    *pdecision = CNOPS_DECISION_DECLINED;
    return cnops_request_decline(core, request, &event, pool);
}

static apr_status_t hasten(cnops_decision_e *pdecision, const cnops_core_t *core,
                           const cnops_request_t *request, const cnops_operator_t *by,
                           apr_pool_t *pool)
{
    cnops_event_t event = cnops_operator_event(CNOPS_EVENT_REQUEST_DECIDED, by, "hastened", pool);

    *pdecision = CNOPS_DECISION_REPEATED;
    if (strcmp(request->hastened_by, by->name) == 0)
        return APR_SUCCESS;
    *pdecision = CNOPS_DECISION_HASTENED;
    return cnops_request_hasten(core, request, by->name, &event, pool);
}

static apr_status_t accept_now(cnops_decision_e *pdecision, const cnops_core_t *core,
                               const cnops_request_t *request, const cnops_operator_t *by,
                               apr_pool_t *pool)
{
    cnops_event_t event = cnops_operator_event(CNOPS_EVENT_REQUEST_DECIDED, by, "accepted", pool);

    *pdecision = CNOPS_DECISION_ACCEPTED;
    return cnops_request_accept(core, request, cnops_core_now(core), &event, pool);
}

apr_status_t cnops_request_decide(cnops_decision_e *pdecision, const cnops_core_t *core,
                                  const cnops_request_t *request, bool accepts,
                                  const cnops_operator_t *by, apr_pool_t *pool)
{
    apr_time_t now = cnops_core_now(core);
    /* Before the time for refusals is over, two different operators must accept. */
    bool is_second = *request->hastened_by && strcmp(request->hastened_by, by->name) != 0;

    if (!accepts)
        return decline(pdecision, core, request, by, pool);
    *pdecision = CNOPS_DECISION_OVER;
    if (request->state != CNOPS_REQUEST_OPEN || cnops_request_expires_at(core, request) <= now)
        return APR_SUCCESS;
    if (cnops_request_free_at(core, request) > now && !is_second)
        return hasten(pdecision, core, request, by, pool);
    return accept_now(pdecision, core, request, by, pool);
}
