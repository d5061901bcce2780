/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/pass.h"

#include "base/errors.h"

#define LINK "pass"
#define PATH "/suite/"

const cnops_link_t *cnops_pass_link(const cnops_core_t *core, const char *subject, apr_pool_t *pool)
{
    cnops_tree_t *content = cnops_tree_object(pool);
    cnops_right_t right = {
        .kind = LINK, .content = content, .expires_at = cnops_core_now(core) + CNOPS_PASS_TTL};

    cnops_tree_set_text(content, "s", subject);
    return cnops_link_make(core, &right, PATH, pool);
}

apr_status_t cnops_pass_open(const char **psubject, const cnops_core_t *core, const char *token,
                             apr_pool_t *pool)
{
    cnops_right_t right;
    apr_status_t rv = cnops_link_open(&right, core, LINK, token, pool);

    *psubject = right.content ? cnops_tree_text(right.content, "s") : NULL;
    return right.content && !*psubject ? CNOPS_EFORGED : rv;
}
