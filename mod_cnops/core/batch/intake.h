/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How rows come into a batch. They are sealed and written as they come, a few kilobytes at a time,
 * so memory does not grow with the file. Until the end nobody sees the batch; where its sender
 * breaks off, or its process is killed, it is forgotten.
 *
 * Floor: core. Threads: one at a time. Secrets: clear rows are in memory until their chunk is
 * sealed; they are wiped then. */
#ifndef CNOPS_CORE_BATCH_INTAKE_H
#define CNOPS_CORE_BATCH_INTAKE_H

#include "core/core.h"

typedef struct cnops_batch_opening_t {
    apr_int64_t establishment_id;
    apr_int64_t officer_id; /* 0: it comes through the API */
    cnops_batch_kind_e kind;
    bool is_trial;               /* check it and write nothing */
    bool is_preview;             /* wait for cnops_batch_send */
    const char *idempotency_key; /* as sent; NULL: none */
} cnops_batch_opening_t;

typedef struct cnops_batch_intake_t cnops_batch_intake_t;

/* --- a whole body --- */

typedef enum {
    CNOPS_BATCH_TAKEN,       /* *pbatch is the new batch */
    CNOPS_BATCH_REPEATED,    /* the same body came before: *pbatch is the batch of that time */
    CNOPS_BATCH_KEY_REUSED,  /* another body came with this idempotency key */
    CNOPS_BATCH_STILL_COMES, /* another request with this key has not come to its end */
    CNOPS_BATCH_BAD_HEADER,  /* *pcolumn: the name of a column */
    CNOPS_BATCH_TOO_LARGE    /* over CNOPS_BATCH_BODY_MAX */
} cnops_batch_taking_e;

#define CNOPS_BATCH_BODY_MAX ((apr_int64_t)64 * 1024 * 1024) /* bytes */

/* What is told of a body. */
typedef struct cnops_batch_taken_t {
    cnops_batch_taking_e how;
    const cnops_batch_t *batch; /* TAKEN and REPEATED */
    const char *column;         /* BAD_HEADER: the first column that is wrong, at most 80 bytes */
    const char *code;           /* BAD_HEADER: unknown, missing, repeated, or a fault of CSV */
} cnops_batch_taken_t;

/* Reads up to *plen bytes into buffer and sets *plen to the number read. APR_EOF at the end of the
 * body; any other error breaks the batch off. */
typedef apr_status_t (*cnops_batch_read_fn)(void *self, char *buffer, apr_size_t *plen);

typedef struct cnops_batch_body_t {
    cnops_batch_read_fn read;
    void *self;
} cnops_batch_body_t;

/* Reads the body and keeps it, or says why not: then nothing of it is kept. Errors: those of the
 * body and of the store. */
apr_status_t cnops_batch_take(cnops_batch_taken_t *ptaken, const cnops_core_t *core,
                              const cnops_batch_opening_t *opening, const cnops_batch_body_t *body,
                              apr_pool_t *pool);

/* --- row by row: for forms, and for files that somebody else reads --- */

/* The columns of registrations.csv, in their order. */
#define CNOPS_BATCH_COLUMNS 12

typedef struct cnops_batch_cells_t {
    apr_int64_t line;
    const char *fault;                      /* why the row cannot be read: a code; NULL: it can */
    const char *cells[CNOPS_BATCH_COLUMNS]; /* as sent; NULL: empty. Unused with a fault */
} cnops_batch_cells_t;

/* The index of a column by its name; -1: there is none. */
int cnops_batch_column_find(const char *name);
const char *cnops_batch_column_name(int column);

/* Idempotency keys are not looked at. */
apr_status_t cnops_batch_open(cnops_batch_intake_t **pintake, const cnops_core_t *core,
                              const cnops_batch_opening_t *opening, apr_pool_t *pool);
/* Lines grow from row to row. A row of empty cells is left out. After an error only
 * cnops_batch_drop may follow. */
apr_status_t cnops_batch_add(cnops_batch_intake_t *intake, const cnops_batch_cells_t *row);
/* The batch is complete: work on it begins soon. */
apr_status_t cnops_batch_close(const cnops_batch_t **pbatch, cnops_batch_intake_t *intake);
/* Forgets the batch. */
void cnops_batch_drop(cnops_batch_intake_t *intake);

#endif
