/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Texts: headings and paragraphs.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_TEXT_H
#define CNOPS_VIEW_DOCUMENT_TEXT_H

#include "view/document/flow.h"

/* A cnops_block_fn. */
double cnops_text(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
