/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks a paper by what its QR code says.
 *
 * Floor: core. Threads: any. Secrets: the facts are those of a person; the caller has them from the
 * paper. Source: contract.md §9. */
#ifndef CNOPS_CORE_CERTIFICATE_PAPER_H
#define CNOPS_CORE_CERTIFICATE_PAPER_H

#include "core/certificate/public_keys.h"

/* With the words that programs read. */
#define CNOPS_PAPER_VERDICT(X)                                                                     \
    X(CNOPS_PAPER_GENUINE, "genuine")                                                              \
    X(CNOPS_PAPER_REVOKED, "revoked")                                                              \
    X(CNOPS_PAPER_EXPIRED, "expired")                                                              \
    X(CNOPS_PAPER_FALSE, "false")
typedef enum { CNOPS_PAPER_VERDICT(CNOPS_WORDS_NAME) } cnops_paper_verdict_e;

const char *cnops_paper_verdict_name(cnops_paper_verdict_e verdict);

typedef struct cnops_paper_t {
    cnops_paper_verdict_e verdict;
    const char *why; /* of CNOPS_PAPER_FALSE: a sentence; else NULL */
    /* What is signed; also of a paper that is expired or revoked. Of one that is false nothing may
     * be shown: kind and texts are unset. */
    cnops_facts_t facts;
    const cnops_public_key_t *key; /* that has signed; NULL: no key that is listed */
} cnops_paper_t;

/* digits: as in the address after '#' (core/certificate/payload.h). A paper that is revoked and
 * expired is revoked. One whose row has been purged is checked by its signature alone. */
apr_status_t cnops_paper_check(cnops_paper_t *ppaper, const cnops_core_t *core,
                               const cnops_public_keys_t *keys, const char *digits,
                               apr_pool_t *pool);

#endif
