/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Takes a whole body of rows, once: a body that comes again with its idempotency key gets the
 * answer that it got the first time.
 *
 * Floor: core. Threads: one at a time. Memory: some hundred kilobytes, whatever comes. Source:
 * contract.md §6. Secrets: the body is in clear in the memory of its readers. */
#ifndef CNOPS_CORE_BATCH_TAKING_H
#define CNOPS_CORE_BATCH_TAKING_H

#include "core/batch/intake.h"
#include "core/establishment/quota.h"

typedef enum {
    CNOPS_BATCH_TAKEN,       /* batch is the new one */
    CNOPS_BATCH_REPEATED,    /* the same body came before: batch is the one of that time */
    CNOPS_BATCH_KEY_REUSED,  /* another body came with this idempotency key */
    CNOPS_BATCH_STILL_COMES, /* another request with this key has not come to its end */
    CNOPS_BATCH_BAD_HEADER,  /* see column and code */
    CNOPS_BATCH_TOO_LARGE,   /* over CNOPS_BATCH_BODY_MAX */
    CNOPS_BATCH_TOO_MANY     /* more rows than the establishment has left today: quota */
} cnops_batch_taking_e;

#define CNOPS_BATCH_BODY_MAX ((apr_int64_t)64 * 1024 * 1024) /* bytes, contract.md §6 */
#define CNOPS_BATCH_KEY_KEPT (7 * apr_time_from_sec(86400))  /* likewise */

/* What became of a body. */
typedef struct cnops_batch_taken_t {
    cnops_batch_taking_e how;
    const cnops_batch_t *batch; /* TAKEN and REPEATED; else NULL */
    /* BAD_HEADER: what is wrong of the header: unknown_column, missing_column, repeated_column, or
     * why the row cannot be read. column: its name, shortened; "" where the fault has none. */
    const char *code, *column;
    cnops_quota_t quota; /* TOO_MANY */
} cnops_batch_taken_t;

/* Reads up to *plen bytes into buffer and sets *plen to the number read. APR_EOF at the end of the
 * body; any other error breaks the batch off. */
typedef struct cnops_batch_body_t {
    apr_status_t (*read)(void *self, char *buffer, apr_size_t *plen);
    void *self;
    const char *idempotency_key; /* as sent; NULL: none */
} cnops_batch_body_t;

/* Reads the body and keeps it, or says why not: then nothing of it is kept, and the rest of it is
 * not read. opening->idempotency_hash is ignored. Errors: those of the body and of the store. */
apr_status_t cnops_batch_take(cnops_batch_taken_t *ptaken, const cnops_core_t *core,
                              const cnops_batch_opening_t *opening, const cnops_batch_body_t *body,
                              apr_pool_t *pool);

#endif
