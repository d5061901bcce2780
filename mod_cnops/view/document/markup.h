/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The markup of documents, and what else a document is made of.
 *
 * Floor: view. Threads: any.
 *
 * The markup is XML. Lengths are in mm. Each element may have lang (fr | ar | en), which it hands
 * down, and which decides the direction; and style, a name of the table in text.c.
 *
 *   document  title, lang, frame (yes: the ornamented frame on each page), pages (A4), identifier
 *             (what its QR code says, for the metadata: view/document/identifier.h)
 *   h1 h2 p   text. b in it is bold. align: start | center | end
 *   columns   its children stand side by side; widths: percents; baseline (yes: the first lines of
 *             its texts stand on one line)
 *   stack     its children stand below each other, for instance in columns. keep (yes): on one page
 *   table     rows; widths: percents; rule (yes: a line below each row); grid (yes: lines around
 *             each cell); middle (yes: cells stand in the middle of their row); padding: above and
 *             below what is in a cell. The first row with head (yes) is repeated on each page
 *   row, cell a cell has text or blocks; a cell with head (yes) is a heading of its row or column.
 *             height of a row: at least
 *   box       a border around blocks; height: at least
 *   space     height
 *   rule      a line; height; braid (yes: a braid of waves instead)
 *   dots      a line to write on; height: above it
 *   cells     boxes for digits: count; groups: how many stand together ("2 2 4"); value: what is
 *             written in them
 *   tick      a box to tick, with blocks beside it
 *   qr        prefix (bytes), digits (decimal), alt; size with the quiet modules around it; module:
 *             the size of one module at least, for which the code becomes larger
 *   picture   name (one of those given), size, alt
 *   at        its blocks stand at x, y of the page, with this width, and take no room from others.
 *             With height, its texts are set smaller where they would be higher
 *   bottom    its blocks stand at the end of this page, or of the next one where it has no room
 *   break     what follows stands on the next page
 *   sheet     if the document has any, its children are all sheets: each is one page, and what does
 *             not fit on it is a fault. Lists of letters have them
 *   foot      its blocks stand at the foot of each page. In its texts <page/> is the number of the
 *             page, and <pages/> that of all pages
 *
 * A text, a table, and a block that is higher than a page go on on the next page. A heading stands
 * with what follows it. */
#ifndef CNOPS_VIEW_DOCUMENT_MARKUP_H
#define CNOPS_VIEW_DOCUMENT_MARKUP_H

#include <apr.h>

/* A picture of points, packed as PDF has them, or a drawing. view/document/picture.h makes them. */
typedef struct cnops_document_picture_t {
    const char *name;
    int width, height;   /* points; of a drawing: units of its lengths */
    const char *colours; /* red, green, blue of each point, packed; NULL: a drawing */
    apr_size_t colours_len;
    const char *alphas; /* the opacity of each point, packed */
    apr_size_t alphas_len;
    const char *drawing; /* operators of PDF, not packed; its origin is the lower left corner */
    apr_size_t drawing_len;
} cnops_document_picture_t;

typedef struct cnops_document_colour_t {
    double red, green, blue; /* 0-1 */
} cnops_document_colour_t;

typedef struct cnops_document_t {
    const char *markup; /* UTF-8 */
    apr_size_t markup_len;
    const cnops_document_picture_t *pictures; /* the last one has the name NULL */
    cnops_document_colour_t primary, accent;  /* of the frame, headings and rules */
    const char *producer;                     /* name and version of this renderer */
    const char *made_at; /* "2026-11-30T00:00:00Z": the same at each rendering */
    /* Both are the same in each document, so they are packed once (cnops_gzip_bare). */
    const char *icc; /* the colour profile (sRGB); NULL: none */
    apr_size_t icc_len;
    const char *frame; /* of cnops_frame, for documents with a frame */
    apr_size_t frame_len;
} cnops_document_t;

#endif
