/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/link.h"

#include "base/errors.h"
#include "base/json.h"
#include "core/seal/seal.h"

#include <apr_strings.h>
#include <string.h>

static const char *context_of(const char *kind, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "link/", kind, NULL);
}

const char *cnops_link_seal(const cnops_core_t *core, const char *kind, cnops_tree_t *content,
                            apr_time_t expires_at, apr_pool_t *pool)
{
    cnops_tree_set_int(content, "until", expires_at);
    return cnops_seal(core, CNOPS_KEY_LINKS, context_of(kind, pool),
                      cnops_json_write(content, pool), pool);
}

apr_status_t cnops_link_open(cnops_tree_t **pcontent, const cnops_core_t *core, const char *kind,
                             const char *token, apr_pool_t *pool)
{
    char *text;

    *pcontent = NULL;
    if (!token ||
        cnops_unseal(&text, core, CNOPS_KEY_LINKS, context_of(kind, pool), token, pool) !=
            APR_SUCCESS ||
        cnops_json_parse(pcontent, text, strlen(text), pool) != APR_SUCCESS)
        return CNOPS_EFORGED;
    /* The content of an expired link stays available: the page can say what has expired. */
    return cnops_tree_int(*pcontent, "until", 0) > cnops_core_now(core) ? APR_SUCCESS
                                                                        : CNOPS_EEXPIRED;
}
