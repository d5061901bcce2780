/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* An operator's decision on a request, for example after an identity check at a counter.
 *
 * Floor: core. Threads: any. Source: mission.md §5. Once the time for refusals is over, one
 * operator decides. Before that, two different operators must accept. One operator can refuse at
 * any time. */
#ifndef CNOPS_CORE_REQUEST_REQUEST_DECISION_H
#define CNOPS_CORE_REQUEST_REQUEST_DECISION_H

#include "core/journal/operator.h"
#include "core/request/request.h"

typedef enum {
    CNOPS_DECISION_ACCEPTED, /* takes effect within moments (pages/request/request_chores.h) */
    CNOPS_DECISION_DECLINED, /* the applicant is informed within moments */
    CNOPS_DECISION_HASTENED, /* accepted before its time: another operator must accept too */
    CNOPS_DECISION_REPEATED, /* this operator has hastened it already: another one is needed */
    CNOPS_DECISION_OVER      /* decided, applied or refused before */
} cnops_decision_e;

/* request: as it was read. CNOPS_ECONFLICT: it has changed meanwhile; read it again. */
apr_status_t cnops_request_decide(cnops_decision_e *pdecision, const cnops_core_t *core,
                                  const cnops_request_t *request, bool accepts,
                                  const cnops_operator_t *by, apr_pool_t *pool);

#endif
