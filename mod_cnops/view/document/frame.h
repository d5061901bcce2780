/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The ornaments of papers: a border of stars, as in zellige, and a braid of waves. They are drawn
 * as full shapes and lines of half a point at least, so that copies in grey and by fax keep them.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_FRAME_H
#define CNOPS_VIEW_DOCUMENT_FRAME_H

#include "view/document/flow.h"

/* Makes document->frame, for a page of A4, of the document's colours, in pool: it is made once for
 * all documents of an institution. It stays within CNOPS_FRAME_WIDTH of the edge. cairo would write
 * its 2,000 points into its record, and out of it, packed, for each document. */
apr_status_t cnops_frame(cnops_document_t *document, apr_pool_t *pool);

#define CNOPS_FRAME_WIDTH (15 * CNOPS_MM)

/* A braid across the width of a place, in height points. */
void cnops_frame_braid(const cnops_flow_t *flow, const cnops_place_t *place, double height);

#endif
