/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The code that is printed on a certificate and typed to check it: 80 random bits as 16 characters
 * of Crockford's base 32, in groups of four.
 *
 * Floor: core. Threads: any. Secrets: who has the code may know whether the paper is genuine; the
 * database has only a keyed digest. */
#ifndef CNOPS_CORE_CERTIFICATE_CODE_H
#define CNOPS_CORE_CERTIFICATE_CODE_H

#include "core/core.h"

#define CNOPS_CERTIFICATE_CODE_LEN 16 /* characters, without the hyphens */

/* A new code, as it is printed: "K7QM-2X9F-4TBN-8RWD". */
const char *cnops_certificate_code_draw(const cnops_core_t *core, apr_pool_t *pool);

/* A code that is always the same for these parts (texts, the last one NULL) and this key (NULL: the
 * current one), and that nobody can compute without the key. NULL where the ring has no such key.
 */
const char *cnops_certificate_code_derive(const cnops_core_t *core, const char *key_id,
                                          const char *const *parts, apr_pool_t *pool);

/* What was typed in its printed form: any case, with blanks or hyphens anywhere, O for 0, I and L
 * for 1. NULL where it cannot be a code. */
const char *cnops_certificate_code_read(const char *typed, apr_pool_t *pool);

/* By which the certificate is found. code: in its printed form; key_id: NULL for the current key.
 * NULL where the ring has no such key. */
const char *cnops_certificate_code_digest(const cnops_core_t *core, const char *key_id,
                                          const char *code, apr_pool_t *pool);

#endif
