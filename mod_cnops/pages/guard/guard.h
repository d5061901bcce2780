/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an address block has done lately, and what it owes for it.
 *
 * Floor: pages. Callers: journeys, sign-in, captcha. Threads: any. */
#ifndef CNOPS_PAGES_GUARD_GUARD_H
#define CNOPS_PAGES_GUARD_GUARD_H

#include "core/guard/throttle.h"
#include "pages/frame/request.h"

/* Raises the journey's proof of work to what the block owes. *pverdict: whether it is past
 * its ceiling. */
apr_status_t cnops_guard_block(cnops_verdict_t *pverdict, const cnops_req_t *req);

/* A block that used up its failures is closed to strangers; neighbours of the owner's must not
 * lock the owner's own browser. True if this may be one: whose cookie it is shows later. */
bool cnops_guard_may_be_known(const cnops_req_t *req);

/* A failure from this block. */
apr_status_t cnops_guard_failed(const cnops_req_t *req);

/* The journey's next captcha is worth at least level. True if that is more than before. */
bool cnops_guard_raise(const cnops_req_t *req, int level);

#endif
