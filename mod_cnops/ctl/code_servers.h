/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Are the servers that keep codes there? Asked as httpd's own prober asks.
 *
 * Floor: ctl. Callers: ctl/doctor.c. Threads: one. */
#ifndef CNOPS_CTL_CODE_SERVERS_H
#define CNOPS_CTL_CODE_SERVERS_H

#include <apr_pools.h>

/* list: "host:port", commas between; NULL: codes are in the memory of httpd's machine.
 * NULL, or which are not there and why; *pnote: which are, and their versions. */
const char *cnops_code_servers_check(const char **pnote, const char *list, apr_pool_t *pool);

#endif
