/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads a small file as a whole.
 *
 * Floor: base. Threads: any. Secrets: not for secrets, since nothing is wiped: see
 * base/secret_file.h. */
#ifndef CNOPS_BASE_FILE_H
#define CNOPS_BASE_FILE_H

#include <apr_pools.h>

/* *pbytes gets the *plen bytes of the file, from pool, with a NUL behind them.
 * CNOPS_ETOOLARGE where the file has over max bytes; otherwise the error of the system. */
apr_status_t cnops_file_read(const char **pbytes, apr_size_t *plen, const char *path,
                             apr_size_t max, apr_pool_t *pool);

#endif
