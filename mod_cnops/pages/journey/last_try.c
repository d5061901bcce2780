/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/last_try.h"

/* A visitor who has not identified anybody yet has used no try, and the store need not be asked. */
static bool may_have_tried(const cnops_walk_t *walk)
{
    const cnops_journey_t *journey = walk->req->journey;

    return walk->step->tries && journey->kind == walk->course->kind && *journey->identity_digest;
}

static bool is_last(const cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_core_t *core = req->app->core;
    cnops_use_e use = *walk->step->tries;
    apr_int64_t limit = cnops_use_limit(core, use);
    cnops_verdict_t verdict;

    return cnops_throttle_look(&verdict, core, use, req->journey->id, 0, req->pool) ==
               APR_SUCCESS &&
           verdict.count > 0 && verdict.count == limit - 1;
}

void cnops_last_try_add(cnops_tree_t *data, const cnops_walk_t *walk)
{
    bool warns = may_have_tried(walk) && is_last(walk);

    cnops_tree_set_text(data, "last_try",
                        warns ? cnops_page_text(walk->req, "last_try.journey", NULL) : NULL);
}
