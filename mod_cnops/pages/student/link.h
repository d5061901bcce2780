/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Links to the certificate of a registration: /etudiants/suivi/TOKEN.pdf.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: a token is a right of the browser that
 * it was made for; in another one, or without its cookie, it opens nothing.
 *
 * The token is sealed, with the id of the browser's journey as its context (core/seal/seal.h), so
 * no row is kept of it. It lives for settings->tracking_link_ttl, and not longer than the journey.
 */
#ifndef CNOPS_PAGES_STUDENT_LINK_H
#define CNOPS_PAGES_STUDENT_LINK_H

#include "pages/frame/request.h"

#define CNOPS_TRACKING_PATH "/etudiants/suivi"

/* The address of the certificate below the mount. The caller keeps the journey alive
 * (cnops_journey_stay). */
const char *cnops_tracking_link(const cnops_req_t *req, apr_int64_t registration_id);

/* The registration whose certificate this part of an address gives to this browser now; 0: none. */
apr_int64_t cnops_tracking_link_open(const cnops_req_t *req, const char *token);

#endif
