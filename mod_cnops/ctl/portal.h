/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Assembles core for a command: keys, settings and the store over the command's own database
 * connection.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_PORTAL_H
#define CNOPS_CTL_PORTAL_H

#include "core/core.h"
#include "ctl/ctl.h"
#include "ctl/database.h"

typedef struct cnops_portal_t {
    cnops_core_t core; /* without a code store: no command needs one-time codes */
    cnops_lease_t lease;
    cnops_database_t *database;
} cnops_portal_t;

/* Reads the keys and the settings, then drops the privileges of root, then opens the database.
 * A caller must open files that only root can read before this. CNOPS_EXIT_DONE, or prints
 * what is wrong. */
cnops_exit_e cnops_portal_open(cnops_portal_t **pportal, const cnops_ctl_t *ctl);

/* Drops the privileges of root and opens the database, for commands that need no keys.
 * CNOPS_EXIT_DONE, or prints what is wrong. */
cnops_exit_e cnops_portal_open_database(cnops_database_t **pdatabase, const cnops_ctl_t *ctl,
                                        bool creates);

/* 32 random hex characters. */
const char *cnops_portal_random_id(const cnops_core_t *core, apr_pool_t *pool);

#endif
