/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Address blocks: what failures are counted by (contract.md §5: /24 and /56).
 *
 * Floor: base. Callers: core, pages, httpd. Threads: any. */
#ifndef CNOPS_BASE_NETBLOCK_H
#define CNOPS_BASE_NETBLOCK_H

#include <apr_pools.h>
#include <stdbool.h>

/* "203.0.113.7" → "203.0.113.0/24"; "2001:db8:1:2ff::1" → "2001:db8:1:200::/56";
 * an IPv4-mapped address counts as IPv4. "unknown" where ip does not parse. */
const char *cnops_netblock_of(const char *ip, apr_pool_t *pool);

/* True if ip lies in cidr ("127.0.0.0/8", "2001:db8::/32", or one address). */
bool cnops_netblock_contains(const char *cidr, const char *ip);

/* True if cidr is well formed, host bits zero. */
bool cnops_netblock_is_valid(const char *cidr);

#endif
