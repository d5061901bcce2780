/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Keyed digests: the form in which facts and indexes are kept.
 *
 * Floor: core. Callers: core, pages, ctl. Threads: any.
 * BLAKE2b-256 with the purpose's key over the parts, each preceded by its length
 * (so that "ab"+"c" is not "a"+"bc"). */
#ifndef CNOPS_CORE_DIGEST_H
#define CNOPS_CORE_DIGEST_H

#include "core/keys.h"

#include <stdbool.h>

#define CNOPS_DIGEST_HEX 65 /* 64 lower-case hex characters and NUL */

/* parts: texts, the last one NULL; e.g. {"rib", document_digest, digits, NULL}. */
void cnops_digest(char hex[CNOPS_DIGEST_HEX], const cnops_keys_t *keys, cnops_key_purpose_e purpose,
                  const char *const *parts);

/* With a former key. False, and hex "", where the ring has no key_id. */
bool cnops_digest_with(char hex[CNOPS_DIGEST_HEX], const cnops_keys_t *keys, const char *key_id,
                       cnops_key_purpose_e purpose, const char *const *parts);

/* As cnops_digest, allocated, over kind, a and b; a NULL ends them early. */
const char *cnops_digest_of(const cnops_keys_t *keys, cnops_key_purpose_e purpose, const char *kind,
                            const char *a, const char *b, apr_pool_t *pool);

/* Constant time; false if either is NULL (an empty fact never matches). */
bool cnops_digest_equal(const char *a, const char *b);

#endif
