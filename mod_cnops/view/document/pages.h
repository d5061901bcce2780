/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Places the blocks of a document on its pages: breaks, repeated heads of tables, the running foot.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_PAGES_H
#define CNOPS_VIEW_DOCUMENT_PAGES_H

#include "view/document/flow.h"

/* The running foot of the document; NULL where there is none. */
const apr_xml_elem *cnops_pages_foot(const apr_xml_elem *root);

/* Draws the document on flow->cairo, whose pages are A4. What is wrong with it is flow->fault. */
void cnops_pages_draw(cnops_flow_t *flow, const apr_xml_elem *root, const char *lang);

#endif
