/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code of a posted letter. A person who types it has received post at the address on file.
 *
 * Floor: core. Threads: any. Secrets: the code in clear is only in the exported file, which the
 * operator who exports it must guard. The store has a keyed digest of it.
 *
 * 16 of 32 digits and letters (Crockford's base 32, which has no I, L, O and U) are 80 random bits.
 * They cannot be guessed, so the number of tries is not limited. */
#ifndef CNOPS_CORE_REQUEST_LETTER_H
#define CNOPS_CORE_REQUEST_LETTER_H

#include "core/journal/operator.h"
#include "core/request/request.h"

#define CNOPS_LETTER_CODE_LEN 16 /* characters */
#define CNOPS_LETTER_SHOWN    20 /* in four groups, and NUL */

/* Checks a code as typed: takes out blanks and hyphens, makes capitals, reads O as 0, and I and L
 * as 1. Returns NULL and sets *pvalue, or returns the error code "invalid_letter_code". */
const char *cnops_letter_code_check(const char **pvalue, const char *typed, apr_pool_t *pool);

/* The digest of a code in normal form; the store finds the request by it. */
const char *cnops_letter_digest(const cnops_core_t *core, const char *code, apr_pool_t *pool);

/* Letters that are exported together, for instance in one file. */
typedef struct cnops_letter_batch_t {
    cnops_operator_t by; /* who exports them, for the journal */
    apr_time_t at;       /* letter_at of each of them: the batch is found by it */
} cnops_letter_batch_t;

/* A new code for a request. */
typedef struct cnops_letter_draft_t {
    cnops_request_t request;        /* with the digest of the code, not written yet */
    char shown[CNOPS_LETTER_SHOWN]; /* "XXXX-XXXX-XXXX-XXXX", which the caller wipes */
} cnops_letter_draft_t;

/* Makes a code. It is of no use until cnops_letter_mark. */
void cnops_letter_draft(cnops_letter_draft_t *draft, const cnops_core_t *core,
                        const cnops_request_t *request, const cnops_letter_batch_t *batch,
                        apr_pool_t *pool);

/* Writes that letters with these codes are exported, with an event for each person: all of them or
 * none. From then on these codes are valid, and the former ones of the same requests are void.
 * drafts: of persons of whom none is there twice; no more than CNOPS_LETTER_BATCH_MAX.
 * CNOPS_ECONFLICT where one of the requests has changed since it was read. */
apr_status_t cnops_letter_mark(const cnops_core_t *core, const cnops_letter_draft_t *const *drafts,
                               int count, const cnops_letter_batch_t *batch, apr_pool_t *pool);
#define CNOPS_LETTER_BATCH_MAX 500

typedef enum {
    CNOPS_LETTER_WRONG,  /* unknown, or its request has ended */
    CNOPS_LETTER_TAKEN,  /* *prequest was accepted now, or before */
    CNOPS_LETTER_APPLIED /* *prequest was applied before */
} cnops_letter_used_e;

/* Accepts the request that has this code (normal form), if it has not expired. event: for the
 * journal. *prequest: the request after that, or NULL. */
apr_status_t cnops_letter_use(cnops_letter_used_e *pused, const cnops_request_t **prequest,
                              const cnops_core_t *core, const char *code,
                              const cnops_event_t *event, apr_pool_t *pool);

#endif
