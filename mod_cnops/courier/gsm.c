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
