/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an import is given, what it counts, how long it may be silent.
 *
 * Floor: store. Memory: the caller's. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_ROW_H
#define CNOPS_STORE_IMPORT_IMPORT_ROW_H

#include "core/ports.h"

#define CNOPS_IMPORT_LEASE apr_time_from_sec(60) /* silent for so long, an import is dead */

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

#endif
