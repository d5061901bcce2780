/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/template_scan.h"

#include <stdbool.h>
#include <string.h>

/* The "}}" that ends the tag whose inside begins at at. In "{{t {name}}}" the first '}' belongs
 * to the placeholder. NULL where there is no end. */
static const char *find_end(const char *at)
{
    bool is_open = false;

    if (*at == '!')
        return strstr(at, "}}");
    for (; *at; at++) {
        if (*at == '{')
            is_open = true;
        else if (*at == '}' && is_open)
            is_open = false;
        else if (*at == '}' && at[1] == '}')
            return at;
    }
    return NULL;
}

/* Whether the tag itself never writes anything: a block's or a comment. */
static bool is_silent(const char *tag)
{
    return tag[2] == '#' || tag[2] == '/' || tag[2] == '!';
}

static const char *skip_back(const char *at, const char *start)
{
    while (at > start && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at;
}

/* *pfrom and *pto: the borders of a tag. If nothing else is on its line, they become the borders
 * of the line. */
static void widen(const char **pfrom, const char **pto, const char *start)
{
    const char *from = skip_back(*pfrom, start);
    const char *to = *pto + strspn(*pto, " \t\r");

    if ((from == start || from[-1] == '\n') && (*to == '\n' || *to == '\0')) {
        *pfrom = from;
        *pto = *to == '\n' ? to + 1 : to;
    }
}

static void set_literal(cnops_scan_t *scan, const char *to)
{
    scan->literal = scan->next;
    scan->literal_len = (apr_size_t)(to - scan->next);
}

cnops_scan_e cnops_template_scan(cnops_scan_t *scan)
{
    const char *tag = strstr(scan->next, "{{"), *from = tag, *end, *to;

    if (!tag) {
        set_literal(scan, scan->next + strlen(scan->next));
        return CNOPS_SCAN_END;
    }
    scan->tag = tag;
    scan->inside = tag + 2;
    if (!(end = find_end(scan->inside)))
        return CNOPS_SCAN_UNCLOSED;
    scan->inside_len = (apr_size_t)(end - scan->inside);
    to = end + 2;
    if (is_silent(tag))
        widen(&from, &to, scan->text);
    set_literal(scan, from);
    scan->next = to;
    return CNOPS_SCAN_TAG;
}

int cnops_template_scan_line(const cnops_scan_t *scan)
{
    int line = 1;

    for (const char *at = scan->text; scan->tag && at < scan->tag; at++)
        line += *at == '\n';
    return line;
}
