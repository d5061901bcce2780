/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The key ring from its file, as cnopsctl key new makes it.
 *
 * Floor: core. Callers: httpd and ctl at start-up, before privileges are dropped. Threads: one.
 * Secrets: the file's bytes are wiped before return. */
#ifndef CNOPS_CORE_KEY_FILE_H
#define CNOPS_CORE_KEY_FILE_H

#include "core/keys.h"

/* Refuses a file that is not a regular one, that belongs to neither root nor this
 * process's user, or that is open to group or others: whoever reads it can forge all that
 * the portal seals. On error *pfault says what is wrong and what to do, never a key. */
apr_status_t cnops_key_file_load(const cnops_keys_t **pkeys, const char **pfault, const char *path,
                                 apr_pool_t *pool);

#endif
