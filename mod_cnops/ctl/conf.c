/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/conf.h"

#include "base/errors.h"
#include "base/file.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <string.h>

#define CONF_MAX 1048576 /* bytes */

static const cnops_setting_t *find_row(const char *name)
{
    const cnops_setting_t *row = cnops_settings_table;

    while (row->name && apr_cstr_casecmp(row->name, name) != 0)
        row++;
    return row->name ? row : NULL;
}

/* NULL, or what is wrong with the line. */
static const char *read_line(cnops_settings_t *settings, const char *line, apr_pool_t *pool)
{
    const cnops_setting_t *row;
    char **words;

    /* Splits words by blanks and quotes, as httpd does. */
    if (apr_tokenize_to_argv(line + strspn(line, " \t"), &words, pool) != APR_SUCCESS ||
        !words[0] || !(row = find_row(words[0])))
        return NULL;
    if (!words[1])
        return apr_psprintf(pool, "%s has no value", row->name);
    return cnops_setting_set(settings, row, words[1], words[2], pool);
}

apr_status_t cnops_conf_read(cnops_settings_t *settings, const char **pfault, const char *path,
                             apr_pool_t *pool)
{
    const char *text, *fault = NULL;
    char *line, *rest, reason[120];
    apr_size_t len;
    int number = 0;
    apr_status_t rv = cnops_file_read(&text, &len, path, CONF_MAX, pool);

    *pfault = apr_psprintf(pool, "%s: %s", path,
                           rv == CNOPS_ETOOLARGE ? "it is over 1 MiB"
                                                 : apr_strerror(rv, reason, sizeof reason));
    if (rv != APR_SUCCESS)
        return rv;
    rest = apr_pstrmemdup(pool, text, len);
    while (!fault && (line = rest) && *line) {
        rest = strchr(line, '\n');
        if (rest)
            *rest++ = '\0';
        number++;
        fault = read_line(settings, line, pool);
    }
    if (fault)
        *pfault = apr_psprintf(pool, "%s:%d: %s", path, number, fault);
    return fault ? CNOPS_EMALFORMED : APR_SUCCESS;
}
