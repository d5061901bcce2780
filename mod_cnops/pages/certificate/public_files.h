/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The two files by which anybody checks certificates without asking us:
 * core/certificate/public_keys.h and revocations.h describe their content.
 *
 * Floor: pages. Threads: one request, one thread. Addresses: contract.md §1. */
#ifndef CNOPS_PAGES_CERTIFICATE_PUBLIC_FILES_H
#define CNOPS_PAGES_CERTIFICATE_PUBLIC_FILES_H

#include "pages/frame/request.h"

/* /.well-known/cnops-keys.json */
cnops_res_t *cnops_public_files_keys_get(cnops_req_t *req);

/* /.well-known/cnops-revocations.json */
cnops_res_t *cnops_public_files_revocations_get(cnops_req_t *req);

#endif
