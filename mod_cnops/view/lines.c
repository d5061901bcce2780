/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/lines.h"

#include "base/errors.h"
#include "base/file.h"
#include "base/text.h"

#include <apr_strings.h>
#include <string.h>

#define FILE_MAX (1024 * 1024)

apr_status_t cnops_lines_open(cnops_lines_t *lines, const char **pfault, const char *path,
                              apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t len;
    char reason[120];
    apr_status_t rv = cnops_file_read(&bytes, &len, path, FILE_MAX, pool);

    if (rv == APR_SUCCESS && !cnops_text_is_utf8(bytes, len)) {
        *pfault = apr_psprintf(pool, "%s: not UTF-8", path);
        return CNOPS_EMALFORMED;
    }
    if (rv != APR_SUCCESS) {
        *pfault = apr_psprintf(pool, "%s: %s", path, apr_strerror(rv, reason, sizeof reason));
        return rv;
    }
    *lines = (cnops_lines_t){.path = path, .next = apr_pstrmemdup(pool, bytes, len)};
    return APR_SUCCESS;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (end > text && is_blank(end[-1]))
        *--end = '\0';
    while (is_blank(*text))
        text++;
    return text;
}

bool cnops_lines_next(cnops_lines_t *lines)
{
    while (*lines->next) {
        char *end = strchr(lines->next, '\n');
        char *next = end ? end + 1 : lines->next + strlen(lines->next);

        if (end)
            *end = '\0';
        lines->line = trim(lines->next);
        lines->next = next;
        lines->number++;
        if (*lines->line && *lines->line != '#')
            return true;
    }
    return false;
}

bool cnops_lines_split(const cnops_lines_t *lines, char **pleft, char **pright, char separator)
{
    char *at = strchr(lines->line, separator);

    if (!at)
        return false;
    *at = '\0';
    *pleft = trim(lines->line);
    *pright = trim(at + 1);
    return **pleft && **pright;
}

apr_status_t cnops_lines_refuse(const cnops_lines_t *lines, const char **pfault, const char *reason,
                                apr_pool_t *pool)
{
    *pfault = apr_psprintf(pool, "%s:%d: %s", lines->path, lines->number, reason);
    return CNOPS_EMALFORMED;
}
