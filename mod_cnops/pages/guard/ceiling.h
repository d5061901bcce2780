/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The ceilings of one person (wrong answers, wrong codes, codes sent to bound contacts), and how
 * the person goes on when strangers have reached them.
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * All strangers share one counter of the person. A browser that the person has signed in from, and
 * a browser that followed the link sent to a contact of the person (core/guard/pass.h), have
 * counters of their own. So the wrong answers of strangers cannot lock the person out (contract.md
 * §5). When strangers reach the ceiling, the link is sent, at most once a day. */
#ifndef CNOPS_PAGES_GUARD_CEILING_H
#define CNOPS_PAGES_GUARD_CEILING_H

#include "core/guard/throttle.h"
#include "core/person/identity.h"
#include "pages/frame/page.h"

typedef struct cnops_ceiling_t {
    const cnops_req_t *req;
    cnops_use_e use;
    const char *subject; /* of the counter: shared by strangers, or this browser's own */
} cnops_ceiling_t;

/* What gives this visitor a counter apart from strangers, to be added to subject: the id of a known
 * browser, or CNOPS_PASS_ALLOWANCE. NULL: the visitor is a stranger. */
const char *cnops_ceiling_allowance(const cnops_req_t *req, apr_int64_t person_id,
                                    const char *subject);

/* use: CNOPS_USE_PERSON_ANSWERS or CNOPS_USE_PERSON_CODES. ceiling borrows req and identity. */
void cnops_ceiling_init(cnops_ceiling_t *ceiling, cnops_use_e use, const cnops_req_t *req,
                        const cnops_identity_t *identity);
/* Its counter. */
cnops_throttle_t cnops_ceiling_throttle(const cnops_ceiling_t *ceiling);

/* The answer when a ceiling is reached: 429, the same for known and unknown persons. wait in µs.
 * Queues the link if the person has an e-mail. If not, the same work is done, so that the time of
 * the answer tells nothing. */
cnops_res_t *cnops_ceiling_page(const cnops_req_t *req, const cnops_identity_t *identity,
                                apr_interval_time_t wait);

#endif
