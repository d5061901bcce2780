/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/file.h"

#include "base/errors.h"

#include <apr_file_io.h>

static apr_status_t read_open(const char **pbytes, apr_size_t *plen, apr_file_t *file,
                              apr_size_t max, apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_status_t rv;

    if ((rv = apr_file_info_get(&info, APR_FINFO_SIZE, file)) != APR_SUCCESS)
        return rv;
    if (info.size < 0 || (apr_uint64_t)info.size > max)
        return CNOPS_ETOOLARGE;
    char *bytes = apr_palloc(pool, (apr_size_t)info.size + 1);
    /* APR_EOF: the file has become shorter since its size was asked. */
    rv = apr_file_read_full(file, bytes, (apr_size_t)info.size, plen);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return rv;
    bytes[*plen] = '\0';
    *pbytes = bytes;
    return APR_SUCCESS;
}

apr_status_t cnops_file_read(const char **pbytes, apr_size_t *plen, const char *path,
                             apr_size_t max, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_status_t rv;

    rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_FPROT_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS)
        return rv;
    rv = read_open(pbytes, plen, file, max, pool);
    apr_file_close(file);
    return rv;
}
