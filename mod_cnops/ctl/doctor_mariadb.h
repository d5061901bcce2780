/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The checks of cnopsctl doctor that concern MariaDB: product, character set, options of the
 * connection, rights of its account, room for prepared statements.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_DOCTOR_MARIADB_H
#define CNOPS_CTL_DOCTOR_MARIADB_H

#include "ctl/database.h"

/* NULL, or the first fault with its remedy. *pnote: what to print where nothing is wrong. */
const char *cnops_doctor_mariadb(const char **pnote, const cnops_database_t *database,
                                 apr_pool_t *pool);

#endif
