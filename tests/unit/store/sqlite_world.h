/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A SQL store over an empty SQLite file, and rows for it: what its tests share. */
#ifndef CNOPS_UNIT_STORE_SQLITE_WORLD_H
#define CNOPS_UNIT_STORE_SQLITE_WORLD_H

#include "store/store.h"
#include "twins/database_lease.h"

#define NOW APR_TIME_C(1795248000000000)

typedef struct world_t {
    apr_pool_t *pool;
    cnops_store_t store;
    database_lease_t *lease;
} world_t;

/* For cmocka: *state becomes a world_t; teardown fails where a connection is still lent. */
int sqlite_world_setup(void **state);
int sqlite_world_teardown(void **state);

/* A digest of 64 hex characters, another for each number. */
const char *sqlite_world_digest(unsigned number, apr_pool_t *pool);
/* An e-mail that keeps, and an account; neither is in the store yet. */
cnops_outbox_row_t sqlite_world_message(unsigned number, apr_pool_t *pool);
cnops_account_t sqlite_world_account(apr_int64_t person_id, unsigned number, apr_pool_t *pool);

#endif
