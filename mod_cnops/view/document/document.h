/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes a PDF of a document that is described in a small markup. The markup is made by a template
 * (markup.h; htdocs/templates/document/), as pages are: a new document needs no C here.
 *
 * Floor: view. Threads: any, each with an engine of its own. Nothing is written to a file. The
 * result is tagged: screen readers follow its headings, tables and pictures. The same document
 * gives the same bytes. */
#ifndef CNOPS_VIEW_DOCUMENT_DOCUMENT_H
#define CNOPS_VIEW_DOCUMENT_DOCUMENT_H

#include "view/document/engine.h"
#include "view/document/markup.h"

/* *pbytes: *plen bytes of a PDF file, allocated from pool. CNOPS_EMALFORMED where the markup is
 * wrong; *pfault, which else is NULL, says what. APR_ENOMEM where cairo or qpdf fail. */
apr_status_t cnops_document_render(const char **pbytes, apr_size_t *plen, const char **pfault,
                                   const cnops_engine_t *engine, const cnops_document_t *document,
                                   apr_pool_t *pool);

#endif
