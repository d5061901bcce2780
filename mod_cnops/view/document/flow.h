/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Places the blocks of a document on its pages.
 *
 * Floor: view, private to this room. Threads: one document, one thread.
 *
 * A block is placed twice by the same function: once to measure its height, once to draw it. Only
 * drawing touches the page and the structure. */
#ifndef CNOPS_VIEW_DOCUMENT_FLOW_H
#define CNOPS_VIEW_DOCUMENT_FLOW_H

#include "view/document/document.h"

#include <apr_tables.h>
#include <apr_xml.h>
#include <cairo.h>

#define CNOPS_MM (72.0 / 25.4) /* points of a millimetre */

typedef struct cnops_flow_t {
    const cnops_engine_t *engine;
    const cnops_document_t *document;
    cairo_t *cairo;
    bool draws;               /* false: measures */
    const char *fault;        /* the first one */
    apr_array_header_t *alts; /* const char *: of the pictures drawn, in their order */
    apr_pool_t *pool;
} cnops_flow_t;

/* Where a block stands, in points. lang: of the element around it. */
typedef struct cnops_place_t {
    double x, y, width;
    const char *lang;
} cnops_place_t;

/* Places an element. Returns its height in points. */
double cnops_flow_block(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

/* The children of an element, below each other. */
double cnops_flow_children(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

/* --- for the files of this room --- */

/* An attribute; NULL where the element has none of this name. */
const char *cnops_flow_attr(const apr_xml_elem *elem, const char *name);
/* An attribute in mm, in points; fallback is in mm too. */
double cnops_flow_length(const apr_xml_elem *elem, const char *name, double fallback);
bool cnops_flow_is(const apr_xml_elem *elem, const char *name, const char *word);
/* The language of an element: its own, else that of the place. */
const char *cnops_flow_lang(const apr_xml_elem *elem, const cnops_place_t *place);

/* Begin and end an element of the structure (PDF 32000-1 §14.8.4), where the flow draws. */
void cnops_flow_tag(const cnops_flow_t *flow, const char *tag);
void cnops_flow_end_tag(const cnops_flow_t *flow, const char *tag);

void cnops_flow_colour(const cnops_flow_t *flow, const cnops_document_colour_t *colour);
void cnops_flow_refuse(cnops_flow_t *flow, const char *fault);

/* Blocks of other files: text.c, table.c, drawings.c. */
double cnops_flow_text(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_columns(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_table(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_row(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_box(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_rule(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_dots(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_cells(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_qr(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_flow_picture(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
/* The ornamented frame of a page of this size. */
void cnops_flow_frame(const cnops_flow_t *flow, double width, double height);

#endif
