/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Memory that must not outlive its use.
 *
 * Floor: base. Callers: every floor. Threads: any. */
#ifndef CNOPS_BASE_SECRET_H
#define CNOPS_BASE_SECRET_H

#include <apr_pools.h>

/* On a function that wipes: registers through which secrets were copied are cleared when it
 * returns. What comes next (lazy binding, a signal) would save them on the stack. */
#if __has_attribute(zero_call_used_regs)
#define CNOPS_SECRET_SCRUBS __attribute__((noinline, zero_call_used_regs("all")))
#else /* a compiler that only the fuzz targets are built with */
#define CNOPS_SECRET_SCRUBS __attribute__((noinline))
#endif

/* len bytes from pool, zeroed now and again when the pool is cleared. */
void *cnops_secret_alloc(apr_size_t len, apr_pool_t *pool);

/* A copy of text with the same promise. */
char *cnops_secret_strdup(const char *text, apr_pool_t *pool);

/* After a library worked on a secret: clears the vector registers, all of their width (the
 * attribute above knows those that this code was compiled for, a hash function uses those that
 * it finds), and what its frames left on the stack. */
void cnops_secret_scrub(void);

/* Wipes a text in place, up to its NUL. text may be NULL. */
void cnops_secret_wipe(char *text);
/* Wipes len bytes. */
void cnops_secret_wipe_bytes(void *bytes, apr_size_t len);

#endif
