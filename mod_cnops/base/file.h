/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A whole small file as text.
 *
 * Floor: base. Callers: base, view, httpd and ctl at start-up. Threads: any. Secrets: none,
 * nothing is wiped: key files have their own reader. */
#ifndef CNOPS_BASE_FILE_H
#define CNOPS_BASE_FILE_H

#include <apr_pools.h>

/* *pbytes: NUL-terminated behind its *plen bytes. CNOPS_ETOOLARGE over max bytes,
 * else what the system says. */
apr_status_t cnops_file_read(const char **pbytes, apr_size_t *plen, const char *path,
                             apr_size_t max, apr_pool_t *pool);

#endif
