/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A row of members.csv: its columns, the checks of their cells, and the digests and sealed
 * records that are stored of it.
 *
 * Floor: ctl. Threads: any. Source: contract.md §7. Secrets: the facts in clear are read and
 * digested here; a fault never quotes the cell. */
#ifndef CNOPS_CTL_IMPORT_MEMBER_ROW_H
#define CNOPS_CTL_IMPORT_MEMBER_ROW_H

#include "core/core.h"
#include "ctl/import/row_table.h"
#include "store/import/import.h"

typedef enum {
    CNOPS_COLUMN_IMMATRICULATION,
    CNOPS_COLUMN_DOCUMENT_TYPE,
    CNOPS_COLUMN_CNI,
    CNOPS_COLUMN_BIRTH_DATE,
    CNOPS_COLUMN_FAMILY_NAME,
    CNOPS_COLUMN_GIVEN_NAME,
    CNOPS_COLUMN_FAMILY_NAME_AR,
    CNOPS_COLUMN_GIVEN_NAME_AR,
    CNOPS_COLUMN_SCHEME,
    CNOPS_COLUMN_EMPLOYEE_NO,
    CNOPS_COLUMN_PAYMENT_MODE,
    CNOPS_COLUMN_RIB,
    CNOPS_COLUMN_CIVIL_STATUS_NO,
    CNOPS_COLUMN_MASSAR,
    CNOPS_COLUMN_MUTUELLE,
    CNOPS_COLUMN_AFFILIATION_NO,
    CNOPS_COLUMN_ADDRESS,
    CNOPS_COLUMN_POSTAL_CODE,
    CNOPS_COLUMN_CITY,
    CNOPS_COLUMN_ADDRESS_PENDING,
    CNOPS_COLUMN_STATUS,
    CNOPS_COLUMN_RIGHTS_FROM,
    CNOPS_COLUMN_RIGHTS_TO,
    CNOPS_COLUMN_EMAIL_ON_FILE,
    CNOPS_COLUMN_PHONE_ON_FILE,
    CNOPS_MEMBER_COLUMNS /* number of columns */
} cnops_member_column_e;

const char *cnops_member_column_name(cnops_member_column_e column);

extern const cnops_row_table_t cnops_member_table;

/* A row in normal form. No value is NULL; an empty cell is "". */
typedef struct cnops_member_row_t {
    const char *values[CNOPS_MEMBER_COLUMNS];
} cnops_member_row_t;

/* Makes of a row without faults what is stored of it: digests and sealed trees as in
 * core/ports.h. */
void cnops_member_row_seal(cnops_import_row_t *kept, const cnops_core_t *core,
                           const cnops_member_row_t *row, apr_int64_t line, apr_pool_t *pool);

#endif
