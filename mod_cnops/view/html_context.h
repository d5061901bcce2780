/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Follows the literal HTML of a template and knows the kind of place that was reached: text, an
 * attribute, a tag. The kind of place decides how a value is escaped there, or that no value may
 * be written there. The authors of templates are trusted: this finds their mistakes when the
 * server starts, it does not clean hostile HTML.
 *
 * Floor: view. Threads: a context belongs to one thread. */
#ifndef CNOPS_VIEW_HTML_CONTEXT_H
#define CNOPS_VIEW_HTML_CONTEXT_H

#include "view/escape.h"

#define CNOPS_HTML_NAME_MAX 32

typedef enum {
    CNOPS_HTML_TEXT,
    CNOPS_HTML_LESS,   /* directly after '<' */
    CNOPS_HTML_MARKUP, /* <!doctype …> and the like */
    CNOPS_HTML_COMMENT,
    CNOPS_HTML_TAG_NAME,
    CNOPS_HTML_TAG, /* between attributes */
    CNOPS_HTML_ATTR_NAME,
    CNOPS_HTML_EQUALS, /* after '=' */
    CNOPS_HTML_DOUBLE, /* in a "value" */
    CNOPS_HTML_SINGLE, /* in a 'value' */
    CNOPS_HTML_BARE,   /* in an unquoted value */
    CNOPS_HTML_RAW     /* in <script> or <style> */
} cnops_html_state_e;

/* What was written so far of the address in an attribute. */
typedef enum {
    CNOPS_HTML_ADDRESS_START, /* nothing */
    CNOPS_HTML_ADDRESS_VALUE, /* one value and nothing else; rendering checks its scheme */
    CNOPS_HTML_ADDRESS_OPEN,  /* letters: a value after them could complete a scheme */
    CNOPS_HTML_ADDRESS_FIXED  /* scheme or path are fixed: a value after them cannot change
                               * which host or scheme the address names */
} cnops_html_address_e;

typedef struct cnops_html_t {
    cnops_html_state_e state;
    cnops_html_address_e address;
    bool begins_with_value;         /* the address does */
    bool is_closing;                /* in </tag> */
    bool refuses_links;             /* in an element that cannot have a link in it */
    char tag[CNOPS_HTML_NAME_MAX];  /* lower case; a longer name is cut */
    char attr[CNOPS_HTML_NAME_MAX]; /* the same */
    /* In an address: how it begins. In a comment, declaration or script: the last bytes. */
    char window[CNOPS_HTML_NAME_MAX];
} cnops_html_t;

/* Reads len more bytes of the document. A context of all zeros stands at its start. */
void cnops_html_feed(cnops_html_t *html, const char *bytes, apr_size_t len);

/* Writes a value at the place reached. Returns NULL, and in *pescape how the value is escaped;
 * or the kind of place, in words for a fault, where no value may be written. A value in a style can
 * only be a colour. */
const char *cnops_html_take_value(cnops_html_t *html, cnops_escape_e *pescape);

/* Whether a link may be written at the place reached: in text, but not in another link, a button or
 * the like. */
bool cnops_html_takes_links(const cnops_html_t *html);

/* As cnops_html_take_value for text that is known when the template is compiled (a sentence, one of
 * our own addresses): fewer places are refused. */
const char *cnops_html_refuse(const cnops_html_t *html);

/* Whether the place is in the quoted value of href, src, action or another attribute that
 * holds an address. */
bool cnops_html_is_address(const cnops_html_t *html);

/* A block of the template begins or ends here: a name of a tag or attribute ends here too. */
void cnops_html_end_name(cnops_html_t *html);

/* Two branches of a template meet here (call cnops_html_end_name on both first). html gets what
 * holds after either branch; false where the branches end at different kinds of place. */
bool cnops_html_join(cnops_html_t *html, const cnops_html_t *other);

#endif
