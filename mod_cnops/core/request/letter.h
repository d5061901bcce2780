/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code of a letter: what proves that somebody receives post at the address on file.
 *
 * Floor: core. Callers: ctl (export letters), pages (letter.c). Threads: any.
 * Secrets: the code is in the exported file alone, which is whoever exports it's to guard;
 * the store has a keyed digest.
 *
 * 16 of 32 letters and digits (none of I, L, O, U: Crockford's base 32) are 80 random bits:
 * no guessing, however many may try. */
#ifndef CNOPS_CORE_REQUEST_LETTER_H
#define CNOPS_CORE_REQUEST_LETTER_H

#include "core/journal/operator.h"
#include "core/request/request.h"

#define CNOPS_LETTER_CODE_LEN 16 /* characters */
#define CNOPS_LETTER_SHOWN    20 /* in four groups, and NUL */

/* As typed by a person: blanks and hyphens out, capitals, O is 0, I and L are 1. NULL and
 * *pvalue, or the error code "invalid_letter_code". */
const char *cnops_letter_code_check(const char **pvalue, const char *typed, apr_pool_t *pool);

/* *pdigest of a code in normal form: the store's key. */
const char *cnops_letter_digest(const cnops_core_t *core, const char *code, apr_pool_t *pool);

/* A new code for the request, "XXXX-XXXX-XXXX-XXXX" in shown (which the caller wipes); a former
 * one is void. by: who exports it, for the journal. */
apr_status_t cnops_letter_issue(char shown[CNOPS_LETTER_SHOWN], const cnops_core_t *core,
                                const cnops_request_t *request, const cnops_operator_t *by,
                                apr_pool_t *pool);

typedef enum {
    CNOPS_LETTER_WRONG,  /* unknown, or of a request at its end */
    CNOPS_LETTER_TAKEN,  /* *prequest was accepted just now, or by this code before */
    CNOPS_LETTER_APPLIED /* *prequest was applied before */
} cnops_letter_used_e;

/* Accepts the request whose letter has this code (normal form), if it is in time. event: for
 * the journal. *prequest: as it stands now. */
apr_status_t cnops_letter_use(cnops_letter_used_e *pused, const cnops_request_t **prequest,
                              const cnops_core_t *core, const char *code,
                              const cnops_event_t *event, apr_pool_t *pool);

#endif
