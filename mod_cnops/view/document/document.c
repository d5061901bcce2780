/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/document.h"

#include "base/buffer.h"
#include "base/errors.h"
#include "view/document/blocks.h"
#include "view/document/drawings.h"
#include "view/document/finish.h"

#include <apr_strings.h>
#include <cairo-pdf.h>
#include <string.h>

#define A4_WIDTH  (210 * CNOPS_MM)
#define A4_HEIGHT (297 * CNOPS_MM)
#define MARGIN    (17 * CNOPS_MM)
#define BOTTOM    (A4_HEIGHT - 16 * CNOPS_MM)

typedef struct pages_t {
    cnops_flow_t flow;
    const apr_xml_elem *root;
    cnops_place_t place; /* of the next block */
} pages_t;

/* --- pages --- */

static void begin_page(pages_t *pages)
{
    if (cnops_flow_is(pages->root, "frame", "yes"))
        cnops_drawing_frame(&pages->flow, A4_WIDTH, A4_HEIGHT);
    pages->place.y = MARGIN;
}

static void end_page(pages_t *pages)
{
    cairo_show_page(pages->flow.cairo);
    begin_page(pages);
}

static double measure(pages_t *pages, const apr_xml_elem *elem)
{
    double height;

    pages->flow.draws = false;
    height = cnops_block(&pages->flow, elem, pages->place);
    pages->flow.draws = true;
    return height;
}

static void place_whole(pages_t *pages, const apr_xml_elem *elem)
{
    if (pages->place.y > MARGIN && pages->place.y + measure(pages, elem) > BOTTOM)
        end_page(pages);
    pages->place.y += cnops_block(&pages->flow, elem, pages->place);
}

/* A long table goes on on the next page, with its head. */
static void place_table(pages_t *pages, const apr_xml_elem *table)
{
    const apr_xml_elem *head = table->first_child;

    if (head && !cnops_flow_is(head, "head", "yes"))
        head = NULL;
    cnops_flow_tag(&pages->flow, "Table");
    for (const apr_xml_elem *row = table->first_child; row; row = row->next) {
        if (pages->place.y + measure(pages, row) > BOTTOM) {
            end_page(pages);
            if (head)
                pages->place.y += cnops_block(&pages->flow, head, pages->place);
        }
        pages->place.y += cnops_block(&pages->flow, row, pages->place);
    }
    cnops_flow_end_tag(&pages->flow, "Table");
}

static double measure_children(pages_t *pages, const apr_xml_elem *elem)
{
    double height;

    pages->flow.draws = false;
    height = cnops_flow_children(&pages->flow, elem, pages->place);
    pages->flow.draws = true;
    return height;
}

static void place_bottom(pages_t *pages, const apr_xml_elem *elem)
{
    double height = measure_children(pages, elem);

    if (pages->place.y + height > BOTTOM)
        end_page(pages);
    pages->place.y = BOTTOM - height;
    pages->place.y += cnops_flow_children(&pages->flow, elem, pages->place);
}

static void place_blocks(pages_t *pages)
{
    begin_page(pages);
    for (const apr_xml_elem *elem = pages->root->first_child; elem; elem = elem->next) {
        if (strcmp(elem->name, "table") == 0)
            place_table(pages, elem);
        else if (strcmp(elem->name, "bottom") == 0)
            place_bottom(pages, elem);
        else
            place_whole(pages, elem);
    }
}

/* --- the file --- */

static cairo_status_t keep_bytes(void *closure, const unsigned char *bytes, unsigned len)
{
    cnops_buffer_add(closure, (const char *)bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(cairo_surface_t *surface, const cnops_document_t *document)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, document->made_at);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, document->made_at);
}

static apr_status_t draw(pages_t *pages, cnops_buffer_t *pdf)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(keep_bytes, pdf, A4_WIDTH, A4_HEIGHT);
    cairo_status_t status;

    set_metadata(surface, pages->flow.document);
    pages->flow.cairo = cairo_create(surface);
    pages->flow.draws = true;
    cnops_flow_tag(&pages->flow, "Document");
    place_blocks(pages);
    cnops_flow_end_tag(&pages->flow, "Document");
    cairo_destroy(pages->flow.cairo);
    cairo_surface_finish(surface);
    status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS ? APR_SUCCESS : APR_ENOMEM;
}

static apr_status_t parse(const apr_xml_elem **proot, const char **pfault,
                          const cnops_document_t *document, apr_pool_t *pool)
{
    apr_xml_parser *parser = apr_xml_parser_create(pool);
    char reason[200];
    apr_xml_doc *doc;

    if (apr_xml_parser_feed(parser, document->markup, document->markup_len) != APR_SUCCESS ||
        apr_xml_parser_done(parser, &doc) != APR_SUCCESS) {
        *pfault = apr_pstrdup(pool, apr_xml_parser_geterror(parser, reason, sizeof reason));
        return CNOPS_EMALFORMED;
    }
    *proot = doc->root;
    return APR_SUCCESS;
}

static apr_status_t finish(const char **pbytes, apr_size_t *plen, const pages_t *pages,
                           const cnops_buffer_t *pdf)
{
    const cnops_document_t *document = pages->flow.document;
    const char *title = cnops_flow_attr(pages->root, "title");
    cnops_finish_t how = {.lang = pages->place.lang,
                          .title = title ? title : "",
                          .producer = document->producer,
                          .made_at = document->made_at,
                          .alts = pages->flow.alts,
                          .icc = document->icc,
                          .icc_len = document->icc_len};

    return cnops_finish(pbytes, plen, pdf->bytes, pdf->len, &how, pages->flow.pool);
}

apr_status_t cnops_document_render(const char **pbytes, apr_size_t *plen, const char **pfault,
                                   const cnops_engine_t *engine, const cnops_document_t *document,
                                   apr_pool_t *pool)
{
    pages_t pages = {.flow = {.engine = engine,
                              .document = document,
                              .alts = apr_array_make(pool, 4, sizeof(const char *)),
                              .block = cnops_block,
                              .pool = pool},
                     .place = {.x = MARGIN, .width = A4_WIDTH - 2 * MARGIN}};
    cnops_buffer_t pdf;
    apr_status_t rv;

    *pfault = NULL;
    if ((rv = parse(&pages.root, pfault, document, pool)) != APR_SUCCESS)
        return rv;
    pages.place.lang = cnops_flow_attr(pages.root, "lang");
    if (!pages.place.lang)
        pages.place.lang = "fr";
    cnops_buffer_init(&pdf, 65536, pool);
    rv = draw(&pages, &pdf);
    *pfault = pages.flow.fault;
    if (rv == APR_SUCCESS && *pfault)
        rv = CNOPS_EMALFORMED;
    return rv == APR_SUCCESS ? finish(pbytes, plen, &pages, &pdf) : rv;
}
