/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The schema's steps: DIR/NNNN_name/{sqlite,mysql}.sql, applied once, in order.
 *
 * Floor: ctl. Callers: ctl (migrate, doctor), tests. Threads: one. */
#ifndef CNOPS_CTL_MIGRATIONS_H
#define CNOPS_CTL_MIGRATIONS_H

#include "ctl/database.h"

#include <apr_time.h>

typedef struct cnops_migrations_t {
    int known;   /* steps in the folder */
    int applied; /* of them, now in the database */
    int fresh;   /* of those, by this call */
} cnops_migrations_t;

/* Applies what is missing, unless only_looks. Fails, writing nothing, if the database has
 * a step that the folder lacks or has otherwise; *pfault says which. On SQLite all of it
 * is one transaction; MySQL commits with each statement. A SQLite file becomes WAL. */
apr_status_t cnops_migrations_apply(cnops_migrations_t *pmigrations, const char **pfault,
                                    cnops_database_t *database, const char *dir, apr_time_t now,
                                    bool only_looks, apr_pool_t *pool);

#endif
