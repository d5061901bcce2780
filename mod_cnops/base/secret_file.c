/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/secret_file.h"

#include "base/errors.h"
#include "base/secret.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

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

static apr_status_t read_opened(char *text, apr_size_t *plen, apr_size_t size, const char **pfault,
                                apr_file_t *file)
{
    apr_finfo_t info;
    apr_status_t rv =
        apr_file_info_get(&info, APR_FINFO_PROT | APR_FINFO_USER | APR_FINFO_TYPE, file);

    if (rv != APR_SUCCESS)
        return rv;
    if ((*pfault = judge(&info)))
        return APR_EACCES;
    rv = apr_file_read_full(file, text, size - 1, plen);
    text[*plen] = '\0';
    /* The end of the file must be met before text is full. */
    if (rv == APR_SUCCESS)
        return CNOPS_ETOOLARGE;
    return rv == APR_EOF ? APR_SUCCESS : rv;
}

apr_status_t cnops_secret_file_read(char *text, apr_size_t *plen, apr_size_t size,
                                    const char **pfault, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_status_t rv;

    *pfault = NULL;
    *plen = 0;
    rv = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS)
        return rv;
    rv = read_opened(text, plen, size, pfault, file);
    apr_file_close(file);
    return rv;
}

/* --- the lines of a file --- */

static bool is_printable(const char *line)
{
    for (const char *c = line; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return false;
    return *line;
}

/* Splits text in place: each '\n' becomes the NUL behind its line. */
static apr_status_t split(apr_array_header_t *lines, char *text)
{
    while (*text) {
        apr_size_t len = strcspn(text, "\n");
        char *rest = text + len + (text[len] == '\n');

        text[len] = '\0';
        if (!is_printable(text))
            return CNOPS_EMALFORMED;
        APR_ARRAY_PUSH(lines, const char *) = text;
        text = rest;
    }
    return APR_SUCCESS;
}

static const char *describe(apr_status_t rv, apr_size_t max, apr_pool_t *pool)
{
    char reason[128];

    if (rv == CNOPS_ETOOLARGE)
        return apr_psprintf(pool, "it is over %d KiB", (int)(max / 1024));
    if (rv == CNOPS_EMALFORMED)
        return "it has an empty line or a control character";
    return apr_pstrdup(pool, apr_strerror(rv, reason, sizeof reason));
}

apr_status_t cnops_secret_file_lines(apr_array_header_t **plines, const char **pfault,
                                     const char *path, apr_size_t max, apr_pool_t *pool)
{
    char *text = cnops_secret_alloc(max + 2, pool);
    apr_size_t len;
    apr_status_t rv = cnops_secret_file_read(text, &len, max + 2, pfault, path, pool);

    *plines = apr_array_make(pool, 4, sizeof(const char *));
    if (rv == APR_SUCCESS)
        rv = strlen(text) == len ? split(*plines, text) : CNOPS_EMALFORMED;
    if (rv != APR_SUCCESS && !*pfault)
        *pfault = describe(rv, max, pool);
    return rv;
}
