/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/new_file.h"

#include <apr_strings.h>

static apr_status_t write_and_close(const cnops_new_file_t *new_file, apr_file_t *file)
{
    apr_status_t rv = new_file->write(new_file->self, file), closed;

    if (rv == APR_SUCCESS)
        rv = apr_file_sync(file);
    closed = apr_file_close(file);
    return rv == APR_SUCCESS ? closed : rv;
}

/* A disk that is full is met here, before the file has its name. */
static apr_status_t write_beside(const char **pwritten, const cnops_new_file_t *new_file,
                                 apr_pool_t *pool)
{
    char *written = apr_pstrcat(pool, new_file->path, ".XXXXXX", NULL);
    apr_file_t *file;
    apr_status_t rv =
        apr_file_mktemp(&file, written, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL, pool);

    if (rv != APR_SUCCESS)
        return rv;
    *pwritten = written;
    rv = write_and_close(new_file, file);
    return rv == APR_SUCCESS ? apr_file_perms_set(written, new_file->perms) : rv;
}

/* Takes the name with an empty file: of two commands at once one gets it, and a rename replaces no
 * file of others. */
static apr_status_t take_name(const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_status_t rv =
        apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL,
                      APR_FPROT_UREAD | APR_FPROT_UWRITE, pool);

    return rv == APR_SUCCESS ? apr_file_close(file) : rv;
}

apr_status_t cnops_new_file(const cnops_new_file_t *new_file, apr_pool_t *pool)
{
    const char *written = NULL;
    apr_status_t rv = take_name(new_file->path, pool);

    if (rv != APR_SUCCESS)
        return rv;
    rv = write_beside(&written, new_file, pool);
    if (rv == APR_SUCCESS)
        rv = apr_file_rename(written, new_file->path, pool);
    if (rv == APR_SUCCESS)
        return APR_SUCCESS;
    if (written)
        apr_file_remove(written, pool);
    apr_file_remove(new_file->path, pool);
    return rv;
}
