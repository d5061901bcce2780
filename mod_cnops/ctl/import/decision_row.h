/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The columns of decisions.csv, and the checks of a row that need no database.
 *
 * Floor: ctl. Threads: any. Source: contract.md §7. */
#ifndef CNOPS_CTL_IMPORT_DECISION_ROW_H
#define CNOPS_CTL_IMPORT_DECISION_ROW_H

#include "core/ticket/ticket_decision.h"
#include "ctl/import/row_table.h"

typedef enum {
    CNOPS_DECISION_REFERENCE, /* in its normal form */
    CNOPS_DECISION_WORD,
    CNOPS_DECISION_REASON, /* only an acceptance needs none */
    CNOPS_DECISION_DAY,
    CNOPS_DECISION_COLUMNS /* number of columns */
} cnops_decision_column_e;

extern const cnops_row_table_t cnops_decision_table;

/* Of a row without faults. The texts are those of values. */
cnops_ticket_decision_t cnops_decision_of(const char *const *values);

#endif
