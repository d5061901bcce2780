/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Applies the steps of the database schema: DIR/NNNN_name/{sqlite,mysql}.sql, each one once,
 * in the order of their numbers.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_MIGRATIONS_H
#define CNOPS_CTL_MIGRATIONS_H

#include "ctl/database.h"

#include <apr_time.h>

typedef struct cnops_migrations_t {
    int known;   /* steps in the folder */
    int applied; /* of those, applied to the database by now */
    int fresh;   /* of those, applied by this call */
} cnops_migrations_t;

/* Applies the missing steps; with only_looks it only counts them. Fails without writing where
 * the database has a step that the folder lacks or has with another text; *pfault names it.
 * In SQLite all steps are one transaction, and the file is set to write-ahead logging. MariaDB
 * commits after each statement. */
apr_status_t cnops_migrations_apply(cnops_migrations_t *pmigrations, const char **pfault,
                                    cnops_database_t *database, const char *dir, apr_time_t now,
                                    bool only_looks, apr_pool_t *pool);

#endif
