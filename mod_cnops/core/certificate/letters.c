/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/letters.h"

#include "base/text.h"

#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

#define FIRST_LETTER 0x80
#define FIRST_LATIN1 0xA0 /* from this byte on, Latin is as ISO 8859-1 */
#define ELLIPSIS     0x2026

/* The letters from FIRST_LETTER to FIRST_LATIN1: those of French that ISO 8859-1 lacks, of the
 * transcriptions of Arabic, and of the neighbours. */
static const apr_uint16_t latin[] = {
    0x2026, 0x2019, 0x0152, 0x0153, 0x0178, 0x0160, 0x0161, 0x017D, 0x017E, 0x0100, 0x0101,
    0x012A, 0x012B, 0x016A, 0x016B, 0x1E24, 0x1E25, 0x1E62, 0x1E63, 0x1E0C, 0x1E0D, 0x1E6C,
    0x1E6D, 0x02BF, 0x02BE, 0x0141, 0x0142, 0x011E, 0x011F, 0x015E, 0x015F, 0x0131,
};

/* The letters of Arabic and its marks, then those that Moroccan names have besides (peh, tcheh,
 * jeh, veh, Persian kaf, ng, gaf, Persian yeh). */
static const apr_uint16_t arabic[] = {
    0x2026, 0x060C, 0x061B, 0x061F, 0x200C, 0x200D, 0x0621, 0x0622, 0x0623, 0x0624, 0x0625,
    0x0626, 0x0627, 0x0628, 0x0629, 0x062A, 0x062B, 0x062C, 0x062D, 0x062E, 0x062F, 0x0630,
    0x0631, 0x0632, 0x0633, 0x0634, 0x0635, 0x0636, 0x0637, 0x0638, 0x0639, 0x063A, 0x0640,
    0x0641, 0x0642, 0x0643, 0x0644, 0x0645, 0x0646, 0x0647, 0x0648, 0x0649, 0x064A, 0x064B,
    0x064C, 0x064D, 0x064E, 0x064F, 0x0650, 0x0651, 0x0652, 0x0653, 0x0654, 0x0655, 0x0670,
    0x0671, 0x067E, 0x0686, 0x0698, 0x06A4, 0x06A9, 0x06AD, 0x06AF, 0x06CC,
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

_Static_assert(COUNT(latin) == FIRST_LATIN1 - FIRST_LETTER, "no byte without a letter");

static apr_uint32_t decode(const char *text, apr_size_t len)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    apr_uint32_t point = (unsigned char)*text & masks[len];

    for (apr_size_t i = 1; i < len; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3F);
    return point;
}

/* 0: no letter has this byte. */
static apr_uint32_t point_of(cnops_script_e script, unsigned char byte)
{
    const bool is_latin = script == CNOPS_SCRIPT_LATIN;
    const apr_size_t at = (apr_size_t)byte - FIRST_LETTER;

    if (byte < FIRST_LETTER)
        return byte >= 0x20 && byte < 0x7F ? byte : 0;
    if (is_latin && byte >= FIRST_LATIN1)
        return byte;
    if (is_latin)
        return latin[at];
    return at < COUNT(arabic) ? arabic[at] : 0;
}

/* 0: the script does not have it. */
static unsigned char byte_of(cnops_script_e script, apr_uint32_t point)
{
    for (unsigned byte = 0x20; byte <= 0xFF; byte++)
        if (point_of(script, (unsigned char)byte) == point)
            return (unsigned char)byte;
    return 0;
}

static bool has_letters(cnops_script_e script, const char *text)
{
    for (apr_size_t len; *text; text += len) {
        len = cnops_text_sequence(text, 4);
        if (!byte_of(script, decode(text, len)))
            return false;
    }
    return true;
}

static apr_size_t write_letters(unsigned char *bytes, apr_size_t max, cnops_script_e script,
                                const char *text)
{
    apr_size_t count = 0;

    for (apr_size_t len; *text; text += len) {
        len = cnops_text_sequence(text, 4);
        if (count == max) {
            bytes[max - 1] = byte_of(script, ELLIPSIS);
            return max;
        }
        bytes[count++] = byte_of(script, decode(text, len));
    }
    return count;
}

static apr_size_t write_utf8(unsigned char *bytes, apr_size_t max, const char *text)
{
    static const char ellipsis[] = "…";
    apr_size_t len = strlen(text), room = max - 1 - (sizeof ellipsis - 1);

    bytes[0] = CNOPS_LETTERS_UTF8;
    if (len <= max - 1) {
        memcpy(bytes + 1, text, len);
        return 1 + len;
    }
    while (room > 0 && ((unsigned char)text[room] & 0xC0) == 0x80) /* never inside a letter */
        room--;
    memcpy(bytes + 1, text, room);
    memcpy(bytes + 1 + room, ellipsis, sizeof ellipsis - 1);
    return 1 + room + sizeof ellipsis - 1;
}

apr_size_t cnops_letters_write(unsigned char *bytes, apr_size_t max, cnops_script_e script,
                               const char *text)
{
    return has_letters(script, text) ? write_letters(bytes, max, script, text)
                                     : write_utf8(bytes, max, text);
}

/* --- reading --- */

static char *add_point(char *at, apr_uint32_t point)
{
    if (point < 0x80) {
        *at++ = (char)point;
    } else if (point < 0x800) {
        *at++ = (char)(0xC0 | point >> 6);
        *at++ = (char)(0x80 | (point & 0x3F));
    } else {
        *at++ = (char)(0xE0 | point >> 12);
        *at++ = (char)(0x80 | (point >> 6 & 0x3F));
        *at++ = (char)(0x80 | (point & 0x3F));
    }
    return at;
}

static const char *read_utf8(cnops_script_e script, const unsigned char *bytes, apr_size_t len,
                             apr_pool_t *pool)
{
    const char *text = apr_pstrmemdup(pool, (const char *)bytes, len);

    if (!cnops_text_is_utf8(text, len) || cnops_text_has_control(text) || has_letters(script, text))
        return NULL;
    return text;
}

const char *cnops_letters_read(cnops_script_e script, const unsigned char *bytes, apr_size_t len,
                               apr_pool_t *pool)
{
    char *text, *end;

    if (len > 0 && bytes[0] == CNOPS_LETTERS_UTF8)
        return read_utf8(script, bytes + 1, len - 1, pool);
    text = end = apr_palloc(pool, 3 * len + 1);
    for (apr_size_t i = 0; i < len; i++) {
        apr_uint32_t point = point_of(script, bytes[i]);

        if (!point)
            return NULL;
        end = add_point(end, point);
    }
    *end = '\0';
    return text;
}
