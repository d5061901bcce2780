/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A real database with the schema of sql/migrations, and a pool of connections to it that
 * many threads may borrow at once, as mod_dbd lends them: a SQLite file in a folder of its
 * own, or a schema of its own on the MariaDB that tests/with-mariadb has started.
 *
 * Run from the top of the source tree. Threads: any. */
#ifndef CNOPS_TWINS_DATABASE_LEASE_H
#define CNOPS_TWINS_DATABASE_LEASE_H

#include "ctl/database.h"
#include "store/lease.h"

typedef struct database_lease_t database_lease_t;

/* CNOPS_SQLITE (until told otherwise) or CNOPS_MYSQL: what the next ones are made of. */
void database_lease_use(const char *driver);

/* Aborts with the reason where it cannot be made. Gone, file and all, with pool. */
database_lease_t *database_lease_make(apr_pool_t *pool);
const cnops_lease_t *database_lease_port(database_lease_t *lease);

/* As of DBDParams, and which engine they are for. */
const char *database_lease_params(const database_lease_t *lease);
bool database_lease_is_mysql(const database_lease_t *lease);

/* First column of the first row of sql, run on a connection beside those lent (one thread's at
 * a time); NULL where there is none. */
const char *database_lease_value(database_lease_t *lease, const char *sql);
/* Rows changed by sql; aborts where it fails. */
int database_lease_execute(database_lease_t *lease, const char *sql);

/* While down nothing can be borrowed. */
void database_lease_down(database_lease_t *lease, bool down);
/* How many connections are out. */
int database_lease_lent(database_lease_t *lease);
/* Failures reported so far, duplicates and lost races not among them. */
int database_lease_failures(database_lease_t *lease);

#endif
