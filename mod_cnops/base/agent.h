/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Finds the names of a browser and its operating system in a User-Agent header, so that
 * people recognise their own devices in a list. Any client can send any header: the names
 * prove nothing.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_AGENT_H
#define CNOPS_BASE_AGENT_H

#include <apr_pools.h>

/* "Firefox · Windows", "Chrome" or "Android", allocated from pool. NULL where user_agent is
 * NULL or names neither a known browser nor a known system. */
const char *cnops_agent_name(const char *user_agent, apr_pool_t *pool);

#endif
