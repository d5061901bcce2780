/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Rows of registrations on their way through an import: their columns, the check of a row, and the
 * forms in which rows and changes wait (ctl/import/row_spool.h).
 *
 * Floor: ctl. Threads: any. Secrets: what waits is sealed. */
#ifndef CNOPS_CTL_IMPORT_REGISTRATION_ROW_H
#define CNOPS_CTL_IMPORT_REGISTRATION_ROW_H

#include "core/registration/registration.h"
#include "ctl/import/import_reader.h"

/* The columns for a reader, which leaves the checks of cells to
 * cnops_registration_row_take. */
const cnops_row_table_t *cnops_registration_table(apr_pool_t *pool);

/* Checks a row of the insurer by the table of core. Each fault is reported; a row with faults is
 * refused, and false returned. */
bool cnops_registration_row_take(cnops_registration_row_t *prow, cnops_import_reader_t *reader,
                                 const char *const *values, apr_int64_t line, apr_pool_t *pool);

/* By which rows that say the same student and year are found. */
const char *cnops_registration_row_key(const cnops_core_t *core,
                                       const cnops_registration_row_t *row, apr_pool_t *pool);

/* --- a row that waits --- */

typedef enum {
    CNOPS_ROW_WAITS_LINE,
    CNOPS_ROW_WAITS_YEAR,
    CNOPS_ROW_WAITS_STATUS,
    CNOPS_ROW_WAITS_RECORD, /* sealed */
    CNOPS_ROW_WAITS_TEXTS
} cnops_row_waits_e;

/* texts: CNOPS_ROW_WAITS_TEXTS. False where the row is too long to be sealed. */
bool cnops_registration_row_write(const char **texts, const cnops_core_t *core,
                                  const cnops_registration_row_t *row, apr_int64_t line,
                                  apr_pool_t *pool);
/* The error of the seal. */
apr_status_t cnops_registration_row_read(cnops_registration_row_t *prow, const cnops_core_t *core,
                                         const char *const *texts, apr_pool_t *pool);

/* --- a change that waits --- */

#define CNOPS_CHANGE_WAITS_TEXTS 12

/* texts: CNOPS_CHANGE_WAITS_TEXTS. */
void cnops_registration_change_write(const char **texts, const cnops_registration_write_t *write,
                                     apr_pool_t *pool);
/* The texts of *pwrite are those of texts. */
void cnops_registration_change_read(cnops_registration_write_t *pwrite, const char *const *texts);

#endif
