/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* HTTP headers from a file of a line each, "X-Api-Key: 0123456789": what we sign in to a
 * gateway with that knows no user and password.
 *
 * Floor: base. Threads: read-only once loaded. Secrets: wiped when the pool goes. */
#ifndef CNOPS_BASE_HEADER_FILE_H
#define CNOPS_BASE_HEADER_FILE_H

#include <apr_pools.h>
#include <apr_tables.h>

/* *pheaders: const char *, "Name: value", at least one. Refuses a file that
 * cnops_secret_file_lines refuses, that has over 4 KiB or over 8 lines, a line that is no
 * header, or one that the portal sets by itself. On error *pfault says what is wrong, never a
 * word of the file. */
apr_status_t cnops_header_file_load(apr_array_header_t **pheaders, const char **pfault,
                                    const char *path, apr_pool_t *pool);

#endif
