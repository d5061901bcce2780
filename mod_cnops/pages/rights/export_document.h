/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/donnees/export.pdf: what is held about the member, as a document to read.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: as export.h.
 *
 * It says what export.json says, in sentences, with two bounds of its own that it tells where they
 * matter: the newest claims and the newest lines of the journal. It counts as an export, and is in
 * the journal like one. */
#ifndef CNOPS_PAGES_RIGHTS_EXPORT_DOCUMENT_H
#define CNOPS_PAGES_RIGHTS_EXPORT_DOCUMENT_H

#include "pages/frame/request.h"

cnops_res_t *cnops_export_document_get(cnops_req_t *req);

#endif
