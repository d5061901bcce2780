/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Leads a member whose address is to be confirmed to /espace/adresse, from every page of the space.
 *
 * Floor: pages. Threads: one request, one thread. Source: contract.md §9. */
#ifndef CNOPS_PAGES_SPACE_ADDRESS_GATE_H
#define CNOPS_PAGES_SPACE_ADDRESS_GATE_H

#include "pages/frame/request.h"

#define CNOPS_ADDRESS_PATH "/espace/adresse"

/* NULL: no address of this member waits for an answer, so the page is shown. Else the redirect; the
 * page that was asked for is kept (onward.h). For requests with a session. */
cnops_res_t *cnops_address_gate(cnops_req_t *req);

#endif
