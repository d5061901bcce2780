/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Places to write in with a pen, on printed forms: lines, boxes for digits, boxes to tick. They are
 * wide and high enough for a hand, and dark enough to survive a copier.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_WRITING_H
#define CNOPS_VIEW_DOCUMENT_WRITING_H

#include "view/document/flow.h"

/* Each is a cnops_block_fn. */
double cnops_writing_dots(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_writing_cells(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_writing_tick(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
