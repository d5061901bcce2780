/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/credentials.h"

#include "base/errors.h"
#include "base/secret_file.h"

#define SIZE_MAX_OF_FILE 1024 /* bytes */

apr_status_t cnops_credentials_load(cnops_credentials_t *pcredentials, const char **pfault,
                                    const char *path, apr_pool_t *pool)
{
    apr_array_header_t *lines;
    apr_status_t rv = cnops_secret_file_lines(&lines, pfault, path, SIZE_MAX_OF_FILE, pool);

    *pcredentials = (cnops_credentials_t){NULL, NULL};
    if (rv != APR_SUCCESS)
        return rv;
    if (lines->nelts != 2) {
        *pfault = "it must hold two lines, a user and a password";
        return CNOPS_EMALFORMED;
    }
    pcredentials->user = APR_ARRAY_IDX(lines, 0, const char *);
    pcredentials->password = APR_ARRAY_IDX(lines, 1, const char *);
    return APR_SUCCESS;
}
