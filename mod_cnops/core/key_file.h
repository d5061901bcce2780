/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Loads the key ring from the file that 'cnopsctl key new' makes.
 *
 * Floor: core. Threads: one, at start-up, before privileges are dropped. Secrets: the bytes of the
 * file are wiped before return. */
#ifndef CNOPS_CORE_KEY_FILE_H
#define CNOPS_CORE_KEY_FILE_H

#include "core/keys.h"

/* Refuses a file that is not a regular one, that belongs neither to root nor to the user of this
 * process, or that group or others may open: its reader can forge everything that the portal seals.
 * On error *pfault says what is wrong and what to do, but never shows a key. */
apr_status_t cnops_key_file_load(const cnops_keys_t **pkeys, const char **pfault, const char *path,
                                 apr_pool_t *pool);

#endif
