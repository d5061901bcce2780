/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* "host:port" as a sysadmin writes it: 127.0.0.1:11211, codes1.example:11211. IPv4 alone, as
 * apr_memcache connects to nothing else.
 *
 * Floor: base. Callers: core, store, ctl. Threads: any. */
#ifndef CNOPS_BASE_HOSTPORT_H
#define CNOPS_BASE_HOSTPORT_H

#include <apr_network_io.h>
#include <stdbool.h>

/* False unless text is a host and a port from 1 to 65535. */
bool cnops_hostport_parse(const char **phost, apr_port_t *pport, const char *text,
                          apr_pool_t *pool);

#endif
