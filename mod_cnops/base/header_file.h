/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads HTTP headers from a file, one per line: "X-Api-Key: 0123456789". The portal signs in
 * with them to a gateway that does not use a user name and a password.
 *
 * Floor: base. Threads: read-only once loaded. Secrets: the headers are wiped with the pool. */
#ifndef CNOPS_BASE_HEADER_FILE_H
#define CNOPS_BASE_HEADER_FILE_H

#include <apr_pools.h>
#include <apr_tables.h>

/* *pheaders gets at least one text (const char *) "Name: value". Refuses a file that
 * cnops_secret_file_lines refuses, a file over 4 KiB or over 8 lines, and a line that is not a
 * header or is one that the portal sets itself. On error *pfault says what is wrong; it never
 * quotes the file. */
apr_status_t cnops_header_file_load(apr_array_header_t **pheaders, const char **pfault,
                                    const char *path, apr_pool_t *pool);

#endif
