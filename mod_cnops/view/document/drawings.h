/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Lines and pictures.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_DRAWINGS_H
#define CNOPS_VIEW_DOCUMENT_DRAWINGS_H

#include "view/document/flow.h"

/* Each is a cnops_block_fn. */
double cnops_drawing_rule(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_drawing_picture(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
