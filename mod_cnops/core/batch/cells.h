/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A row of a batch as it was sent.
 *
 * Floor: core. Threads: any. Secrets: rows are in clear. */
#ifndef CNOPS_CORE_BATCH_CELLS_H
#define CNOPS_CORE_BATCH_CELLS_H

#include "core/registration/row.h"

typedef struct cnops_batch_cells_t {
    apr_int64_t line;
    /* Why the row cannot be read, as registration.fault.CODE says it; NULL: it can. */
    const char *fault;
    const char *cells[CNOPS_REGISTRATION_COLUMNS]; /* as sent; NULL: empty. Unused with a fault */
} cnops_batch_cells_t;

#endif
