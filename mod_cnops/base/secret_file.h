/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Files that nobody but their owner may read: keys, passwords.
 *
 * Floor: base. Callers: base/credentials.c, core/key_file.c. Threads: any. Secrets: the
 * caller wipes the bytes. */
#ifndef CNOPS_BASE_SECRET_FILE_H
#define CNOPS_BASE_SECRET_FILE_H

#include <apr_pools.h>

/* Reads path into text (size bytes, NUL included), judged once it is open, so that what was
 * judged is what is read: a regular file, of root or of this process's user, closed to group
 * and others. On error *pfault says what is wrong, or is NULL where the status alone tells;
 * CNOPS_ETOOLARGE where it does not fit. */
apr_status_t cnops_secret_file_read(char *text, apr_size_t *plen, apr_size_t size,
                                    const char **pfault, const char *path, apr_pool_t *pool);

#endif
