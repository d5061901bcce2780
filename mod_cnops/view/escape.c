/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/escape.h"

#include <string.h>
#include <strings.h>

/* The HTML reference of a byte; NULL for a byte that needs none. */
static const char *reference(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void escape_html(cnops_buffer_t *out, const char *text)
{
    while (*text) {
        const size_t plain = strcspn(text, "&<>\"'");

        cnops_buffer_add(out, text, plain);
        text += plain;
        if (*text)
            cnops_buffer_add_text(out, reference(*text++));
    }
}

static bool is_unreserved(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || (byte && strchr("-._~", byte));
}

static void escape_segment(cnops_buffer_t *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; *text; text++) {
        const unsigned char byte = (unsigned char)*text;
        const char escaped[] = {'%', hex[byte >> 4], hex[byte & 15]};

        if (is_unreserved(*text))
            cnops_buffer_add_byte(out, *text);
        else
            cnops_buffer_add(out, escaped, sizeof escaped);
    }
}

bool cnops_escape_is_address(const char *text)
{
    static const char *const schemes[] = {"https:", "http:", "mailto:", "tel:"};

    if (*text == '\0' || *text == '#' || *text == '?')
        return true;
    if (*text == '/') /* browsers read "/\" like "//" */
        return text[1] != '/' && text[1] != '\\';
    for (size_t at = 0; at < sizeof schemes / sizeof *schemes; at++)
        if (strncasecmp(text, schemes[at], strlen(schemes[at])) == 0)
            return true;
    return false;
}

static bool is_colour(const char *text)
{
    return *text == '#' && strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6;
}

void cnops_escape(cnops_buffer_t *out, cnops_escape_e escape, const char *text)
{
    switch (escape) {
    case CNOPS_ESCAPE_NONE:
        cnops_buffer_add_text(out, text);
        break;
    case CNOPS_ESCAPE_HTML:
        escape_html(out, text);
        break;
    case CNOPS_ESCAPE_ADDRESS:
        escape_html(out, cnops_escape_is_address(text) ? text : "#");
        break;
    case CNOPS_ESCAPE_COLOUR:
        cnops_buffer_add_text(out, is_colour(text) ? text : "inherit");
        break;
    case CNOPS_ESCAPE_SEGMENT:
        escape_segment(out, text);
        break;
    }
}
