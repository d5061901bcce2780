/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The membership that the space shows.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_MEMBERSHIP_H
#define CNOPS_PAGES_SPACE_MEMBERSHIP_H

#include "pages/frame/request.h"

/* The current membership of the person, in req->person; NULL where the person has none. Without a
 * choice it is the first one that is active, else the first one. The route must show the person
 * (cnops_route_t.shows_person). */
const cnops_membership_t *cnops_space_membership(const cnops_req_t *req);

#endif
