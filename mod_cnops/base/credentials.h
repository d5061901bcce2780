/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads a user name and a password from a file of two lines. The portal signs in to a mail
 * relay or an SMS gateway with them.
 *
 * Floor: base. Threads: loaded at start-up, read-only afterwards. Secrets: user and password are
 * wiped when the pool is cleared. */
#ifndef CNOPS_BASE_CREDENTIALS_H
#define CNOPS_BASE_CREDENTIALS_H

#include <apr_pools.h>

typedef struct cnops_credentials_t {
    const char *user;
    const char *password;
} cnops_credentials_t;

/* Refuses a file that is not a regular file, that belongs neither to root nor to the user of
 * this process, that gives any right to group or others, or that contains anything but two
 * lines without control characters. On error *pfault says what is wrong; it never quotes the
 * file. */
apr_status_t cnops_credentials_load(cnops_credentials_t *pcredentials, const char **pfault,
                                    const char *path, apr_pool_t *pool);

#endif
