/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Blocks that have others side by side or around them: columns, tables, boxes.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_TABLE_H
#define CNOPS_VIEW_DOCUMENT_TABLE_H

#include "view/document/flow.h"

/* Each is a cnops_block_fn. */
double cnops_table_columns(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_table(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_table_row(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);
double cnops_table_box(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
