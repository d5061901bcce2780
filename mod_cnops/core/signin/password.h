/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Passwords: the rule, the common ones, the hash.
 *
 * Floor: core. Callers: core, pages. Threads: any.
 * Sources: mission.md §4 (8 characters, a lower-case letter, a digit), NIST
 * 800-63B-4 §3.1.1 (blocklist, 128 characters, no truncation; 15 characters without
 * composition where a password stands alone), OWASP ASVS 6.2. */
#ifndef CNOPS_CORE_SIGNIN_PASSWORD_H
#define CNOPS_CORE_SIGNIN_PASSWORD_H

#include "core/core.h"

/* The rule in force (CnopsPasswordPolicy): the shortest password in characters, and whether
 * it must have a lower-case letter and a digit too. */
apr_int64_t cnops_password_shortest(const cnops_core_t *core);
bool cnops_password_is_composed(const cnops_core_t *core);

/* NULL, or the error code: too_short, too_long, needs_lower, needs_digit, common.
 * words: personal words, NULL-terminated; may be NULL. */
const char *cnops_password_fault(const cnops_core_t *core, const char *password,
                                 const char *const *words);

/* *phash: Argon2id PHC string. Waits for a slot: CNOPS_EBUSY past the deadline. */
apr_status_t cnops_password_hash(const char **phash, const cnops_core_t *core, const char *password,
                                 apr_pool_t *pool);

/* In place of a hash: a password that was taken away (opposition); none matches it, and trying
 * costs the same as any. */
#define CNOPS_PASSWORD_VOID "!"

/* True where hash was made at a lower cost than today's settings ask. */
bool cnops_password_is_weak_hash(const cnops_core_t *core, const char *hash);

/* *pmatches tells. hash NULL (nobody there) costs the same and never matches. */
apr_status_t cnops_password_verify(bool *pmatches, const cnops_core_t *core, const char *hash,
                                   const char *password, apr_pool_t *pool);

#endif
