/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /api/v1/etablissement: whose the key is, and how many rows are left today. With it a program
 * tries its key without sending anything.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_API_WHOAMI_H
#define CNOPS_PAGES_API_WHOAMI_H

#include "pages/frame/request.h"

cnops_res_t *cnops_whoami_get(cnops_req_t *req);

#endif
