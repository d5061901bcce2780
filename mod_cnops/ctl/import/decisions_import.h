/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports decisions about tickets. First the whole file is read and compared with the tickets;
 * where rows are refused, nothing is written. Then each decision is written by itself, with its
 * event and its message: the journal has a chain for each person. So an import that is killed has
 * written some of its decisions; the next import of the same file writes the others and tells
 * nobody twice.
 *
 * Floor: ctl. Threads: one. Memory: the decisions that are new. Secrets: reasons are in clear until
 * they are sealed. */
#ifndef CNOPS_CTL_IMPORT_DECISIONS_IMPORT_H
#define CNOPS_CTL_IMPORT_DECISIONS_IMPORT_H

#include "core/journal/operator.h"
#include "ctl/import/import_reader.h"
#include "store/import/import_run.h"

typedef struct cnops_decisions_load_t {
    const cnops_core_t *core;
    cnops_import_input_t input;
    const cnops_operator_t *by;
    bool keep_going; /* import the good rows even where others are refused */
    /* *plist: what the account of the person gets with a decision (cnops_outbox_row_t). Where a
     * contact of the account does not open (CNOPS_EFORGED), the decision is written without, and
     * the fault function of the input is told so. */
    apr_status_t (*write_messages)(void *self, apr_array_header_t **plist,
                                   const cnops_account_t *account, apr_pool_t *pool);
    void *self;
} cnops_decisions_load_t;

typedef struct cnops_decisions_result_t {
    /* added: first decisions about a ticket; changed: decisions after more was asked. */
    cnops_import_counts_t counts;
    apr_int64_t rows, refused, empty;
    bool header_refused; /* no row was read */
    /* No row was refused when the file was read, or keep_going: the new decisions were written. A
     * row whose request has changed since is refused while the others are written. */
    bool written;
} cnops_decisions_result_t;

/* Returns APR_SUCCESS also where rows were refused and therefore nothing was written. Otherwise the
 * error of the reader or of the store; the counts then say what was written before. */
apr_status_t cnops_decisions_load(cnops_decisions_result_t *presult,
                                  const cnops_decisions_load_t *load, apr_pool_t *pool);

#endif
