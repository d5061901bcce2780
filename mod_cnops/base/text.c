/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/text.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

/* RFC 3629 §4: the first byte decides which second bytes are valid. */
typedef struct sequence_t {
    unsigned char first_min, first_max;
    unsigned char second_min, second_max;
    apr_size_t len;
} sequence_t;

static const sequence_t sequences[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

apr_size_t cnops_text_sequence(const char *bytes, apr_size_t len)
{
    const sequence_t *row = sequences;
    const sequence_t *end = sequences + sizeof sequences / sizeof *sequences;

    if (len == 0)
        return 0;
    const unsigned char first = (unsigned char)bytes[0];
    while (row < end && (first < row->first_min || first > row->first_max))
        row++;
    if (row == end || row->len > len)
        return 0;
    if (row->len == 1)
        return 1;
    const unsigned char second = (unsigned char)bytes[1];
    if (second < row->second_min || second > row->second_max)
        return 0;
    for (apr_size_t at = 2; at < row->len; at++)
        if (!is_continuation(bytes[at]))
            return 0;
    return row->len;
}

bool cnops_text_is_utf8(const char *bytes, apr_size_t len)
{
    while (len > 0) {
        const apr_size_t taken = cnops_text_sequence(bytes, len);

        if (taken == 0 || *bytes == '\0')
            return false;
        bytes += taken;
        len -= taken;
    }
    return true;
}

apr_size_t cnops_text_length(const char *text)
{
    apr_size_t count = 0;

    for (; *text; text++)
        count += !is_continuation(*text);
    return count;
}

static apr_uint32_t decode(const char *bytes, apr_size_t len)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    apr_uint32_t point = (unsigned char)bytes[0] & masks[len];

    for (apr_size_t at = 1; at < len; at++)
        point = (point << 6) | ((unsigned char)bytes[at] & 0x3F);
    return point;
}

static bool is_between(apr_uint32_t point, apr_uint32_t min, apr_uint32_t max)
{
    return point >= min && point <= max;
}

static bool is_wide_blank(apr_uint32_t point)
{
    return point == 0xA0 || is_between(point, 0x2000, 0x200A) || point == 0x202F ||
           point == 0x205F || point == 0x3000;
}

static bool is_invisible(apr_uint32_t point)
{
    return point == 0xAD || point == 0x061C || point == 0x200B || point == 0x200E ||
           point == 0x200F || is_between(point, 0x202A, 0x202E) || point == 0x2060 ||
           is_between(point, 0x2066, 0x2069) || point == 0xFEFF;
}

/* Writes the replacement of one character (len bytes at from) to to and returns the place
 * behind it. A replacement is never longer than the character. */
static char *fold_point(char *to, const char *from, apr_size_t len)
{
    const apr_uint32_t point = decode(from, len);

    if (is_invisible(point))
        return to;
    if (is_wide_blank(point))
        *to++ = ' ';
    else if (is_between(point, 0x0660, 0x0669))
        *to++ = (char)('0' + (point - 0x0660));
    else if (is_between(point, 0x06F0, 0x06F9))
        *to++ = (char)('0' + (point - 0x06F0));
    else {
        memcpy(to, from, len);
        to += len;
    }
    return to;
}

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static char *trim(char *text, char *end)
{
    while (end > text && is_blank(end[-1]))
        end--;
    *end = '\0';
    while (is_blank(*text))
        text++;
    return text;
}

char *cnops_text_fold(const char *text, apr_pool_t *pool)
{
    apr_size_t left = strlen(text);
    char *folded = apr_palloc(pool, left + 1);
    char *to = folded;

    while (left > 0) {
        const apr_size_t len = cnops_text_sequence(text, left);
        const apr_size_t taken = len ? len : 1;

        /* Most characters are ASCII, which stays as it is. */
        if (len > 1)
            to = fold_point(to, text, len);
        else
            *to++ = *text;
        text += taken;
        left -= taken;
    }
    return trim(folded, to);
}

char *cnops_text_compact(const char *text, apr_pool_t *pool)
{
    char *compact = cnops_text_fold(text, pool);
    char *to = compact;
    const char *from = compact;

    for (; *from; from++)
        if (!is_blank(*from) && !strchr("-./_", *from))
            *to++ = *from;
    /* The caller may wipe a secret by the length of the result: clear what is behind it. */
    memset(to, 0, (apr_size_t)(from - to) + 1);
    return compact;
}

char *cnops_text_upper(const char *text, apr_pool_t *pool)
{
    char *upper = apr_pstrdup(pool, text);

    for (char *at = upper; *at; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return upper;
}

char *cnops_text_lower(const char *text, apr_pool_t *pool)
{
    char *lower = apr_pstrdup(pool, text);

    for (char *at = lower; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return lower;
}

char *cnops_text_unbreak(const char *text, apr_pool_t *pool)
{
    char *copy = apr_palloc(pool, 2 * strlen(text) + 1), *to = copy;

    for (; *text; text++) {
        if (*text == ' ') {
            *to++ = '\xC2';
            *to++ = '\xA0';
        } else {
            *to++ = *text;
        }
    }
    *to = '\0';
    return copy;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/* Length of the control character at the start of at, or 0. A C1 character takes two bytes
 * in UTF-8. */
static apr_size_t control_len(const char *at)
{
    if (apr_iscntrl(*at))
        return 1;
    return (unsigned char)at[0] == 0xC2 && ((unsigned char)at[1] & 0xE0) == 0x80 ? 2 : 0;
}

bool cnops_text_has_control(const char *text)
{
    for (; *text; text++) {
        if (control_len(text))
            return true;
    }
    return false;
}

static bool disturbs(apr_uint32_t point)
{
    return point < 0x20 || is_between(point, 0x7F, 0x9F) || is_between(point, 0x2028, 0x202E) ||
           is_between(point, 0x2066, 0x2069);
}

/* Bytes of the disturbing character at the start of at, or 0. */
static apr_size_t disturber_len(const char *at)
{
    apr_size_t len = cnops_text_sequence(at, strnlen(at, 4));

    return len > 0 && disturbs(decode(at, len)) ? len : 0;
}

apr_uint32_t cnops_text_disturber(const char *text)
{
    for (; *text; text++) {
        apr_size_t len = disturber_len(text);

        if (len)
            return decode(text, len);
    }
    return 0;
}

char *cnops_text_printable(const char *text, apr_size_t max, apr_pool_t *pool)
{
    char *clean = apr_pstrndup(pool, text ? text : "", max);
    char *to = clean;

    for (const char *from = clean; *from;) {
        apr_size_t dropped = disturber_len(from);

        if (!dropped)
            *to++ = *from++;
        from += dropped;
    }
    *to = '\0';
    /* max may have cut the last character: drop what is left of it. */
    while (to > clean && !cnops_text_is_utf8(clean, (apr_size_t)(to - clean)))
        *--to = '\0';
    return clean;
}

const char *cnops_text_after_mark(const char *text)
{
    static const char mark[] = "\xEF\xBB\xBF";

    return strncmp(text, mark, sizeof mark - 1) == 0 ? text + sizeof mark - 1 : text;
}

bool cnops_text_number(apr_int64_t *pnumber, const char **ptext)
{
    bool is_negative = **ptext == '-';
    const char *start = *ptext + is_negative, *at = start;
    apr_uint64_t number = 0, most = (apr_uint64_t)APR_INT64_MAX + is_negative;

    *pnumber = 0;
    for (; is_digit(*at); at++) {
        apr_uint64_t digit = (apr_uint64_t)(*at - '0');

        if (number > (most - digit) / 10)
            return false;
        number = 10 * number + digit;
    }
    if (at == start)
        return false;
    *pnumber = (apr_int64_t)(is_negative ? 0 - number : number);
    *ptext = at;
    return true;
}

bool cnops_text_is_digits(const char *text)
{
    const char *at = text;

    while (is_digit(*at))
        at++;
    return at > text && *at == '\0';
}

bool cnops_text_is_alnum(const char *text)
{
    const char *at = text;

    while (is_digit(*at) || is_letter(*at))
        at++;
    return at > text && *at == '\0';
}
