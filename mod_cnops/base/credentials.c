/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/credentials.h"

#include "base/errors.h"
#include "base/secret.h"
#include "base/secret_file.h"

#include <apr_strings.h>
#include <string.h>

#define SIZE_MAX_OF_FILE 1024 /* bytes */

/* Returns the first line of text, and the start of the next line in *pnext. NULL where the
 * line is empty or has a control character: that could end one of our headers early and
 * begin another. */
static const char *take_line(const char **pnext, const char *text, apr_pool_t *pool)
{
    apr_size_t len = strcspn(text, "\n");
    char *line = cnops_secret_alloc(len + 1, pool);

    *pnext = text + len + (text[len] == '\n');
    memcpy(line, text, len);
    for (apr_size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            return NULL;
    return len ? line : NULL;
}

static apr_status_t parse(cnops_credentials_t *pcredentials, const char **pfault, const char *text,
                          apr_pool_t *pool)
{
    const char *next;

    pcredentials->user = take_line(&next, text, pool);
    pcredentials->password = take_line(&next, next, pool);
    if (pcredentials->user && pcredentials->password && !*next)
        return APR_SUCCESS;
    *pfault = "it must hold two lines, a user and a password";
    return CNOPS_EMALFORMED;
}

apr_status_t cnops_credentials_load(cnops_credentials_t *pcredentials, const char **pfault,
                                    const char *path, apr_pool_t *pool)
{
    char text[SIZE_MAX_OF_FILE + 1], reason[128];
    apr_size_t len;
    apr_status_t rv = cnops_secret_file_read(text, &len, sizeof text, pfault, path, pool);

    *pcredentials = (cnops_credentials_t){NULL, NULL};
    /* A NUL in the file would silently cut the password short. */
    if (rv == APR_SUCCESS)
        rv = strlen(text) == len ? parse(pcredentials, pfault, text, pool) : CNOPS_EMALFORMED;
    cnops_secret_wipe_bytes(text, sizeof text);
    if (rv != APR_SUCCESS && !*pfault)
        *pfault =
            apr_pstrdup(pool, rv == CNOPS_ETOOLARGE    ? "it is over 1 KiB"
                              : rv == CNOPS_EMALFORMED ? "it is not text"
                                                       : apr_strerror(rv, reason, sizeof reason));
    return rv;
}
