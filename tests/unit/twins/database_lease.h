/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A real database with the schema of sql/migrations, and a pool of connections that many threads
 * may borrow at once, as from mod_dbd. It is a SQLite file in its own folder, or its own schema on
 * the MariaDB that tests/with-mariadb has started.
 *
 * Run from the top of the source tree. Threads: any. */
#ifndef CNOPS_TWINS_DATABASE_LEASE_H
#define CNOPS_TWINS_DATABASE_LEASE_H

#include "ctl/database.h"
#include "store/lease.h"

typedef struct database_lease_t database_lease_t;

/* CNOPS_SQLITE (the default) or CNOPS_MYSQL: the engine of the databases that are made from now
 * on. */
void database_lease_use(const char *driver);

/* Aborts, with the reason, where it cannot be made. It is removed, with its file, when pool is
 * destroyed. */
database_lease_t *database_lease_make(apr_pool_t *pool);
const cnops_lease_t *database_lease_port(database_lease_t *lease);

/* The text for DBDParams, and the engine it is for. */
const char *database_lease_params(const database_lease_t *lease);
bool database_lease_is_mysql(const database_lease_t *lease);

/* The first column of the first row of sql; NULL where there is none. It uses a connection of its
 * own, beside those lent, for one thread at a time. */
const char *database_lease_value(database_lease_t *lease, const char *sql);
/* Runs sql and returns the number of rows it changed; aborts where it fails. */
int database_lease_execute(database_lease_t *lease, const char *sql);

/* While it is down, no connection can be borrowed. */
void database_lease_down(database_lease_t *lease, bool down);
/* How many connections are lent now. */
int database_lease_lent(database_lease_t *lease);
/* How many failures were reported so far, without duplicates and lost races. */
int database_lease_failures(database_lease_t *lease);

#endif
