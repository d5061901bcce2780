/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Keyed digests: facts and indexes are kept in this form.
 *
 * Floor: core. Threads: any. A digest is BLAKE2b-256 with the key of the purpose over the parts.
 * The length of each part comes before it, so that "ab"+"c" and "a"+"bc" have different digests. */
#ifndef CNOPS_CORE_DIGEST_H
#define CNOPS_CORE_DIGEST_H

#include "core/keys.h"

#include <stdbool.h>

#define CNOPS_DIGEST_HEX 65 /* 64 lower-case hex characters and NUL */

/* parts: texts, the last one NULL; e.g. {"rib", document_digest, digits, NULL}. */
void cnops_digest(char hex[CNOPS_DIGEST_HEX], const cnops_keys_t *keys, cnops_key_purpose_e purpose,
                  const char *const *parts);

/* The same under the key key_id. Returns false and sets hex to "" where the ring has no such
 * key. */
bool cnops_digest_with(char hex[CNOPS_DIGEST_HEX], const cnops_keys_t *keys, const char *key_id,
                       cnops_key_purpose_e purpose, const char *const *parts);

/* As cnops_digest, in memory of the pool, over kind, a and b. A NULL ends the parts early. */
const char *cnops_digest_of(const cnops_keys_t *keys, cnops_key_purpose_e purpose, const char *kind,
                            const char *a, const char *b, apr_pool_t *pool);

/* Compares in constant time. False if either is NULL: a fact that is not on record matches
 * nothing. */
bool cnops_digest_equal(const char *a, const char *b);

#endif
