/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/gsm.h"

#include <string.h>

/* The characters of the alphabet that are not ASCII. */
static const char others[] = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€";

/* Of ASCII, the alphabet lacks the back quote and most control characters. */
static bool is_ascii_of_gsm(char c)
{
    return c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7f && c != '`');
}

static int letter_len(const char *text)
{
    int len = 1;

    while (((unsigned char)text[len] & 0xc0) == 0x80)
        len++;
    return len;
}

static bool is_other_of_gsm(const char *text, int len)
{
    for (const char *at = others; *at; at += letter_len(at))
        if (letter_len(at) == len && memcmp(at, text, (size_t)len) == 0)
            return true;
    return false;
}

bool cnops_gsm_has_all(const char *text)
{
    while (*text) {
        int len = letter_len(text);

        if (len == 1 ? !is_ascii_of_gsm(*text) : !is_other_of_gsm(text, len))
            return false;
        text += len;
    }
    return true;
}

/* --- segments --- */

/* How much one SMS holds, and how much each of several. */
typedef struct room_t {
    int alone, each;
} room_t;

static const room_t room_of_gsm = {160, 153}, room_of_ucs2 = {70, 67};

/* How much of the room a character takes. */
static int size_of(const char *letter, int len, bool is_gsm)
{
    if (is_gsm) /* an escape comes before the characters of the extension table */
        return strchr("^{}\\[~]|", *letter) || (len == 3 && memcmp(letter, "€", 3) == 0) ? 2 : 1;
    return len == 4 ? 2 : 1; /* a pair of surrogates */
}

int cnops_gsm_segments(int *plen, const char *text)
{
    bool is_gsm = cnops_gsm_has_all(text);
    const room_t *room = is_gsm ? &room_of_gsm : &room_of_ucs2;
    int total = 0, segments = 1, used = 0;

    for (int len; *text; text += len) {
        int size;

        len = letter_len(text);
        size = size_of(text, len, is_gsm);
        total += size;
        used += size;
        if (used > room->each) { /* no character is cut in two */
            segments++;
            used = size;
        }
    }
    if (plen)
        *plen = total;
    return total <= room->alone ? 1 : segments;
}
