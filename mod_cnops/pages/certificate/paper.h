/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Prints a certificate.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_CERTIFICATE_PAPER_H
#define CNOPS_PAGES_CERTIFICATE_PAPER_H

#include "core/certificate/certificate.h"
#include "pages/frame/request.h"

/* *pbytes: the *plen bytes of its PDF file, in the request's pool. CNOPS_ENOENGINE where too
 * many papers are asked for. */
apr_status_t cnops_paper_print(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                               const cnops_certificate_t *certificate);

#endif
