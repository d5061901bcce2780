/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Importing members: rows are written beside what is shown, in small transactions, and
 * shown at once by raising one number. Readers see all of an import or nothing of it;
 * writers wait for no more than a batch.
 *
 * Floor: store. Callers: ctl/members_import.c. Threads: one import, one thread; one import
 * at a time. What a killed one left is swept by the next. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_H
#define CNOPS_STORE_IMPORT_IMPORT_H

#include "store/import/import_row.h"
#include "store/lease.h"

#define CNOPS_IMPORT_BATCH 500 /* rows of one transaction while staging */

typedef struct cnops_import_t cnops_import_t;

/* run: 32 hex, unique. CNOPS_EBUSY: another import is at work, or was killed less than
 * CNOPS_IMPORT_LEASE ago. */
apr_status_t cnops_import_begin(cnops_import_t **pimport, const cnops_lease_t *lease, bool is_mysql,
                                const char *run, const cnops_clock_t *clock, apr_pool_t *pool);

/* Stages rows (cnops_import_row_t), at most CNOPS_IMPORT_BATCH, in one transaction. The last
 * row of a person names them. *ptwice: lines (apr_int64_t) whose immatriculation an earlier
 * row has; not staged. CNOPS_ECONFLICT, here and below: taken for dead, and swept. */
apr_status_t cnops_import_stage(apr_array_header_t **ptwice, cnops_import_t *import,
                                const apr_array_header_t *rows, apr_pool_t *pool);

/* Shows all that is staged, in a transaction of one row; closes_absent also closes active
 * memberships that no row has. */
apr_status_t cnops_import_switch(cnops_import_counts_t *pcounts, cnops_import_t *import,
                                 bool closes_absent, apr_pool_t *pool);

/* Sweeps what is shown no more, or, without a switch, what was staged. */
apr_status_t cnops_import_end(cnops_import_t *import, apr_pool_t *pool);

#endif
