/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The limits of an address block: how many failures came from it lately, and how hard a proof of
 * work its visitors must solve for that.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_GUARD_GUARD_H
#define CNOPS_PAGES_GUARD_GUARD_H

#include "core/guard/throttle.h"
#include "pages/frame/request.h"

/* The counter of the failures of the request's block. */
cnops_throttle_t cnops_guard_block_throttle(const cnops_req_t *req);

/* Looks at the failures of the request's block, and raises the journey's proof of work to the level
 * that they call for. *pverdict: not allowed if the block has used up its failures. */
apr_status_t cnops_guard_block(cnops_verdict_t *pverdict, const cnops_req_t *req);

/* Whether the browser has a genuine cookie of known browsers. A block that has used up its failures
 * is closed to strangers, but neighbours must not lock out the owner's own browser. The caller
 * finds out later whose cookie it is. */
bool cnops_guard_may_be_known(const cnops_req_t *req);

/* Counts one failure of the request's block. */
apr_status_t cnops_guard_failed(const cnops_req_t *req);

/* Raises the proof of work that the journey's next captcha asks for to at least level. True if
 * it was lower. */
bool cnops_guard_raise(const cnops_req_t *req, int level);

#endif
