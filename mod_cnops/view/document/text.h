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

/* A part of a text that begins on one page and ends on another one, within the element of the whole
 * text. A cnops_block_fn. */
double cnops_text_part(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

/* The element of the structure that such a text is: "H1", "P". */
const char *cnops_text_tag(const apr_xml_elem *elem);

/* Frees what the flow keeps of texts. */
void cnops_text_forget(cnops_flow_t *flow);

/* The height of the first line, in points. */
double cnops_text_line(cnops_flow_t *flow, const apr_xml_elem *elem, const cnops_place_t *place);

/* How far below its top the first line of a text stands, in points. 0 for another block. */
double cnops_text_baseline(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
