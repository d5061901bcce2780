/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Memory for secrets, which is wiped after use.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_SECRET_H
#define CNOPS_BASE_SECRET_H

#include <apr_pools.h>

/* Attribute of a function that copies or wipes secrets: when it returns, the registers that
 * it used are cleared. Code that runs next (lazy binding, a signal handler) would save their
 * contents on the stack. */
#if __has_attribute(zero_call_used_regs)
#define CNOPS_SECRET_SCRUBS __attribute__((noinline, zero_call_used_regs("all")))
#else /* an older clang, which builds the fuzz targets only */
#define CNOPS_SECRET_SCRUBS __attribute__((noinline))
#endif

/* len bytes from pool: zero at first, and wiped when the pool is cleared. */
void *cnops_secret_alloc(apr_size_t len, apr_pool_t *pool);

/* A copy of text that is wiped when the pool is cleared. */
char *cnops_secret_strdup(const char *text, apr_pool_t *pool);

/* To be called after a library function has worked on a secret. Clears the stack below the
 * caller, where the frames of the function were, and all vector registers in full width. The
 * attribute above clears only registers of the CPU that this code was compiled for; a hash
 * function of a library also uses wider ones where the CPU has them. */
void cnops_secret_scrub(void);

/* Wipes text in place, up to its NUL. text may be NULL. */
void cnops_secret_wipe(char *text);
/* Wipes len bytes. */
void cnops_secret_wipe_bytes(void *bytes, apr_size_t len);

#endif
