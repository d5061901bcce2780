/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /verification/hors-ligne.html: the verifier as one file to keep. It has the keys and the numbers
 * of revoked certificates of the moment in it, and never uses a network.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: none; all of it is public. */
#ifndef CNOPS_PAGES_CERTIFICATE_VERIFIER_FILE_H
#define CNOPS_PAGES_CERTIFICATE_VERIFIER_FILE_H

#include "pages/frame/request.h"

/* In the language of the request. Its policy, in the header and in the file, lets a browser run its
 * own script and load nothing. */
cnops_res_t *cnops_verifier_file_get(cnops_req_t *req);

#endif
