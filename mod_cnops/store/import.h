/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Importing members: rows are staged beside the tables, then switched in at once.
 *
 * Floor: store. Callers: ctl/import.c. Threads: one import, one thread; several imports
 * at a time do not see each other's rows. */
#ifndef CNOPS_STORE_IMPORT_H
#define CNOPS_STORE_IMPORT_H

#include "core/records.h"
#include "store/lease.h"

#define CNOPS_IMPORT_BATCH 500 /* rows of one transaction while staging */

/* A row of the file, ready to be kept. */
typedef struct cnops_import_row_t {
    apr_int64_t line;
    const char *document_digest, *person_sealed;
    cnops_membership_t membership; /* id and person_id unused */
    const char *key_id;
    const char *import_digest; /* of the whole row: equal to the kept one, nothing changed */
} cnops_import_row_t;

typedef struct cnops_import_counts_t {
    apr_int64_t added, changed, unchanged;
    apr_int64_t closed; /* absent ones, where asked for */
} cnops_import_counts_t;

typedef struct cnops_import_t cnops_import_t;

/* run: 32 hex, unique. Sweeps what imports killed a day ago left behind. */
apr_status_t cnops_import_begin(cnops_import_t **pimport, const cnops_lease_t *lease, bool is_mysql,
                                const char *run, apr_time_t now, apr_pool_t *pool);

/* Stages rows (cnops_import_row_t), at most CNOPS_IMPORT_BATCH, in one transaction.
 * *ptwice: lines (apr_int64_t) whose immatriculation an earlier row has; not staged. */
apr_status_t cnops_import_stage(apr_array_header_t **ptwice, cnops_import_t *import,
                                const apr_array_header_t *rows, apr_pool_t *pool);

/* All staged rows become what the tables say, in one transaction; closes_absent also closes
 * active memberships that no row has. CNOPS_EDUPLICATE: another import switched meanwhile. */
apr_status_t cnops_import_switch(cnops_import_counts_t *pcounts, cnops_import_t *import,
                                 bool closes_absent, apr_pool_t *pool);

/* Forgets the staged rows, switched or not. */
apr_status_t cnops_import_end(cnops_import_t *import, apr_pool_t *pool);

#endif
