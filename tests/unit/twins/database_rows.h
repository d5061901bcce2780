/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Rows as an import would have written them, for the port's contract suite over a database.
 *
 * Threads: one at a time. */
#ifndef CNOPS_TWINS_DATABASE_ROWS_H
#define CNOPS_TWINS_DATABASE_ROWS_H

#include "twins/database_lease.h"
#include "twins/port_contract.h"

/* world->self is a database_lease_t: gives world the functions that add rows. */
void database_rows_port(port_world_t *world);

#endif
