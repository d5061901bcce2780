/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The portal's rules over a database of our own: what commands work with.
 *
 * Floor: ctl. Callers: ctl, the demonstration's generator. Threads: one. */
#ifndef CNOPS_CTL_PORTAL_H
#define CNOPS_CTL_PORTAL_H

#include "core/core.h"
#include "ctl/ctl.h"
#include "ctl/database.h"

typedef struct cnops_portal_t {
    cnops_core_t core; /* without a code store */
    cnops_lease_t lease;
    cnops_database_t *database;
} cnops_portal_t;

/* Reads the keys, then drops privileges, then opens the database: files that only root
 * can read must be open by now. CNOPS_EXIT_DONE, or the reason is told. */
cnops_exit_e cnops_portal_open(cnops_portal_t **pportal, const cnops_ctl_t *ctl);

/* The database alone, privileges dropped: for commands that need no keys. */
cnops_exit_e cnops_portal_open_database(cnops_database_t **pdatabase, const cnops_ctl_t *ctl,
                                        bool creates);

/* 32 random hex characters. */
const char *cnops_portal_random_id(const cnops_core_t *core, apr_pool_t *pool);

#endif
