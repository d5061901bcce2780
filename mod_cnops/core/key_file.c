/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/key_file.h"

#include "base/errors.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <sodium.h>
#include <unistd.h>

#define SIZE_MAX_OF_FILE 65536 /* bytes */

#define OTHERS                                                                                     \
    (APR_FPROT_GREAD | APR_FPROT_GWRITE | APR_FPROT_GEXECUTE | APR_FPROT_WREAD |                   \
     APR_FPROT_WWRITE | APR_FPROT_WEXECUTE)

static const char *judge(const apr_finfo_t *info)
{
    if (info->filetype != APR_REG)
        return "it is not a regular file";
    if (info->user != 0 && info->user != geteuid())
        return "it belongs to neither root nor the user who starts this program";
    if (info->protection & OTHERS)
        return "it is open to others than its owner: chmod 600";
    return NULL;
}

/* Of the opened file, so that what was judged is what is read. */
static apr_status_t parse_opened(const cnops_keys_t **pkeys, const char **pfault, apr_file_t *file,
                                 apr_pool_t *pool)
{
    char text[SIZE_MAX_OF_FILE + 1];
    apr_size_t len;
    apr_finfo_t info;
    apr_status_t rv =
        apr_file_info_get(&info, APR_FINFO_PROT | APR_FINFO_USER | APR_FINFO_TYPE, file);

    if (rv != APR_SUCCESS)
        return rv;
    if ((*pfault = judge(&info)))
        return APR_EACCES;
    rv = apr_file_read_full(file, text, sizeof text - 1, &len);
    text[len] = '\0';
    if (rv == APR_EOF)
        rv = cnops_keys_parse(pkeys, pfault, text, pool);
    else if (rv == APR_SUCCESS)
        rv = CNOPS_ETOOLARGE;
    sodium_memzero(text, sizeof text);
    return rv;
}

apr_status_t cnops_key_file_load(const cnops_keys_t **pkeys, const char **pfault, const char *path,
                                 apr_pool_t *pool)
{
    apr_file_t *file;
    char reason[128];
    apr_status_t rv;

    *pkeys = NULL;
    *pfault = NULL;
    rv = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS) {
        *pfault = apr_psprintf(pool, "%s; make one with: cnopsctl key new FILE",
                               apr_strerror(rv, reason, sizeof reason));
        return rv;
    }
    rv = parse_opened(pkeys, pfault, file, pool);
    apr_file_close(file);
    if (rv != APR_SUCCESS && !*pfault)
        *pfault = rv == CNOPS_ETOOLARGE ? "it is over 64 KiB" : "it cannot be read";
    return rv;
}
