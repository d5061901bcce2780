/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/doctor_papers.h"

#include "core/certificate/public_keys.h"

#include <apr_strings.h>

/* How many of the keys that have signed papers the root key's list has not. */
static int count_withdrawn(const cnops_public_keys_t *list, const cnops_public_keys_t *known)
{
    int count = 0;

    for (int i = 0; i < known->keys->nelts; i++)
        count +=
            !cnops_public_keys_find(list, APR_ARRAY_IDX(known->keys, i, cnops_listed_key_t).key.id);
    return count;
}

/* The id of the key that signs: what the owner of the root key compares. */
static const char *current_of(const cnops_core_t *core, apr_pool_t *pool)
{
    cnops_public_key_t key;

    cnops_signature_public_key(&key, core->keys, NULL);
    return cnops_public_key_name(&key, pool);
}

static const char *check_signed(const char **pnote, const cnops_core_t *core,
                                const cnops_public_keys_t *known, apr_pool_t *pool)
{
    const char *path = core->settings->signed_keys, *fault;
    cnops_public_keys_t *list;

    if ((fault = cnops_public_keys_load(&list, path, true, pool)))
        return apr_psprintf(pool, "CnopsSignedKeys %s: %s", path, fault);
    if (!cnops_public_keys_have_current(list, core->keys))
        return apr_psprintf(pool,
                            "CnopsSignedKeys %s lacks %s, which signs: httpd will not start; "
                            "cnopsctl certificate keys, then key root sign",
                            path, current_of(core, pool));
    *pnote = apr_psprintf(pool, "signing with %s; %d key(s) signed by root %s on %s, %d withdrawn",
                          current_of(core, pool), list->keys->nelts,
                          cnops_public_key_name(&list->root, pool), list->signed_on,
                          count_withdrawn(list, known));
    return NULL;
}

const char *cnops_doctor_papers(const char **pnote, const cnops_core_t *core, apr_pool_t *pool)
{
    cnops_public_keys_t *known;

    if (cnops_public_keys_known(&known, core, pool) != APR_SUCCESS)
        return "the signing keys cannot be read from the database";
    if (*core->settings->signed_keys)
        return check_signed(pnote, core, known, pool);
    *pnote = apr_psprintf(pool, "signing with %s; no root key vouches for it: key root new",
                          current_of(core, pool));
    return NULL;
}
