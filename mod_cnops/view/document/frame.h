/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The ornaments of papers: a border of stars, as in zellige, and a braid of waves. They are drawn
 * as full shapes and lines of half a point at least, so that copies in grey and by fax keep them.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_FRAME_H
#define CNOPS_VIEW_DOCUMENT_FRAME_H

#include "view/document/flow.h"

/* The frame of a page of this size, in points. It stays within CNOPS_FRAME_WIDTH of the edge. */
void cnops_frame(const cnops_flow_t *flow, double width, double height);

#define CNOPS_FRAME_WIDTH (15 * CNOPS_MM)

/* A braid across the width of a place, in height points. */
void cnops_frame_braid(const cnops_flow_t *flow, const cnops_place_t *place, double height);

#endif
