/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Batches: what an establishment sees of the files that it has sent, and what it does with them.
 * How a file comes in: core/batch/taking.h and intake.h; how its rows are worked off:
 * core/batch/work.h.
 *
 *   receiving ──> queued ──> running ──> done | failed
 *       └──> preview ──┘ send
 *               └──> abandoned
 *
 * A body that breaks off leaves nothing. The work of one chunk is one transaction, so a process
 * that is killed neither loses nor doubles a row.
 *
 * Floor: core. Threads: any. Secrets: rows are sealed; no fault has a value of one. Sources:
 * contract.md §6 and §9. */
#ifndef CNOPS_CORE_BATCH_BATCH_H
#define CNOPS_CORE_BATCH_BATCH_H

#include "core/registration/registration.h"

/* --- looking: all of them see batches of the establishment alone --- */

/* *pbatch NULL: the establishment has no batch with this reference. */
apr_status_t cnops_batch_find(const cnops_batch_t **pbatch, const cnops_core_t *core,
                              apr_int64_t establishment_id, const char *reference,
                              apr_pool_t *pool);
/* *plist: cnops_batch_t, newest first, at most max, with ids below before_id (0: any). */
apr_status_t cnops_batches_of(apr_array_header_t **plist, const cnops_core_t *core,
                              const cnops_batches_wanted_t *wanted, apr_pool_t *pool);

/* Whether all rows have been looked at: a preview can be sent then, and all its faults are known.
 */
bool cnops_batch_is_checked(const cnops_batch_t *batch);

/* A row that was refused. */
typedef struct cnops_batch_refusal_t {
    apr_int64_t line;
    const char *key;   /* "2025-2026/AB123456" as sent; "": one of the two is the fault */
    const char *field; /* name of a column, or "row" */
    const char *code;  /* of its sentence: keys.txt, registration.fault.CODE */
} cnops_batch_refusal_t;

/* *plist: cnops_batch_refusal_t, in the order of the file: a page of them. */
apr_status_t cnops_batch_refusals(apr_array_header_t **plist, const cnops_core_t *core,
                                  const cnops_batch_page_t *page, apr_pool_t *pool);

/* A row that was accepted, and its registration as it is now. */
typedef struct cnops_batch_answer_t {
    apr_int64_t line;
    cnops_registration_seen_t seen;
} cnops_batch_answer_t;

/* *plist: cnops_batch_answer_t, in the order of the file: a page of them. None of a trial. */
apr_status_t cnops_batch_results(apr_array_header_t **plist, const cnops_core_t *core,
                                 const cnops_batch_page_t *page, apr_pool_t *pool);

/* --- a preview --- */

/* The file is worked on from now on. CNOPS_ECONFLICT where the batch is not a preview any more, or
 * is not checked yet; CNOPS_ETOOLARGE where it has more rows than the establishment may still send
 * today. */
apr_status_t cnops_batch_send(const cnops_core_t *core, const cnops_batch_t *batch,
                              apr_pool_t *pool);
/* Nothing of the file is written. CNOPS_ECONFLICT where the batch is not a preview any more. */
apr_status_t cnops_batch_abandon(const cnops_core_t *core, const cnops_batch_t *batch,
                                 apr_pool_t *pool);

#endif
