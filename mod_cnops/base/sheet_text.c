/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/sheet_text.h"

#include "base/errors.h"
#include "base/secret.h"
#include "base/text.h"

#include <apr_errno.h>
#include <string.h>

#define BUFFER_SIZE   8192
#define CHARACTER_MAX 4 /* bytes of a character of UTF-8 */
/* What one byte of the input may become: the quote that opens a cell, and a doubled one or a
 * character of three bytes. */
#define OUTPUT_MAX 8

typedef enum { AT_START, IN_PLAIN, IN_QUOTES, AFTER_QUOTE } place_e;

typedef enum { ASCII_SO_FAR, IS_UTF8, IS_1252 } encoding_e;

struct cnops_sheet_text_t {
    cnops_sheet_read_fn read;
    void *self;
    cnops_sheet_found_t found;
    encoding_e encoding;
    place_e place; /* in the cell at hand; unused where ',' separates */
    unsigned char buffer[BUFFER_SIZE];
    apr_size_t start, end;
    bool is_at_end;
};

/* 0x80 to 0x9F of Windows-1252. The five bytes that have no character become U+FFFD, which no
 * column accepts. */
static const unsigned short high_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

cnops_sheet_text_t *cnops_sheet_text_make(cnops_sheet_read_fn read, void *self, apr_pool_t *pool)
{
    cnops_sheet_text_t *sheet = cnops_secret_alloc(sizeof *sheet, pool);

    sheet->read = read;
    sheet->self = self;
    return sheet;
}

const cnops_sheet_found_t *cnops_sheet_text_found(const cnops_sheet_text_t *sheet)
{
    return &sheet->found;
}

/* --- the input --- */

/* Makes at least count bytes ready, or all that are left. */
static apr_status_t need(cnops_sheet_text_t *sheet, apr_size_t count)
{
    while (sheet->end - sheet->start < count && !sheet->is_at_end) {
        apr_size_t kept = sheet->end - sheet->start, len = BUFFER_SIZE - kept;
        apr_status_t rv;

        memmove(sheet->buffer, sheet->buffer + sheet->start, kept);
        sheet->start = 0;
        sheet->end = kept;
        rv = sheet->read(sheet->self, (char *)sheet->buffer + kept, &len);
        if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
            return rv;
        sheet->end += len;
        sheet->is_at_end = APR_STATUS_IS_EOF(rv);
    }
    return APR_SUCCESS;
}

static bool begins_with(const cnops_sheet_text_t *sheet, const char *bytes, apr_size_t len)
{
    return sheet->end - sheet->start >= len &&
           memcmp(sheet->buffer + sheet->start, bytes, len) == 0;
}

/* --- what it is --- */

/* The separator that stands most often outside quotes in the first line; ',' where none does. */
static char choose_separator(const cnops_sheet_text_t *sheet)
{
    static const char separators[] = {',', ';', '\t'};
    int counts[3] = {0}, best = 0;
    bool is_quoted = false;

    for (apr_size_t i = sheet->start; i < sheet->end && sheet->buffer[i] != '\n'; i++) {
        is_quoted ^= sheet->buffer[i] == '"';
        for (int k = 0; k < 3; k++)
            counts[k] += !is_quoted && sheet->buffer[i] == (unsigned char)separators[k];
    }
    for (int k = 1; k < 3; k++)
        if (counts[k] > counts[best])
            best = k;
    return separators[best];
}

static apr_status_t begin(cnops_sheet_text_t *sheet)
{
    cnops_sheet_found_t *found = &sheet->found;
    apr_status_t rv = need(sheet, BUFFER_SIZE);

    if (rv != APR_SUCCESS)
        return rv;
    /* Files of Excel (new and old), and UTF-16, have these at their beginning. */
    found->is_workbook = begins_with(sheet, "PK\3\4", 4) ||
                         begins_with(sheet, "\xD0\xCF\x11\xE0", 4) ||
                         begins_with(sheet, "\xFF\xFE", 2) || begins_with(sheet, "\xFE\xFF", 2);
    found->has_mark = begins_with(sheet, "\xEF\xBB\xBF", 3);
    if (found->has_mark) {
        sheet->start += 3;
        sheet->encoding = IS_UTF8;
    }
    found->separator = choose_separator(sheet);
    return APR_SUCCESS;
}

/* --- characters --- */

static void choose_encoding(cnops_sheet_text_t *sheet)
{
    bool fits = cnops_text_sequence((const char *)sheet->buffer + sheet->start,
                                    sheet->end - sheet->start) > 0;

    sheet->encoding = fits ? IS_UTF8 : IS_1252;
    sheet->found.is_1252 = !fits;
}

static char *put_1252(char *out, unsigned char byte)
{
    unsigned code = byte < 0xA0 ? high_1252[byte - 0x80] : byte;

    if (code < 0x800) {
        *out++ = (char)(0xC0 | (code >> 6));
    } else {
        *out++ = (char)(0xE0 | (code >> 12));
        *out++ = (char)(0x80 | ((code >> 6) & 0x3F));
    }
    *out++ = (char)(0x80 | (code & 0x3F));
    return out;
}

/* --- cells --- */

/* Where another character than ',' separates, every cell is written in quotes, because it may have
 * a comma. Returns false where byte itself is not to be written any more. */
static bool quote(char **pout, cnops_sheet_text_t *sheet, unsigned char byte)
{
    bool ends = byte == (unsigned char)sheet->found.separator || byte == '\n' || byte == '\r';
    bool is_quote = byte == '"';

    switch (sheet->place) {
    case AT_START:
        if (ends)
            break;
        *(*pout)++ = '"';
        sheet->place = is_quote ? IN_QUOTES : IN_PLAIN;
        return !is_quote;
    case IN_PLAIN:
        if (ends || is_quote)
            *(*pout)++ = '"';
        sheet->place = ends ? AT_START : IN_PLAIN;
        break;
    case IN_QUOTES:
        sheet->place = is_quote ? AFTER_QUOTE : IN_QUOTES;
        return true;
    default: /* a quote that was doubled, or the end of the cell */
        sheet->place = is_quote ? IN_QUOTES : ends ? AT_START : AFTER_QUOTE;
    }
    if (byte != (unsigned char)sheet->found.separator)
        return true;
    if (sheet->place == AT_START)
        *(*pout)++ = ',';
    return sheet->place != AT_START;
}

/* Writes what the next byte becomes: at most OUTPUT_MAX bytes. */
static char *put_next(char *out, cnops_sheet_text_t *sheet)
{
    unsigned char byte = sheet->buffer[sheet->start];

    if (byte >= 0x80 && sheet->encoding == ASCII_SO_FAR)
        choose_encoding(sheet);
    sheet->start++;
    if (sheet->found.separator != ',' && !quote(&out, sheet, byte))
        return out;
    if (byte >= 0x80 && sheet->encoding == IS_1252)
        return put_1252(out, byte);
    *out++ = (char)byte;
    return out;
}

/* The last cell of a file without a line end is closed too. */
static char *put_end(char *out, cnops_sheet_text_t *sheet)
{
    if (sheet->place == IN_PLAIN)
        *out++ = '"';
    sheet->place = AT_START;
    return out;
}

apr_status_t cnops_sheet_text_read(void *self, char *buffer, apr_size_t *plen)
{
    cnops_sheet_text_t *sheet = self;
    char *out = buffer, *end = buffer + *plen - 1; /* room for the last quote */
    apr_status_t rv = sheet->found.separator ? APR_SUCCESS : begin(sheet);

    *plen = 0;
    if (rv == APR_SUCCESS && sheet->found.is_workbook)
        rv = CNOPS_EMALFORMED;
    while (rv == APR_SUCCESS && end - out >= OUTPUT_MAX) {
        rv = need(sheet, CHARACTER_MAX);
        if (rv != APR_SUCCESS || sheet->start == sheet->end)
            break;
        out = put_next(out, sheet);
    }
    if (rv != APR_SUCCESS)
        return rv;
    if (sheet->is_at_end && sheet->start == sheet->end)
        out = put_end(out, sheet);
    *plen = (apr_size_t)(out - buffer);
    return *plen ? APR_SUCCESS : APR_EOF;
}
