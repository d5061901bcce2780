/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/amount.h"

#include <string.h>

#define NO_BREAK_SPACE "\xc2\xa0"
#define AMOUNT_MAX     40 /* 19 digits, 5 separators of two bytes, the sign, the point, the NUL */

typedef struct style_t {
    const char *group, *point;
} style_t;

/* In Morocco, Arabic is written with the same digits and separators as French. */
static const style_t common = {NO_BREAK_SPACE, ","};
static const style_t english = {",", "."};

/* Copies text to just before end, and returns where it begins. */
static char *put_before(char *end, const char *text)
{
    apr_size_t len = strlen(text);

    return memcpy(end - len, text, len);
}

/* From the last digit to the first. */
const char *cnops_amount_write(apr_int64_t centimes, const char *lang, apr_pool_t *pool)
{
    const style_t *style = strcmp(lang, "en") == 0 ? &english : &common;
    /* Unsigned, because the smallest number has no positive counterpart. */
    apr_uint64_t size = centimes < 0 ? 0 - (apr_uint64_t)centimes : (apr_uint64_t)centimes;
    char *at = (char *)apr_palloc(pool, AMOUNT_MAX) + AMOUNT_MAX;
    int count = 0;

    *--at = '\0';
    *--at = (char)('0' + size % 10);
    *--at = (char)('0' + size / 10 % 10);
    at = put_before(at, style->point);
    for (size /= 100; size || !count; size /= 10, count++) {
        if (count > 0 && count % 3 == 0)
            at = put_before(at, style->group);
        *--at = (char)('0' + size % 10);
    }
    if (centimes < 0)
        *--at = '-';
    return at;
}
