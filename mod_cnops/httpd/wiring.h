/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Puts the portal together: the only place, with ctl/, that knows what is behind each
 * port of core.
 *
 * Floor: httpd. Callers: mod_cnops.c, as hooks.
 *
 * check   loads and judges all that the settings name, so that `apache2 -t` tells what
 *         would keep the portal from starting, and a reload is not tried in vain;
 * start   wires it to mod_dbd (SQLite) or to connections of its own (MariaDB), registers
 *         the watchdog;
 * child   locks the keys in memory again and forbids core dumps of it.
 *
 * What codes in flight depend on survives a graceful restart in the process pool. Keys
 * and htdocs are read anew at each restart, so that a rotation takes one `reload`. */
#ifndef CNOPS_HTTPD_WIRING_H
#define CNOPS_HTTPD_WIRING_H

#include <httpd.h>

int cnops_wiring_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server);
int cnops_wiring_start(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server);
void cnops_wiring_child(apr_pool_t *pchild, server_rec *server);

#endif
