/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a browser and its system are called, out of a User-Agent: for people to recognise
 * their own in a list. Names only: what it says is anybody's claim, and proves nothing.
 *
 * Floor: base. Callers: pages. Threads: any. */
#ifndef CNOPS_BASE_AGENT_H
#define CNOPS_BASE_AGENT_H

#include <apr_pools.h>

/* "Firefox · Windows", "Chrome", "Android"; NULL where neither is told. */
const char *cnops_agent_name(const char *user_agent, apr_pool_t *pool);

#endif
