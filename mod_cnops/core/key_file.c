/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/key_file.h"

#include "base/errors.h"
#include "base/secret_file.h"

#include <apr_strings.h>
#include <sodium.h>

#define SIZE_MAX_OF_FILE 65536 /* bytes */

apr_status_t cnops_key_file_load(const cnops_keys_t **pkeys, const char **pfault, const char *path,
                                 apr_pool_t *pool)
{
    char text[SIZE_MAX_OF_FILE + 1], reason[128];
    apr_size_t len;
    apr_status_t rv = cnops_secret_file_read(text, &len, sizeof text, pfault, path, pool);

    *pkeys = NULL;
    if (rv == APR_SUCCESS)
        rv = cnops_keys_parse(pkeys, pfault, text, pool);
    sodium_memzero(text, sizeof text);
    if (rv == APR_SUCCESS || *pfault)
        return rv;
    if (rv == CNOPS_ETOOLARGE)
        *pfault = "it is over 64 KiB";
    else
        *pfault = apr_pstrcat(
            pool, apr_strerror(rv, reason, sizeof reason),
            APR_STATUS_IS_ENOENT(rv) ? "; make one with: cnopsctl key new FILE" : "", NULL);
    return rv;
}
