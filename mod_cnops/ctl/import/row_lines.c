/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/row_lines.h"

#include "base/sorter.h"
#include "core/digest.h"

#include <apr_strings.h>
#include <string.h>

/* --- a set of lines --- */

struct cnops_row_lines_t {
    apr_int64_t last;
    unsigned char *bits;
};

cnops_row_lines_t *cnops_row_lines_make(apr_int64_t last, apr_pool_t *pool)
{
    cnops_row_lines_t *lines = apr_palloc(pool, sizeof *lines);

    lines->last = last;
    lines->bits = apr_pcalloc(pool, (apr_size_t)last / 8 + 1);
    return lines;
}

void cnops_row_lines_add(cnops_row_lines_t *lines, apr_int64_t line)
{
    lines->bits[line / 8] |= (unsigned char)(1 << line % 8);
}

bool cnops_row_lines_has(const cnops_row_lines_t *lines, apr_int64_t line)
{
    return lines->bits[line / 8] >> line % 8 & 1;
}

void cnops_row_lines_each(const cnops_row_lines_t *lines, cnops_row_line_fn each, void *self)
{
    for (apr_int64_t line = 1; line <= lines->last; line++)
        if (cnops_row_lines_has(lines, line))
            each(self, line);
}

/* --- keys --- */

enum { KEY_DIGEST, KEY_LINE, KEY_TEXTS };

struct cnops_row_keys_t {
    cnops_sorter_t *sorter;
    apr_int64_t last_line;
    apr_pool_t *pool; /* of the sorter */
};

cnops_row_keys_t *cnops_row_keys_make(const char *dir, apr_pool_t *pool)
{
    cnops_row_keys_t *keys = apr_pcalloc(pool, sizeof *keys);

    apr_pool_create(&keys->pool, pool);
    keys->sorter = cnops_sorter_make(dir, KEY_TEXTS, keys->pool);
    return keys;
}

apr_status_t cnops_row_keys_put(cnops_row_keys_t *keys, const char *digest, apr_int64_t line)
{
    char number[24];
    const char *texts[KEY_TEXTS] = {digest, number};

    apr_snprintf(number, sizeof number, "%" APR_INT64_T_FMT, line);
    keys->last_line = line;
    return cnops_sorter_put(keys->sorter, texts);
}

/* Equal keys come together, in the order of the file. */
static apr_status_t find_repeated(cnops_row_lines_t *repeated, const cnops_row_keys_t *keys)
{
    char former[CNOPS_DIGEST_HEX] = "";
    const char **texts;
    apr_pool_t *pool;
    apr_status_t rv;

    apr_pool_create(&pool, keys->pool);
    while ((rv = cnops_sorter_next(&texts, keys->sorter, pool)) == APR_SUCCESS) {
        if (strcmp(texts[KEY_DIGEST], former) == 0)
            cnops_row_lines_add(repeated, apr_atoi64(texts[KEY_LINE]));
        apr_cpystrn(former, texts[KEY_DIGEST], sizeof former);
        apr_pool_clear(pool);
    }
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}

apr_status_t cnops_row_keys_end(cnops_row_lines_t **prepeated, cnops_row_keys_t *keys,
                                apr_pool_t *pool)
{
    apr_status_t rv = cnops_sorter_sort(keys->sorter);

    *prepeated = cnops_row_lines_make(keys->last_line, pool);
    if (rv == APR_SUCCESS)
        rv = find_repeated(*prepeated, keys);
    apr_pool_destroy(keys->pool);
    return rv;
}
