/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Deletes what is no longer needed. How long the rows of each table are kept, or why they are never
 * deleted here, is written in one table, cnops_retentions. sql/README.md has the same table with
 * what operators ask of it.
 *
 * Rows are deleted in small bites: one statement deletes at most CNOPS_PURGE_ROWS rows of one
 * table, found by an index, and is a transaction of its own. So nobody waits long for a purge, and
 * a purge that is killed has done a part of the work and nothing by half.
 *
 * Floor: core. Threads: any, several at once too. */
#ifndef CNOPS_CORE_PURGE_H
#define CNOPS_CORE_PURGE_H

#include "core/core.h"

#define CNOPS_PURGE_ROWS 500

typedef struct cnops_retention_t {
    const char *table;
    /* For how long, since the time that the family's purge function names: a duration, or a number
     * of years. NULL: no longer. */
    const char *directive;
    /* The function: where its family stands in cnops_store_t, and where it stands in the family's
     * port. */
    apr_size_t family, purge;
    /* Instead of the function: why no bite deletes rows of the table. NULL: bites do. */
    const char *why_not;
} cnops_retention_t;

/* Every table of the schema, some twice. The last row has a NULL table. A lint fails where a table
 * of sql/migrations is missing. */
extern const cnops_retention_t cnops_retentions[];

/* One statement for each row of the table. *pmore: old rows may be left, because one of the
 * statements deleted as many as it may. Stops at the first failure, which it returns. */
apr_status_t cnops_purge_bite(bool *pmore, const cnops_core_t *core, apr_pool_t *pool);

/* Deletes all that is old. */
apr_status_t cnops_purge(const cnops_core_t *core, apr_pool_t *pool);

/* The same for a program that does not know the settings of the server: keeps rows as long as any
 * setting could have them kept. */
apr_status_t cnops_purge_carefully(const cnops_core_t *core, apr_pool_t *pool);

/* The first year of which a purge keeps the claims. is_careful: that of cnops_purge_carefully. */
int cnops_purge_claim_year(const cnops_core_t *core, bool is_careful);
/* The same of registrations: the first year of an academic year. */
int cnops_purge_registration_year(const cnops_core_t *core, bool is_careful);

#endif
