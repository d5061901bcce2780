/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/document.h"

#include "base/buffer.h"
#include "base/errors.h"
#include "view/document/blocks.h"
#include "view/document/finish.h"
#include "view/document/pages.h"
#include "view/document/text.h"

#include <apr_strings.h>
#include <cairo-pdf.h>
#include <string.h>

#define MARKUP_MAX (4 * 1024 * 1024) /* bytes */

typedef struct work_t {
    cnops_flow_t flow;
    const apr_xml_elem *root;
    const char *lang;
} work_t;

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

static apr_status_t draw(work_t *work, cnops_buffer_t *pdf)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(keep_bytes, pdf, CNOPS_A4_WIDTH, CNOPS_A4_HEIGHT);
    cairo_status_t status;

    set_metadata(surface, work->flow.document);
    work->flow.cairo = cairo_create(surface);
    work->flow.draws = true;
    cnops_flow_tag(&work->flow, "Document", work->lang);
    cnops_pages_draw(&work->flow, work->root, work->lang);
    cnops_flow_end_tag(&work->flow, "Document");
    cnops_text_forget(&work->flow);
    cairo_destroy(work->flow.cairo);
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

    if (document->markup_len > MARKUP_MAX) {
        *pfault = "the markup is too long";
        return CNOPS_EMALFORMED;
    }
    if (apr_xml_parser_feed(parser, document->markup, document->markup_len) != APR_SUCCESS ||
        apr_xml_parser_done(parser, &doc) != APR_SUCCESS) {
        *pfault = apr_pstrdup(pool, apr_xml_parser_geterror(parser, reason, sizeof reason));
        return CNOPS_EMALFORMED;
    }
    *proot = doc->root;
    return APR_SUCCESS;
}

static apr_status_t finish(const char **pbytes, apr_size_t *plen, const work_t *work,
                           const cnops_buffer_t *pdf)
{
    const cnops_document_t *document = work->flow.document;
    const char *title = cnops_flow_attr(work->root, "title");
    cnops_finish_t how = {.said = {.lang = work->lang,
                                   .title = title ? title : "",
                                   .producer = document->producer,
                                   .made_at = document->made_at,
                                   .identifier = cnops_flow_attr(work->root, "identifier")},
                          .elements = work->flow.elements,
                          .has_foot = cnops_pages_foot(work->root) != NULL,
                          .icc = document->icc,
                          .icc_len = document->icc_len,
                          .pictures = work->flow.pictures};

    if (cnops_flow_is(work->root, "frame", "yes")) {
        how.frame = document->frame;
        how.frame_len = document->frame_len;
    }
    return cnops_finish(pbytes, plen, pdf->bytes, pdf->len, &how, work->flow.pool);
}

apr_status_t cnops_document_render(const char **pbytes, apr_size_t *plen, const char **pfault,
                                   const cnops_engine_t *engine, const cnops_document_t *document,
                                   apr_pool_t *pool)
{
    work_t work = {.flow = {.engine = engine,
                            .document = document,
                            .scale = 1,
                            .elements = apr_array_make(pool, 64, sizeof(cnops_element_t)),
                            .pictures = apr_array_make(pool, 4, sizeof(void *)),
                            .block = cnops_block,
                            .pool = pool}};
    cnops_buffer_t pdf;
    apr_status_t rv;

    *pfault = NULL;
    if ((rv = parse(&work.root, pfault, document, pool)) != APR_SUCCESS)
        return rv;
    work.lang = cnops_flow_attr(work.root, "lang");
    if (!work.lang)
        work.lang = "fr";
    cnops_buffer_init(&pdf, 65536, pool);
    rv = draw(&work, &pdf);
    *pfault = work.flow.fault;
    if (rv == APR_SUCCESS && *pfault)
        rv = CNOPS_EMALFORMED;
    return rv == APR_SUCCESS ? finish(pbytes, plen, &work, &pdf) : rv;
}
