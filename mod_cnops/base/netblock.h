/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Blocks of IP addresses. Failures are counted per block, not per address, because one
 * person may use many addresses of a block.
 *
 * Floor: base. Threads: any. Source: contract.md §5 (/24 and /56). */
#ifndef CNOPS_BASE_NETBLOCK_H
#define CNOPS_BASE_NETBLOCK_H

#include <apr_pools.h>
#include <stdbool.h>

/* The block of an address: "203.0.113.7" gives "203.0.113.0/24", "2001:db8:1:2ff::1" gives
 * "2001:db8:1:200::/56". An IPv4-mapped address counts as IPv4. "unknown" where ip is NULL or
 * does not parse. */
const char *cnops_netblock_of(const char *ip, apr_pool_t *pool);

/* True where ip is in cidr: "127.0.0.0/8", "2001:db8::/32", or a single address. False also
 * where one of them does not parse. */
bool cnops_netblock_contains(const char *cidr, const char *ip);

/* True where cidr is well formed and its host bits are zero. */
bool cnops_netblock_is_valid(const char *cidr);

#endif
