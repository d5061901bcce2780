/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* mod_dbd's connections, lent to the store for one unit of work at a time.
 *
 * Floor: httpd. Callers: httpd/wiring.c. Threads: any. */
#ifndef CNOPS_HTTPD_LEASE_H
#define CNOPS_HTTPD_LEASE_H

#include "store/lease.h"

#include <httpd.h>

/* NULL where mod_dbd is not loaded. server: the main one, where DBDriver stands. */
const cnops_lease_t *cnops_lease_make(server_rec *server, apr_pool_t *pool);

/* The log line of a statement that failed; server: a server_rec. */
void cnops_lease_report(void *server, const char *label, const char *message);

#endif
