/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What imports of all kinds are told, and what they count.
 *
 * Floor: store. Memory: the caller owns it. */
#ifndef CNOPS_STORE_IMPORT_IMPORT_RUN_H
#define CNOPS_STORE_IMPORT_IMPORT_RUN_H

#include "core/ports.h"

#define CNOPS_IMPORT_BATCH 1000 /* the most rows of one transaction while staging */

/* An import that finishes no transaction for so long counts as dead. */
#define CNOPS_IMPORT_LEASE apr_time_from_sec(60)

typedef struct cnops_import_run_t {
    const char *id; /* 32 hex digits that no other import has */
    bool is_mysql;
    bool closes_absent; /* members: active memberships that are in no row are closed */
    const cnops_clock_t *clock;
} cnops_import_run_t;

typedef struct cnops_import_counts_t {
    apr_int64_t added, changed, unchanged;
    apr_int64_t closed; /* memberships that the file does not have, if they were to be closed */
} cnops_import_counts_t;

#endif
