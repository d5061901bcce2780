/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Adds to a PDF of cairo what readers and archives need and cairo does not write: language, title
 * in the window, words for pictures, order of tabs, XMP metadata, colours of the output.
 *
 * Floor: view, private to this room. Threads: any. Sources: PDF 32000-1; PDF/UA-1 (ISO 14289-1);
 * PDF/A-2 (ISO 19005-2). */
#ifndef CNOPS_VIEW_DOCUMENT_FINISH_H
#define CNOPS_VIEW_DOCUMENT_FINISH_H

#include "view/document/element.h"
#include "view/document/xmp.h"

#include <apr_tables.h>
#include <stdbool.h>

typedef struct cnops_finish_t {
    cnops_xmp_t said;                   /* what its metadata say */
    const apr_array_header_t *elements; /* cnops_element_t: of the structure, in their order */
    bool has_foot;                      /* the last decoration of each page is its foot */
    const char *icc;                    /* the colour profile, packed; NULL: none */
    apr_size_t icc_len;
    const char *frame; /* packed content that each page begins with, as decoration; NULL: none */
    apr_size_t frame_len;
    const apr_array_header_t *pictures; /* of the flow */
} cnops_finish_t;

/* Writes into the pool. APR_ENOMEM where qpdf fails. */
apr_status_t cnops_finish(const char **pbytes, apr_size_t *plen, const char *pdf,
                          apr_size_t pdf_len, const cnops_finish_t *finish, apr_pool_t *pool);

#endif
