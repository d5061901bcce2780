/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/artifacts.h"

#include "base/buffer.h"

#include <apr_strings.h>
#include <stddef.h>
#include <string.h>

#define BEGIN "/Artifact BMC\n"
#define FOOT  "/Artifact << /Type /Pagination /Subtype /Footer >> BDC\n"
#define END   "\nEMC\n"

typedef struct scan_t {
    const char *at, *end;
    const char *copied;   /* everything before is in out */
    const char *operands; /* where the operands of the next operator begin */
    int depth;            /* of the marked content of an element */
    int inner;            /* of other marked content, outside of elements */
    apr_size_t last;      /* where the last artifact begins in out */
    cnops_buffer_t out;
} scan_t;

/* (…): may have others in it, and a backslash before any character. */
static const char *skip_string(const char *at, const char *end)
{
    for (int depth = 0; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '(')
            depth++;
        else if (*at == ')' && --depth == 0)
            return at + 1;
    }
    return end;
}

/* <…> is a string of hex digits, << begins a dictionary. */
static const char *skip_hex(const char *at, const char *end)
{
    if (end - at > 1 && at[1] == '<')
        return at + 2;
    while (at < end && *at != '>')
        at++;
    return at < end ? at + 1 : end;
}

static bool is_operator_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' || c == '"' || c == '*';
}

static const char *skip_word(const char *at, const char *end)
{
    while (at < end && !strchr(" \t\r\n\f()<>[]{}/%", *at))
        at++;
    return at;
}

static void copy_to(scan_t *scan, const char *to)
{
    cnops_buffer_add(&scan->out, scan->copied, (apr_size_t)(to - scan->copied));
    scan->copied = to;
}

static void begin_artifact(scan_t *scan)
{
    scan->last = scan->out.len;
    cnops_buffer_add_text(&scan->out, BEGIN);
}

static bool is_word(const char *word, apr_size_t len, const char *name)
{
    return strlen(name) == len && memcmp(word, name, len) == 0;
}

static bool has_number(const char *operands, const char *end)
{
    static const char number[] = "/MCID";

    for (; end - operands >= (ptrdiff_t)strlen(number); operands++)
        if (memcmp(operands, number, strlen(number)) == 0)
            return true;
    return false;
}

/* Marked content with a number is that of an element. Other marked content says which letters a
 * piece of text stands for, in elements and in decoration. */
static void begin_marked(scan_t *scan, const char *operator)
{
    if (scan->depth == 0 && !has_number(scan->operands, operator)) {
        scan->inner++;
    } else if (scan->depth++ == 0) {
        copy_to(scan, scan->operands);
        cnops_buffer_add_text(&scan->out, END);
    }
}

static void end_marked(scan_t *scan)
{
    if (scan->depth == 0) {
        scan->inner--;
    } else if (--scan->depth == 0) {
        copy_to(scan, scan->at);
        cnops_buffer_add_text(&scan->out, "\n");
        begin_artifact(scan);
    }
}

/* word: an operator, whose operands begin at scan->operands. */
static void take_operator(scan_t *scan, const char *word)
{
    apr_size_t len = (apr_size_t)(scan->at - word);

    if (is_word(word, len, "BDC") || is_word(word, len, "BMC"))
        begin_marked(scan, word);
    else if (is_word(word, len, "EMC"))
        end_marked(scan);
    scan->operands = scan->at;
}

static void take_token(scan_t *scan)
{
    const char *word = scan->at;

    if (*word == '(') {
        scan->at = skip_string(word, scan->end);
    } else if (*word == '<') {
        scan->at = skip_hex(word, scan->end);
    } else if (*word == '/') {
        scan->at = skip_word(word + 1, scan->end);
    } else if (is_operator_letter(*word)) {
        scan->at = skip_word(word, scan->end);
        take_operator(scan, word);
    } else {
        scan->at++;
    }
}

/* The last artifact, which begins with BEGIN, becomes a foot. */
static void mark_foot(scan_t *scan, apr_pool_t *pool)
{
    apr_size_t from = scan->last + strlen(BEGIN), len = scan->out.len - from;
    const char *rest = apr_pmemdup(pool, scan->out.bytes + from, len);

    scan->out.len = scan->last;
    cnops_buffer_add_text(&scan->out, FOOT);
    cnops_buffer_add(&scan->out, rest, len);
}

const char *cnops_artifacts_mark(apr_size_t *plen, const char *content, apr_size_t len,
                                 bool has_foot, apr_pool_t *pool)
{
    scan_t scan = {.at = content, .end = content + len, .copied = content, .operands = content};

    cnops_buffer_init(&scan.out, len + 1024, pool);
    begin_artifact(&scan);
    while (scan.at < scan.end)
        take_token(&scan);
    copy_to(&scan, scan.end);
    cnops_buffer_add_text(&scan.out, END);
    if (has_foot)
        mark_foot(&scan, pool);
    *plen = scan.out.len;
    return cnops_buffer_text(&scan.out);
}
