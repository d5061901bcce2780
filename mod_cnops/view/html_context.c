/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/html_context.h"

#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static void push_byte(char name[CNOPS_HTML_NAME_MAX], char byte)
{
    const size_t len = strlen(name);

    if (len + 1 < CNOPS_HTML_NAME_MAX) {
        name[len] = lower(byte);
        name[len + 1] = '\0';
    }
}

/* Keeps the last bytes that were read. */
static void push_window(cnops_html_t *html, char byte)
{
    if (strlen(html->window) + 1 == CNOPS_HTML_NAME_MAX)
        memmove(html->window, html->window + 1, CNOPS_HTML_NAME_MAX - 1);
    push_byte(html->window, byte);
}

static bool window_ends_with(const cnops_html_t *html, const char *end)
{
    const size_t len = strlen(html->window);
    const size_t end_len = strlen(end);

    return len >= end_len && strcmp(html->window + len - end_len, end) == 0;
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static bool is_raw_tag(const char *tag)
{
    static const char *const raw[] = {"script", "style", NULL};

    return is_one_of(tag, raw);
}

/* None of these can be in itself, so the first closing tag ends it. */
static bool is_linkless_tag(const char *tag)
{
    static const char *const linkless[] = {"a",        "button", "option", "summary",
                                           "textarea", "title",  NULL};

    return is_one_of(tag, linkless);
}

bool cnops_html_is_address(const cnops_html_t *html)
{
    static const char *const addresses[] = {"href",   "src",        "action", "formaction",
                                            "poster", "cite",       "srcset", "data",
                                            "ping",   "xlink:href", NULL};

    return (html->state == CNOPS_HTML_DOUBLE || html->state == CNOPS_HTML_SINGLE) &&
           is_one_of(html->attr, addresses);
}

static bool is_script_attr(const char *attr)
{
    return strncmp(attr, "on", 2) == 0 || strcmp(attr, "style") == 0 || strcmp(attr, "srcdoc") == 0;
}

/* --- reading literal text --- */

static void enter(cnops_html_t *html, cnops_html_state_e state)
{
    html->state = state;
    html->window[0] = '\0';
}

static void end_tag(cnops_html_t *html)
{
    const bool is_raw = is_raw_tag(html->tag) && !html->is_closing;

    if (is_linkless_tag(html->tag))
        html->refuses_links = !html->is_closing;
    enter(html, is_raw ? CNOPS_HTML_RAW : CNOPS_HTML_TEXT);
}

static void start_tag_name(cnops_html_t *html, char byte, bool is_closing)
{
    enter(html, CNOPS_HTML_TAG_NAME);
    html->is_closing = is_closing;
    html->tag[0] = '\0';
    push_byte(html->tag, byte);
}

static void start_attr(cnops_html_t *html, cnops_html_state_e state)
{
    enter(html, state);
    html->address = CNOPS_HTML_ADDRESS_START;
    html->begins_with_value = false;
}

/* '<' before anything else is text, as browsers see it too. */
static void read_less(cnops_html_t *html, char byte)
{
    if (byte == '/')
        html->is_closing = true;
    else if (byte == '!' || byte == '?')
        enter(html, CNOPS_HTML_MARKUP);
    else if (lower(byte) >= 'a' && lower(byte) <= 'z')
        start_tag_name(html, byte, html->is_closing);
    else
        enter(html, CNOPS_HTML_TEXT);
}

static void read_markup(cnops_html_t *html, char byte)
{
    push_window(html, byte);
    if (strcmp(html->window, "--") == 0)
        enter(html, CNOPS_HTML_COMMENT);
    else if (byte == '>')
        enter(html, CNOPS_HTML_TEXT);
}

/* Only the end tag of the same name ends a script or style; other markup in it is its text. */
static void read_raw(cnops_html_t *html, char byte)
{
    char end[CNOPS_HTML_NAME_MAX + 2] = "</";

    push_window(html, byte);
    memcpy(end + 2, html->tag, sizeof html->tag);
    if (window_ends_with(html, end)) {
        html->is_closing = true;
        enter(html, CNOPS_HTML_TAG_NAME);
    }
}

/* Reads a byte between attributes, or in the name of a tag or attribute. */
static void read_in_tag(cnops_html_t *html, char byte)
{
    if (byte == '>') {
        end_tag(html);
    } else if (byte == '=') {
        if (html->state != CNOPS_HTML_ATTR_NAME)
            html->attr[0] = '\0';
        enter(html, CNOPS_HTML_EQUALS);
    } else if (is_blank(byte) || byte == '/') {
        enter(html, CNOPS_HTML_TAG);
    } else if (html->state == CNOPS_HTML_TAG_NAME) {
        push_byte(html->tag, byte);
    } else {
        if (html->state == CNOPS_HTML_TAG)
            html->attr[0] = '\0';
        html->state = CNOPS_HTML_ATTR_NAME;
        push_byte(html->attr, byte);
    }
}

static void read_equals(cnops_html_t *html, char byte)
{
    if (byte == '"')
        start_attr(html, CNOPS_HTML_DOUBLE);
    else if (byte == '\'')
        start_attr(html, CNOPS_HTML_SINGLE);
    else if (byte == '>')
        end_tag(html);
    else if (!is_blank(byte))
        start_attr(html, CNOPS_HTML_BARE);
}

/* Whether byte, the last of begun, fixes where the address leads. "/" alone does not: a value
 * that begins with another '/' would make it "//host". */
static bool fixes_address(const char *begun, char byte, bool has_value)
{
    if (begun[0] == '/')
        return begun[1] && begun[1] != '/' && begun[1] != '\\';
    return byte == '/' || byte == '#' || byte == '?' ||
           (byte == ':' && !has_value && cnops_escape_is_address(begun));
}

static void follow_address(cnops_html_t *html, char byte)
{
    if (html->address == CNOPS_HTML_ADDRESS_FIXED)
        return;
    if (html->address == CNOPS_HTML_ADDRESS_VALUE)
        html->begins_with_value = true;
    push_byte(html->window, byte);
    html->address = fixes_address(html->window, byte, html->begins_with_value)
                        ? CNOPS_HTML_ADDRESS_FIXED
                        : CNOPS_HTML_ADDRESS_OPEN;
}

static void read_value(cnops_html_t *html, char byte, char quote)
{
    if (byte == quote)
        enter(html, CNOPS_HTML_TAG);
    else
        follow_address(html, byte);
}

static void read_byte(cnops_html_t *html, char byte)
{
    switch (html->state) {
    case CNOPS_HTML_TEXT:
        if (byte == '<') {
            html->is_closing = false;
            enter(html, CNOPS_HTML_LESS);
        }
        break;
    case CNOPS_HTML_LESS:
        read_less(html, byte);
        break;
    case CNOPS_HTML_MARKUP:
        read_markup(html, byte);
        break;
    case CNOPS_HTML_COMMENT:
        push_window(html, byte);
        if (window_ends_with(html, "-->"))
            enter(html, CNOPS_HTML_TEXT);
        break;
    case CNOPS_HTML_TAG_NAME:
    case CNOPS_HTML_TAG:
    case CNOPS_HTML_ATTR_NAME:
        read_in_tag(html, byte);
        break;
    case CNOPS_HTML_EQUALS:
        read_equals(html, byte);
        break;
    case CNOPS_HTML_DOUBLE:
        read_value(html, byte, '"');
        break;
    case CNOPS_HTML_SINGLE:
        read_value(html, byte, '\'');
        break;
    case CNOPS_HTML_BARE:
        if (byte == '>')
            end_tag(html);
        else if (is_blank(byte))
            enter(html, CNOPS_HTML_TAG);
        break;
    case CNOPS_HTML_RAW:
        read_raw(html, byte);
        break;
    }
}

void cnops_html_feed(cnops_html_t *html, const char *bytes, apr_size_t len)
{
    for (apr_size_t at = 0; at < len; at++)
        read_byte(html, bytes[at]);
}

/* --- what may be written here --- */

const char *cnops_html_refuse(const cnops_html_t *html)
{
    switch (html->state) {
    case CNOPS_HTML_TEXT:
        return NULL;
    case CNOPS_HTML_DOUBLE:
    case CNOPS_HTML_SINGLE:
        if (html->attr[0] == '\0')
            return "an attribute whose name is not written out";
        return is_script_attr(html->attr) ? "an attribute that is script or style" : NULL;
    case CNOPS_HTML_EQUALS:
    case CNOPS_HTML_BARE:
        return "an attribute without quotes";
    case CNOPS_HTML_RAW:
        return "a script or style element";
    case CNOPS_HTML_COMMENT:
    case CNOPS_HTML_MARKUP:
        return "a comment or declaration";
    case CNOPS_HTML_LESS:
    case CNOPS_HTML_TAG_NAME:
    case CNOPS_HTML_TAG:
    case CNOPS_HTML_ATTR_NAME:
        break;
    }
    return "a tag, outside a quoted attribute";
}

/* In an element or a quoted attribute of style, where a value can only be a colour. */
static bool is_in_style(const cnops_html_t *html)
{
    if (html->state == CNOPS_HTML_RAW)
        return strcmp(html->tag, "style") == 0;
    return (html->state == CNOPS_HTML_DOUBLE || html->state == CNOPS_HTML_SINGLE) &&
           strcmp(html->attr, "style") == 0;
}

const char *cnops_html_take_value(cnops_html_t *html, cnops_escape_e *pescape)
{
    const char *refusal = cnops_html_refuse(html);

    if (is_in_style(html)) {
        *pescape = CNOPS_ESCAPE_COLOUR;
        return NULL;
    }
    *pescape = CNOPS_ESCAPE_HTML;
    if (refusal || !cnops_html_is_address(html) || html->address == CNOPS_HTML_ADDRESS_FIXED)
        return refusal;
    if (html->address != CNOPS_HTML_ADDRESS_START)
        return "an address whose scheme is open";
    *pescape = CNOPS_ESCAPE_ADDRESS;
    html->address = CNOPS_HTML_ADDRESS_VALUE;
    return NULL;
}

bool cnops_html_takes_links(const cnops_html_t *html)
{
    return html->state == CNOPS_HTML_TEXT && !html->refuses_links;
}

void cnops_html_end_name(cnops_html_t *html)
{
    if (html->state == CNOPS_HTML_TAG_NAME || html->state == CNOPS_HTML_ATTR_NAME)
        enter(html, CNOPS_HTML_TAG);
}

static bool is_value(const cnops_html_t *html)
{
    return html->state == CNOPS_HTML_DOUBLE || html->state == CNOPS_HTML_SINGLE;
}

bool cnops_html_join(cnops_html_t *html, const cnops_html_t *other)
{
    if (html->state != other->state)
        return false;
    if (is_value(html) && strcmp(html->attr, other->attr) != 0)
        return false;
    if (html->state != CNOPS_HTML_TEXT && strcmp(html->tag, other->tag) != 0)
        return false;
    /* One branch knows less than the other: go on with what is refused more often. */
    if (html->address != other->address)
        html->address = CNOPS_HTML_ADDRESS_OPEN;
    html->refuses_links |= other->refuses_links;
    return true;
}
