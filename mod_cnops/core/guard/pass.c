/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/pass.h"

#include "base/errors.h"
#include "core/seal/link.h"

#include <apr_strings.h>

#define LINK "pass"

const char *cnops_pass_url(const cnops_core_t *core, const char *subject, apr_pool_t *pool)
{
    cnops_tree_t *content = cnops_tree_object(pool);

    cnops_tree_set_text(content, "s", subject);
    return apr_pstrcat(
        pool, core->settings->public_url, "/suite/",
        cnops_link_seal(core, LINK, content, cnops_core_now(core) + CNOPS_PASS_TTL, pool), NULL);
}

apr_status_t cnops_pass_open(const char **psubject, const cnops_core_t *core, const char *token,
                             apr_pool_t *pool)
{
    cnops_tree_t *content;
    apr_status_t rv = cnops_link_open(&content, core, LINK, token, pool);

    *psubject = content ? cnops_tree_text(content, "s") : NULL;
    return content && !*psubject ? CNOPS_EFORGED : rv;
}
