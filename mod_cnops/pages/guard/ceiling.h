/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The ceilings of one person (wrong answers, wrong codes, codes sent to bound contacts), and who
 * goes on past them.
 *
 * Floor: pages. Callers: steps_identity.c, steps_contacts.c, routes. Threads: one request, one
 * thread.
 *
 * Strangers share one count. A browser that the person signed in from, and one that followed
 * the link sent to a contact of theirs (core/guard/pass.h), have counts of their own: nobody's
 * wrong answers close the way to the person meant (contract.md §5). The link leaves, once a
 * day, when strangers meet the ceiling. */
#ifndef CNOPS_PAGES_GUARD_CEILING_H
#define CNOPS_PAGES_GUARD_CEILING_H

#include "core/guard/throttle.h"
#include "core/person/identity.h"
#include "pages/frame/page.h"

typedef struct cnops_ceiling_t {
    const cnops_req_t *req;
    cnops_use_e use;
    const char *subject; /* strangers', or one's own */
} cnops_ceiling_t;

/* What sets this visitor apart from strangers, to be added to a subject; NULL: nothing. */
const char *cnops_ceiling_allowance(const cnops_req_t *req, apr_int64_t person_id,
                                    const char *subject);

/* use: PERSON_ANSWERS or PERSON_CODES. */
void cnops_ceiling_init(cnops_ceiling_t *ceiling, cnops_use_e use, const cnops_req_t *req,
                        const cnops_identity_t *identity);
apr_status_t cnops_ceiling_look(cnops_verdict_t *pverdict, const cnops_ceiling_t *ceiling);
apr_status_t cnops_ceiling_take(cnops_verdict_t *pverdict, const cnops_ceiling_t *ceiling);
apr_status_t cnops_ceiling_give(const cnops_ceiling_t *ceiling);

/* The answer at the ceiling: 429, the same for known and unknown people. Queues the link
 * where the person has an e-mail; the work is the same where they have none. */
cnops_res_t *cnops_ceiling_page(const cnops_req_t *req, const cnops_identity_t *identity,
                                apr_interval_time_t wait);

#endif
