/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/header_file.h"

#include "base/errors.h"
#include "base/secret_file.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

#define SIZE_MAX_OF_FILE 4096 /* bytes: a token of a few KiB fits */
#define LINES_MAX        8
/* Characters of a header name: RFC 9110 §5.6.2. */
#define NAME_CHARS "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Headers that describe the request itself: another value would break it. */
static const char *const ours[] = {"Host",   "Connection",     "Content-Type",
                                   "Expect", "Content-Length", "Transfer-Encoding"};

static bool is_header(const char *line)
{
    apr_size_t len = strspn(line, NAME_CHARS);

    return len > 0 && line[len] == ':' && line[len + 1] == ' ' && line[len + 2] > ' ';
}

static bool is_ours(const char *line)
{
    for (apr_size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        apr_size_t len = strlen(ours[i]);

        if (apr_cstr_casecmpn(line, ours[i], len) == 0 && line[len] == ':')
            return true;
    }
    return false;
}

/* NULL, or what is wrong with the line. Names it by its number, because it may be a secret. */
static const char *judge(const char *line, int number, apr_pool_t *pool)
{
    if (!is_header(line))
        return apr_psprintf(pool,
                            "line %d is no header: write a name, a colon, a blank and a value, "
                            "for instance X-Api-Key: 0123456789",
                            number);
    if (is_ours(line))
        return apr_psprintf(pool, "line %d has a header that the portal sets by itself", number);
    return NULL;
}

apr_status_t cnops_header_file_load(apr_array_header_t **pheaders, const char **pfault,
                                    const char *path, apr_pool_t *pool)
{
    apr_status_t rv = cnops_secret_file_lines(pheaders, pfault, path, SIZE_MAX_OF_FILE, pool);
    int count = (*pheaders)->nelts;

    if (rv != APR_SUCCESS)
        return rv;
    if (count == 0 || count > LINES_MAX)
        *pfault = apr_psprintf(pool, "it must hold 1 to %d lines, a header each", LINES_MAX);
    for (int i = 0; i < count && !*pfault; i++)
        *pfault = judge(APR_ARRAY_IDX(*pheaders, i, const char *), i + 1, pool);
    return *pfault ? CNOPS_EMALFORMED : APR_SUCCESS;
}
