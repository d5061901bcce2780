/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What all blocks of a document share: where they stand, their attributes, the drawing.
 *
 * Floor: view, private to this room. Threads: one document, one thread.
 *
 * A block is placed twice by the same function: once to measure its height, once to draw it. Only
 * drawing touches the page and the structure. */
#ifndef CNOPS_VIEW_DOCUMENT_FLOW_H
#define CNOPS_VIEW_DOCUMENT_FLOW_H

#include "view/document/element.h"
#include "view/document/engine.h"
#include "view/document/markup.h"

#include <apr_tables.h>
#include <apr_xml.h>
#include <cairo.h>

#define CNOPS_MM        (72.0 / 25.4) /* points of a millimetre */
#define CNOPS_A4_WIDTH  (210 * CNOPS_MM)
#define CNOPS_A4_HEIGHT (297 * CNOPS_MM)

typedef struct cnops_flow_t cnops_flow_t;

/* Where a block stands, in points. lang: of the element around it. */
typedef struct cnops_place_t {
    double x, y, width;
    const char *lang;
    double height; /* of the row around a cell that stands in its middle; else 0 */
} cnops_place_t;

/* Places an element. Returns its height in points. */
typedef double (*cnops_block_fn)(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

/* A text that was laid out, of which the drawing follows the measuring. */
typedef struct cnops_kept_t {
    const apr_xml_elem *elem;
    double width, scale;
    PangoLayout *layout; /* NULL: none */
} cnops_kept_t;

#define CNOPS_KEPT 128 /* texts */

struct cnops_flow_t {
    const cnops_engine_t *engine;
    const cnops_document_t *document;
    cairo_t *cairo;
    bool draws;                   /* false: measures */
    double scale;                 /* of the size of texts; else 1 */
    bool is_decoration;           /* what is drawn is no part of the structure */
    double top, bottom;           /* only what begins between these is drawn, in points */
    int page, pages;              /* the number of this page, and how many there are */
    const char *fault;            /* the first one */
    apr_array_header_t *elements; /* cnops_element_t: those begun, in their order */
    apr_array_header_t *pictures; /* const cnops_document_picture_t *: those placed, likewise */
    cnops_kept_t kept[CNOPS_KEPT];
    cnops_block_fn block; /* cnops_block: blocks have others in them, of any kind */
    apr_pool_t *pool;
};

/* The children of an element, below each other. */
double cnops_flow_children(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

/* An attribute; NULL where the element has none of this name. */
const char *cnops_flow_attr(const apr_xml_elem *elem, const char *name);
/* An attribute in mm, in points; fallback is in mm too. What is no length is a fault. */
double cnops_flow_length(cnops_flow_t *flow, const apr_xml_elem *elem, const char *name,
                         double fallback);
/* An attribute that counts things: 0 to 100. */
int cnops_flow_count(cnops_flow_t *flow, const apr_xml_elem *elem, const char *name, int fallback);
bool cnops_flow_is(const apr_xml_elem *elem, const char *name, const char *word);
/* The language of an element: its own, else that of the place. */
const char *cnops_flow_lang(const apr_xml_elem *elem, const cnops_place_t *place);

/* Whether what begins at y is drawn now: not where the flow measures, and of a block that is higher
 * than a page only the part that stands on this one. */
bool cnops_flow_shows(const cnops_flow_t *flow, double y);
/* All is shown, wherever it begins. */
void cnops_flow_show_all(cnops_flow_t *flow);

/* Begin and end an element of the structure (PDF 32000-1 §14.8.4), where the flow draws. */
void cnops_flow_begin(cnops_flow_t *flow, const cnops_element_t *element);
void cnops_flow_tag(cnops_flow_t *flow, const char *tag, const char *lang);
/* A picture: a square of this size. alt: what it shows, in words. */
void cnops_flow_figure(cnops_flow_t *flow, const char *alt, double size, cnops_place_t place);
void cnops_flow_end_tag(const cnops_flow_t *flow, const char *tag);

void cnops_flow_colour(const cnops_flow_t *flow, const cnops_document_colour_t *colour);
/* The document cannot be made; fault says why, for operators. Only the first one is kept. */
void cnops_flow_refuse(cnops_flow_t *flow, const char *fault);

#endif
