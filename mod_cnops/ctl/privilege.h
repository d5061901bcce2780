/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Drops the privileges of root for good.
 *
 * Floor: ctl. Threads: must be called while there is only one. */
#ifndef CNOPS_CTL_PRIVILEGE_H
#define CNOPS_CTL_PRIVILEGE_H

#include <apr_pools.h>

/* Where root runs the program, becomes user with that user's groups. Does nothing where
 * another user runs it. On error *pfault says what is wrong. */
apr_status_t cnops_privilege_drop(const char **pfault, const char *user, apr_pool_t *pool);

#endif
