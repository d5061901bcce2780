/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/last_try.h"

/* A visitor who has not identified anybody yet has used no try, and the store need not be asked. */
static bool may_have_tried(const cnops_walk_t *walk)
{
    const cnops_journey_t *journey = walk->req->journey;

    return walk->step->tries && journey->kind == walk->course->kind && *journey->identity_digest;
}

/* 0 where the counter cannot be read. */
static apr_int64_t count_tries(const cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    cnops_verdict_t verdict;

    if (walk->tried >= 0)
        return walk->tried;
    cnops_throttle_look(&verdict, req->app->core, *walk->step->tries, req->journey->id, 0,
                        req->pool);
    return verdict.count;
}

static bool is_last(const cnops_walk_t *walk)
{
    apr_int64_t tried = count_tries(walk);

    return tried > 0 && tried == cnops_use_limit(walk->req->app->core, *walk->step->tries) - 1;
}

void cnops_last_try_add(cnops_tree_t *data, const cnops_walk_t *walk)
{
    bool warns = may_have_tried(walk) && is_last(walk);

    cnops_tree_set_text(data, "last_try",
                        warns ? cnops_page_text(walk->req, "last_try.journey", NULL) : NULL);
}
