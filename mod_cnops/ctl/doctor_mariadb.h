/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What cnopsctl doctor looks at in MariaDB: its version and letters, how the connection was
 * made, what its account may do, room for prepared statements.
 *
 * Floor: ctl. Callers: ctl/doctor.c. Threads: one. */
#ifndef CNOPS_CTL_DOCTOR_MARIADB_H
#define CNOPS_CTL_DOCTOR_MARIADB_H

#include "ctl/database.h"

/* NULL, or what is wrong and how it should be. *pnote: said of a healthy one. */
const char *cnops_doctor_mariadb(const char **pnote, const cnops_database_t *database,
                                 apr_pool_t *pool);

#endif
