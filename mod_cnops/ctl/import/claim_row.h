/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A row of claims.csv: its columns, the checks of their cells, and what is stored of it.
 *
 * Floor: ctl. Threads: any. Source: contract.md §7 and §9. Secrets: the row is read here in clear;
 * a fault never quotes a cell. */
#ifndef CNOPS_CTL_IMPORT_CLAIM_ROW_H
#define CNOPS_CTL_IMPORT_CLAIM_ROW_H

#include "core/claim/record.h"
#include "ctl/import/row_table.h"

typedef enum {
    CNOPS_CLAIM_COLUMN_REFERENCE,
    CNOPS_CLAIM_COLUMN_IMMATRICULATION,
    CNOPS_CLAIM_COLUMN_RECEIVED_ON,
    CNOPS_CLAIM_COLUMN_CARE_KIND,
    CNOPS_CLAIM_COLUMN_BENEFICIARY,
    CNOPS_CLAIM_COLUMN_SPENT,
    CNOPS_CLAIM_COLUMN_REFUNDED,
    CNOPS_CLAIM_COLUMN_STATUS,
    CNOPS_CLAIM_COLUMN_PAID_ON,
    CNOPS_CLAIM_COLUMN_PAYMENT_MODE,
    CNOPS_CLAIM_COLUMN_RELATION, /* this one and the next may be absent */
    CNOPS_CLAIM_COLUMN_BIRTH_DATE,
    CNOPS_CLAIM_COLUMN_DOCUMENT_ASKED,
    CNOPS_CLAIM_COLUMN_REASON,
    CNOPS_CLAIM_COLUMN_AFFILIATION_NO,
    CNOPS_CLAIM_COLUMNS /* number of columns */
} cnops_claim_column_e;

extern const cnops_row_table_t cnops_claim_table;

const char *cnops_claim_column_name(cnops_claim_column_e column);

/* What is kept of a row while the file is sorted: all of it sealed or keyed. The membership is not
 * known yet, only the digest of its immatriculation. */
typedef struct cnops_claim_kept_t {
    apr_int64_t line;
    const char *immatriculation_digest;
    const char *received_on, *status;
    const char *reference_digest;
    const char *record_sealed; /* core/claim/record.h: with the status of the row as its history */
    const char *import_digest;
} cnops_claim_kept_t;

/* values: of a row without faults. seen_at: when the import began. */
void cnops_claim_row_seal(cnops_claim_kept_t *kept, const cnops_core_t *core,
                          const char *const *values, apr_time_t seen_at, apr_pool_t *pool);

#endif
