/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports members. Rows are first staged: written in small transactions, without being shown to
 * readers. Then all of them are shown at once, by raising one number, the generation. So a reader
 * sees the whole import or nothing of it, and a writer waits for no more than one batch.
 *
 * Floor: store. Threads: an import belongs to one thread. Only one import runs at a time, on all
 * machines. What a killed import has staged is deleted by the next one. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_H
#define CNOPS_STORE_IMPORT_IMPORT_H

#include "store/import/import_row.h"
#include "store/import/import_run.h"
#include "store/lease.h"

typedef struct cnops_import_t cnops_import_t;

/* CNOPS_EBUSY where another import is running, or was killed less than CNOPS_IMPORT_LEASE ago. */
apr_status_t cnops_import_begin(cnops_import_t **pimport, const cnops_lease_t *lease,
                                const cnops_import_run_t *run, apr_pool_t *pool);

/* How many rows should be staged at a time. MariaDB waits for the disk after each transaction. On
 * SQLite nobody else can write during a transaction, so it is short there. */
int cnops_import_batch(const cnops_import_t *import);

/* Stages rows (cnops_import_row_t), at most CNOPS_IMPORT_BATCH, in one transaction. Where several
 * rows belong to one person, the last one gives the person's data. An immatriculation may be in one
 * row only: CNOPS_EDUPLICATE where a row before has changed the same one. Here and below,
 * CNOPS_ECONFLICT means that another import took this one for dead and deleted what it had staged.
 */
apr_status_t cnops_import_stage(cnops_import_t *import, const apr_array_header_t *rows,
                                apr_pool_t *pool);

/* Shows all that is staged, by changing one row. */
apr_status_t cnops_import_switch(cnops_import_counts_t *pcounts, cnops_import_t *import,
                                 apr_pool_t *pool);

/* Ends the import. After cnops_import_switch it deletes the versions that are not shown any more,
 * else those that were staged. */
apr_status_t cnops_import_end(cnops_import_t *import, apr_pool_t *pool);

#endif
