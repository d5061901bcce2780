/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A real SQLite file in a folder of its own, with the schema of sql/migrations, and a
 * pool of connections to it that many threads may borrow at once, as mod_dbd lends them.
 *
 * Run from the top of the source tree. Threads: any. */
#ifndef CNOPS_TWINS_SQLITE_LEASE_H
#define CNOPS_TWINS_SQLITE_LEASE_H

#include "ctl/database.h"
#include "store/lease.h"

typedef struct sqlite_lease_t sqlite_lease_t;

/* Aborts with the reason where it cannot be made. Gone, file and all, with pool. */
sqlite_lease_t *sqlite_lease_make(apr_pool_t *pool);
const cnops_lease_t *sqlite_lease_port(sqlite_lease_t *lease);

/* The file. */
const char *sqlite_lease_path(const sqlite_lease_t *lease);
/* A connection beside those lent, to look at the tables: one thread's at a time. */
cnops_database_t *sqlite_lease_database(sqlite_lease_t *lease);
/* First column of the first row of sql, run on it; NULL where there is none. */
const char *sqlite_lease_value(sqlite_lease_t *lease, const char *sql);
/* Rows changed by sql; aborts where it fails. */
int sqlite_lease_execute(sqlite_lease_t *lease, const char *sql);

/* While down nothing can be borrowed. */
void sqlite_lease_down(sqlite_lease_t *lease, bool down);
/* How many connections are out. */
int sqlite_lease_lent(sqlite_lease_t *lease);
/* Failures reported so far, duplicates and lost races not among them. */
int sqlite_lease_failures(sqlite_lease_t *lease);

#endif
