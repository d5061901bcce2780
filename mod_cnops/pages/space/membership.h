/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The membership that the space shows.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_MEMBERSHIP_H
#define CNOPS_PAGES_SPACE_MEMBERSHIP_H

#include "pages/frame/page.h"

/* The current membership of the person, in req->person; NULL where the person has none. It is the
 * one that the member chose in this session (adhesion.h); without a choice, the first one that is
 * active, else the first one. The route must show the person (cnops_route_t.shows_person). */
const cnops_membership_t *cnops_space_membership(const cnops_req_t *req);

/* Sets "scheme", "scheme_label", "status" and "status_label" of an item. */
void cnops_membership_show(cnops_tree_t *item, const cnops_req_t *req,
                           const cnops_membership_t *membership);

/* Adds "adhesions": a list of {immatriculation, scheme, scheme_label, status, status_label,
 * current}, one for each membership. The error of a record that does not open. */
apr_status_t cnops_membership_add_all(cnops_tree_t *data, const cnops_req_t *req);

#endif
