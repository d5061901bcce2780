/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A database in which every sealed and keyed column has a value, and the rings of two keys between
 * which such values move.
 *
 * A cmocka program passes columns_world_setup and columns_world_teardown. Run from the top of the
 * source tree. */
#ifndef CNOPS_TWINS_COLUMNS_WORLD_H
#define CNOPS_TWINS_COLUMNS_WORLD_H

#include "core/account/account.h"
#include "core/journal/journal.h"
#include "core/seal/link.h"
#include "core_fixture.h"
#include "database_lease.h"

#define COLUMNS_WORLD_EMAIL     "salma@exemple.ma"
#define COLUMNS_WORLD_PHONE     "+212612345678"
#define COLUMNS_WORLD_NEW_EMAIL "salma.fictive@exemple.ma"
#define COLUMNS_WORLD_NEW_PHONE "+212687654321"
#define COLUMNS_WORLD_CINE      "CD123456"

typedef struct columns_world_t {
    core_fixture_t *fixture;
    database_lease_t *lease;
    cnops_core_t *core; /* the fixture's, over the database */
    apr_pool_t *pool;
    const cnops_account_t *account;
    const cnops_link_t *link;
} columns_world_t;

extern const cnops_event_t columns_world_event;

/* Fixture functions of cmocka. The second fails where a connection was kept, or a statement
 * failed. */
int columns_world_setup(void **state);
int columns_world_teardown(void **state);

/* Which keys the portal has: "test1", "test2" and "test1", or "test2". */
void columns_world_use_former(columns_world_t *world);
void columns_world_use_both(columns_world_t *world);
void columns_world_use_current_alone(columns_world_t *world);

void columns_world_import_member(columns_world_t *world);
/* A row in every table that has such columns. */
void columns_world_write(columns_world_t *world);

const cnops_person_t *columns_world_person(columns_world_t *world);
void columns_world_read_account(columns_world_t *world); /* into world->account */

#endif
