/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/amount.h"

#include "base/buffer.h"

#include <apr_strings.h>
#include <string.h>

#define NO_BREAK_SPACE "\xc2\xa0"

typedef struct style_t {
    const char *group, *point;
} style_t;

/* In Morocco, Arabic is written with the same digits and separators as French. */
static const style_t common = {NO_BREAK_SPACE, ","};
static const style_t english = {",", "."};

const char *cnops_amount_write(apr_int64_t centimes, const char *lang, apr_pool_t *pool)
{
    const style_t *style = strcmp(lang, "en") == 0 ? &english : &common;
    /* Unsigned, because the smallest number has no positive counterpart. */
    apr_uint64_t size = centimes < 0 ? 0 - (apr_uint64_t)centimes : (apr_uint64_t)centimes;
    const char *whole = apr_psprintf(pool, "%" APR_UINT64_T_FMT, size / 100);
    apr_size_t len = strlen(whole);
    cnops_buffer_t out;

    cnops_buffer_init(&out, 32, pool);
    if (centimes < 0)
        cnops_buffer_add_byte(&out, '-');
    for (apr_size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            cnops_buffer_add_text(&out, style->group);
        cnops_buffer_add_byte(&out, whole[i]);
    }
    cnops_buffer_add_text(&out, style->point);
    cnops_buffer_add_byte(&out, (char)('0' + size / 10 % 10));
    cnops_buffer_add_byte(&out, (char)('0' + size % 10));
    return cnops_buffer_text(&out);
}
