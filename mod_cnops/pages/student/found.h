/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What tracking has found: the registrations of a student, and the way to their certificates.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the data of the student, who has typed
 * the numbers that lead to them. */
#ifndef CNOPS_PAGES_STUDENT_FOUND_H
#define CNOPS_PAGES_STUDENT_FOUND_H

#include "pages/frame/page.h"

typedef struct cnops_found_t {
    apr_array_header_t *registrations; /* cnops_registration_seen_t; empty: nothing was found */
    const char *sent_to;               /* where links were sent, masked; NULL: nowhere */
    bool has_no_email, is_limited;     /* why not, where CnopsTrackingCertificate is email */
} cnops_found_t;

/* Where CnopsTrackingCertificate is email: sends the links of the registered years to the e-mail on
 * file. subject: of the student's counters. */
apr_status_t cnops_found_send(cnops_found_t *found, const cnops_req_t *req, const char *subject);

/* Adds "searched", "registrations", "minutes" and "certificate_sent". found NULL:
 * nobody has looked yet. */
void cnops_found_show(cnops_tree_t *data, const cnops_req_t *req, const cnops_found_t *found);

#endif
