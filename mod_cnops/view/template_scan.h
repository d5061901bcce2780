/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Finds the {{tags}} in the text of a template, and which blanks around them belong to them. It
 * does not know what a tag means.
 *
 * Floor: view, private to the compiler of templates. Threads: a scan belongs to one thread. */
#ifndef CNOPS_VIEW_TEMPLATE_SCAN_H
#define CNOPS_VIEW_TEMPLATE_SCAN_H

#include <apr.h>

typedef enum {
    CNOPS_SCAN_TAG,      /* found a tag */
    CNOPS_SCAN_UNCLOSED, /* found a "{{" without its "}}" */
    CNOPS_SCAN_END       /* no more tags */
} cnops_scan_e;

typedef struct cnops_scan_t {
    const char *text; /* the whole template; the caller sets it */
    const char *next; /* where the next call starts; the caller sets it to text */

    /* what the last call found, within text */
    const char *literal; /* the text before the tag, or after the last tag */
    apr_size_t literal_len;
    const char *tag;    /* its "{{"; at the end of the text still the last tag's; NULL: none yet */
    const char *inside; /* between the braces */
    apr_size_t inside_len;
} cnops_scan_t;

/* Goes to the next tag. Where a tag that opens or closes a block, or a comment, is alone on its
 * line, the whole line belongs to the tag and none of it to a literal. */
cnops_scan_e cnops_template_scan(cnops_scan_t *scan);

/* The number of the line, from 1, on which the last tag found begins. */
int cnops_template_scan_line(const cnops_scan_t *scan);

#endif
