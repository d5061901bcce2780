/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks whether the memcached servers that keep one-time codes answer, with the same probe
 * that httpd uses.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_CODE_SERVERS_H
#define CNOPS_CTL_CODE_SERVERS_H

#include <apr_pools.h>

/* list: "host:port" servers, separated by commas. NULL: httpd keeps the codes in its own
 * shared memory, and there is nothing to check. Returns NULL where all servers answer,
 * otherwise which do not and why. *pnote: which servers answer, with their versions. */
const char *cnops_code_servers_check(const char **pnote, const char *list, apr_pool_t *pool);

#endif
