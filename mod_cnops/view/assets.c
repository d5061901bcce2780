/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/assets.h"

#include "view/lines.h"

#include <apr_hash.h>
#include <apr_strings.h>

struct cnops_assets_t {
    apr_hash_t *addresses; /* name → address */
};

apr_status_t cnops_assets_load(const cnops_assets_t **passets, const char **pfault,
                               const char *manifest, const char *mount, apr_pool_t *pool)
{
    cnops_assets_t *assets = apr_palloc(pool, sizeof *assets);
    cnops_lines_t lines;
    char *name;
    char *built;
    const apr_status_t rv = cnops_lines_open(&lines, pfault, manifest, pool);

    *passets = NULL;
    if (rv != APR_SUCCESS)
        return rv;
    assets->addresses = apr_hash_make(pool);
    while (cnops_lines_next(&lines)) {
        if (!cnops_lines_split(&lines, &name, &built, ' '))
            return cnops_lines_refuse(&lines, pfault, "not “name built-name”", pool);
        apr_hash_set(assets->addresses, name, APR_HASH_KEY_STRING,
                     apr_pstrcat(pool, mount, "/assets/", built, NULL));
    }
    *passets = assets;
    return APR_SUCCESS;
}

const char *cnops_assets_address(const cnops_assets_t *assets, const char *name)
{
    return apr_hash_get(assets->addresses, name, APR_HASH_KEY_STRING);
}
