/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The kinds of blocks.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_BLOCKS_H
#define CNOPS_VIEW_DOCUMENT_BLOCKS_H

#include "view/document/flow.h"

/* Places an element by its name. Returns its height in points. An unknown one is a fault. */
double cnops_block(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
