/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Parses "host:port" as an administrator writes it: 127.0.0.1:11211, codes1.example:11211.
 * Only names and IPv4 addresses, because apr_memcache connects to nothing else.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_HOSTPORT_H
#define CNOPS_BASE_HOSTPORT_H

#include <apr_network_io.h>
#include <stdbool.h>

/* False where text is not a host and a port from 1 to 65535. *phost is allocated from pool. */
bool cnops_hostport_parse(const char **phost, apr_port_t *pport, const char *text,
                          apr_pool_t *pool);

#endif
