/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Root gives up being root, for good.
 *
 * Floor: ctl. Callers: ctl/portal.c, ctl/doctor.c. Threads: one, before any other is started. */
#ifndef CNOPS_CTL_PRIVILEGE_H
#define CNOPS_CTL_PRIVILEGE_H

#include <apr_pools.h>

/* Becomes user, with that user's groups, where root calls; nothing otherwise. */
apr_status_t cnops_privilege_drop(const char **pfault, const char *user, apr_pool_t *pool);

#endif
