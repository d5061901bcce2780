/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows that an import of members gets.
 *
 * Floor: store. Memory: the caller owns it. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_ROW_H
#define CNOPS_STORE_IMPORT_IMPORT_ROW_H

#include "core/ports.h"

/* A row of the file. What is secret in it is sealed or keyed already. */
typedef struct cnops_import_row_t {
    apr_int64_t line;
    const char *document_digest, *person_sealed;
    cnops_membership_t membership; /* id and person_id are not used */
    const char *key_id;
    const char *import_digest; /* of the whole row; the same as in the database: it is unchanged */
} cnops_import_row_t;

#endif
