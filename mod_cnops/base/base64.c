/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/base64.h"

#include <stdbool.h>
#include <string.h>

#define REST_MAX 4 /* characters of the last one or two bytes, and the NUL */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Writes count digits of the 24 bits of group, the highest first. */
static char *write_group(char *to, unsigned group, int count)
{
    for (int i = 0; i < count; i++)
        *to++ = digits[group >> (18 - 6 * i) & 63];
    return to;
}

char *cnops_base64_encode(const unsigned char *bytes, apr_size_t len, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, len / 3 * 4 + REST_MAX), *to = text;

    for (; len >= 3; bytes += 3, len -= 3)
        to = write_group(to, (unsigned)bytes[0] << 16 | (unsigned)bytes[1] << 8 | bytes[2], 4);
    if (len == 2)
        to = write_group(to, (unsigned)bytes[0] << 16 | (unsigned)bytes[1] << 8, 3);
    else if (len == 1)
        to = write_group(to, (unsigned)bytes[0] << 16, 2);
    *to = '\0';
    return text;
}

/* The value of each character plus 1; 0: not in the alphabet. */
/* clang-format off */
static const unsigned char values[256] = {
    ['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    ['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
    ['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
    ['-'] = 63,
    ['_'] = 64,
};
/* clang-format on */

unsigned char *cnops_base64_decode(apr_size_t *plen, const char *text, apr_pool_t *pool)
{
    unsigned char *bytes = apr_palloc(pool, strlen(text) / 4 * 3 + 3), *end = bytes;
    unsigned bits = 0; /* that were read and not written yet: the lowest count of them */
    int count = 0;

    for (; *text; text++) {
        unsigned value = values[(unsigned char)*text];

        if (value == 0)
            return NULL;
        bits = bits << 6 | (value - 1);
        count += 6;
        if (count >= 8) {
            count -= 8;
            *end++ = (unsigned char)(bits >> count);
        }
    }
    *plen = (apr_size_t)(end - bytes);
    return count == 6 || (bits & ((1u << count) - 1)) != 0 ? NULL : bytes;
}
