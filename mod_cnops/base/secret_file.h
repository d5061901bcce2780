/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads files that only their owner may read: keys and passwords.
 *
 * Floor: base. Threads: any. Secrets: the caller wipes the buffer that it passes in. */
#ifndef CNOPS_BASE_SECRET_FILE_H
#define CNOPS_BASE_SECRET_FILE_H

#include <apr_pools.h>
#include <apr_tables.h>

/* Reads the file at path into text, which has size bytes with the NUL. The file must be a
 * regular file, belong to root or to the user of this process, and give no right to group or
 * others. This is checked after it is open, so that another file cannot take its place
 * between the check and the reading. On error *pfault says what is wrong, or is NULL where
 * the status says it all. CNOPS_ETOOLARGE where the file does not fit. */
apr_status_t cnops_secret_file_read(char *text, apr_size_t *plen, apr_size_t size,
                                    const char **pfault, const char *path, apr_pool_t *pool);

/* Reads such a file of at most max bytes as lines (const char *), which are wiped with the pool.
 * CNOPS_EMALFORMED where it has an empty line or a control character; '\r' too, because it could
 * end one of our headers early and begin another. On error *pfault always says what is wrong; it
 * never quotes the file. */
apr_status_t cnops_secret_file_lines(apr_array_header_t **plines, const char **pfault,
                                     const char *path, apr_size_t max, apr_pool_t *pool);

#endif
