/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Assembles the portal at start-up. Only this file and ctl/ know the implementation behind
 * each port of core.
 *
 * Floor: httpd. Threads: start-up. The three functions are hooks:
 *
 * check   loads and checks everything that the settings refer to, so that `apache2 -t` shows
 *         a fault that would keep the portal from starting;
 * start   connects core to mod_dbd (SQLite) or to connections of its own (MariaDB), and
 *         registers the watchdog;
 * child   locks the keys in the memory of the child and forbids core dumps of it.
 *
 * The store of one-time codes survives a graceful restart, so that codes that were sent stay
 * valid. Keys and htdocs are read again at each restart: a new key needs only a `reload`. */
#ifndef CNOPS_HTTPD_WIRING_H
#define CNOPS_HTTPD_WIRING_H

#include <httpd.h>

int cnops_wiring_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server);
int cnops_wiring_start(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server);
void cnops_wiring_child(apr_pool_t *pchild, server_rec *server);

#endif
