/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Memory that must not outlive its use.
 *
 * Floor: base. Callers: every floor. Threads: any. */
#ifndef CNOPS_BASE_SECRET_H
#define CNOPS_BASE_SECRET_H

#include <apr_pools.h>

/* len bytes from pool, zeroed now and again when the pool is cleared. */
void *cnops_secret_alloc(apr_size_t len, apr_pool_t *pool);

/* A copy of text with the same promise. */
char *cnops_secret_strdup(const char *text, apr_pool_t *pool);

/* Wipes a text in place, up to its NUL. text may be NULL. */
void cnops_secret_wipe(char *text);

#endif
