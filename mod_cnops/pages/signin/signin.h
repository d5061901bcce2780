/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sign-in and sign-out.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the password is wiped after one use. A
 * wrong password, an unknown identity and a closed account get the same answer. */
#ifndef CNOPS_PAGES_SIGNIN_SIGNIN_H
#define CNOPS_PAGES_SIGNIN_SIGNIN_H

#include "pages/frame/request.h"

cnops_res_t *cnops_signin_get(cnops_req_t *req);
cnops_res_t *cnops_signin_post(cnops_req_t *req);
cnops_res_t *cnops_signout_post(cnops_req_t *req);

#endif
