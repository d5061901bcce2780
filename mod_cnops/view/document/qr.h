/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* QR codes (ISO/IEC 18004): an address in bytes, then digits in the numeric mode, with error
 * correction M. The code has four quiet modules around it.
 *
 * Floor: view, private to this room. Threads: one document, one thread. */
#ifndef CNOPS_VIEW_DOCUMENT_QR_H
#define CNOPS_VIEW_DOCUMENT_QR_H

#include "view/document/flow.h"

/* A cnops_block_fn. */
double cnops_qr(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place);

#endif
