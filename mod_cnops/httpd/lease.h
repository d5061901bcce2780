/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Lends connections of mod_dbd (SQLite) to the store, each for one unit of work.
 *
 * Floor: httpd. Threads: any. */
#ifndef CNOPS_HTTPD_LEASE_H
#define CNOPS_HTTPD_LEASE_H

#include "store/lease.h"

#include <httpd.h>

/* server: the main server, to which DBDriver belongs. NULL where mod_dbd is not loaded. */
const cnops_lease_t *cnops_lease_make(server_rec *server, apr_pool_t *pool);

/* Logs a statement that failed. server: a server_rec. label: of the statement. message: of
 * the driver; it never contains a value in clear. */
void cnops_lease_report(void *server, const char *label, const char *message);

#endif
