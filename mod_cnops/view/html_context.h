/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Where in an HTML document a template's reader stands, and so what a value needs to
 * be harmless there. Follows the literal text of a template, which its authors are
 * trusted with; it is there to catch a mistake when the server starts.
 *
 * Floor: view. Callers: template_parse.c. Threads: one context, one thread. */
#ifndef CNOPS_VIEW_HTML_CONTEXT_H
#define CNOPS_VIEW_HTML_CONTEXT_H

#include "view/escape.h"

#define CNOPS_HTML_NAME_MAX 32

typedef enum {
    CNOPS_HTML_TEXT,
    CNOPS_HTML_LESS,   /* behind '<' */
    CNOPS_HTML_MARKUP, /* <!doctype …> and the like */
    CNOPS_HTML_COMMENT,
    CNOPS_HTML_TAG_NAME,
    CNOPS_HTML_TAG, /* between attributes */
    CNOPS_HTML_ATTR_NAME,
    CNOPS_HTML_EQUALS, /* behind '=' */
    CNOPS_HTML_DOUBLE, /* in a "value" */
    CNOPS_HTML_SINGLE, /* in a 'value' */
    CNOPS_HTML_BARE,   /* in an unquoted value */
    CNOPS_HTML_RAW     /* in <script> or <style> */
} cnops_html_state_e;

/* What is known of an address while it is written. */
typedef enum {
    CNOPS_HTML_ADDRESS_START,  /* nothing yet */
    CNOPS_HTML_ADDRESS_VALUE,  /* one value, checked when rendered, nothing behind it */
    CNOPS_HTML_ADDRESS_OPEN,   /* letters that a value could make a scheme of */
    CNOPS_HTML_ADDRESS_SETTLED /* no value can change where it leads by its scheme */
} cnops_html_address_e;

typedef struct cnops_html_t {
    cnops_html_state_e state;
    cnops_html_address_e address;
    bool begins_with_value;        /* the address does */
    bool is_closing;               /* in </tag> */
    char tag[CNOPS_HTML_NAME_MAX]; /* lower case, cut if longer */
    char attr[CNOPS_HTML_NAME_MAX];
    char window[CNOPS_HTML_NAME_MAX]; /* what came last, or how an address begins */
} cnops_html_t;

/* All zero is the start of a document. */
void cnops_html_feed(cnops_html_t *html, const char *bytes, apr_size_t len);

/* NULL and how a value is escaped here, or why none may stand here. */
const char *cnops_html_take_value(cnops_html_t *html, cnops_escape_e *pescape);

/* NULL, or why text that is known when compiling (a sentence, an address of ours) may
 * not stand here either. */
const char *cnops_html_refuse(const cnops_html_t *html);
bool cnops_html_is_address(const cnops_html_t *html);

/* At the borders of a block: names are taken as finished. */
void cnops_html_settle(cnops_html_t *html);
/* Two ways through a template meet, both settled: false if they do not stand at the same
 * kind of place. */
bool cnops_html_join(cnops_html_t *html, const cnops_html_t *other);

#endif
