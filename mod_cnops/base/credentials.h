/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A user and a password from a file of two lines: what we sign in to a relay or a gateway
 * with.
 *
 * Floor: base. Callers: httpd at start-up, as root. Threads: read-only once loaded.
 * Secrets: the password is wiped when the pool goes, the file's bytes before return. */
#ifndef CNOPS_BASE_CREDENTIALS_H
#define CNOPS_BASE_CREDENTIALS_H

#include <apr_pools.h>

typedef struct cnops_credentials_t {
    const char *user;
    const char *password;
} cnops_credentials_t;

/* Refuses a file that is not a regular one, that belongs to neither root nor this process's
 * user, that is open to group or others, or that holds anything but two lines of printable
 * characters. On error *pfault says what is wrong, never a word of the file. */
apr_status_t cnops_credentials_load(cnops_credentials_t *pcredentials, const char **pfault,
                                    const char *path, apr_pool_t *pool);

#endif
