/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The member's certificates: the list, the form that draws one, and the file of one.
 *
 * Floor: pages. Threads: one request, one thread. Addresses: contract.md §1 and §9. */
#ifndef CNOPS_PAGES_CERTIFICATE_CERTIFICATES_H
#define CNOPS_PAGES_CERTIFICATE_CERTIFICATES_H

#include "pages/form/form_page.h"

/* /espace/attestations: a POST draws a certificate, a GET only shows. */
extern const cnops_form_page_t cnops_certificates_form;

/* /espace/attestations/HANDLE.pdf: makes the file of a certificate, also of one that has expired.
 * 404 where the member has none of this handle, 410 where it is revoked. */
cnops_res_t *cnops_certificate_file_get(cnops_req_t *req);

#endif
