/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /captcha/defi: a proof-of-work challenge, as hard as the journey of this browser must solve.
 *
 * Nobody is refused one, however many failures the block has: the pages that owe an answer to
 * everybody (/verification) ask for a proof exactly then. What strangers may not do there, the page
 * that takes the proof says.
 *
 * Floor: pages. Threads: one request, one thread. The answer is always JSON (ALTCHA's protocol). */
#ifndef CNOPS_PAGES_GUARD_CHALLENGE_H
#define CNOPS_PAGES_GUARD_CHALLENGE_H

#include "pages/frame/request.h"

cnops_res_t *cnops_challenge_get(cnops_req_t *req);

#endif
