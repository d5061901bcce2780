/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Blocks at a fixed place of the page: an address behind the window of an envelope, marks where
 * the paper is folded.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_FIXED_H
#define CNOPS_VIEW_DOCUMENT_FIXED_H

#include "view/document/flow.h"

/* A cnops_block_fn. Its height is 0: it takes no room from the blocks around it. */
double cnops_fixed(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
