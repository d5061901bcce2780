/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/credentials.h"

#include "base/errors.h"
#include "base/secret.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>
#include <unistd.h>

#define SIZE_MAX_OF_FILE 1024 /* bytes */

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

/* Up to the line's end; NULL for an empty line or a control character, which could end a
 * header of ours. *prest: what follows the line. */
static const char *take_line(const char **prest, const char *text, apr_pool_t *pool)
{
    apr_size_t len = strcspn(text, "\n");
    char *line = cnops_secret_alloc(len + 1, pool);

    *prest = text + len + (text[len] == '\n');
    memcpy(line, text, len);
    for (apr_size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            return NULL;
    return len ? line : NULL;
}

static apr_status_t parse(cnops_credentials_t *pcredentials, const char **pfault, const char *text,
                          apr_pool_t *pool)
{
    const char *rest;

    pcredentials->user = take_line(&rest, text, pool);
    pcredentials->password = take_line(&rest, rest, pool);
    if (pcredentials->user && pcredentials->password && !*rest)
        return APR_SUCCESS;
    *pfault = "it must hold two lines, a user and a password";
    return CNOPS_EMALFORMED;
}

/* Of the opened file, so that what was judged is what is read. */
static apr_status_t parse_opened(cnops_credentials_t *pcredentials, const char **pfault,
                                 apr_file_t *file, apr_pool_t *pool)
{
    char text[SIZE_MAX_OF_FILE + 1];
    apr_size_t len = 0;
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
        rv = strlen(text) == len ? parse(pcredentials, pfault, text, pool) : CNOPS_EMALFORMED;
    else if (rv == APR_SUCCESS)
        rv = CNOPS_ETOOLARGE;
    cnops_secret_wipe_bytes(text, sizeof text);
    return rv;
}

apr_status_t cnops_credentials_load(cnops_credentials_t *pcredentials, const char **pfault,
                                    const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    char reason[128];
    apr_status_t rv;

    *pcredentials = (cnops_credentials_t){NULL, NULL};
    *pfault = NULL;
    rv = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);
    if (rv == APR_SUCCESS) {
        rv = parse_opened(pcredentials, pfault, file, pool);
        apr_file_close(file);
    }
    if (rv != APR_SUCCESS && !*pfault)
        *pfault =
            apr_pstrdup(pool, rv == CNOPS_ETOOLARGE    ? "it is over 1 KiB"
                              : rv == CNOPS_EMALFORMED ? "it is not text"
                                                       : apr_strerror(rv, reason, sizeof reason));
    return rv;
}
