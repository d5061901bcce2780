/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Passwords: the rule, the common ones and the hash.
 *
 * Floor: core. Threads: any. Sources: mission.md §4 (8 characters, a lower-case letter, a digit),
 * NIST 800-63B-4 §3.1.1 (blocklist, 128 characters, no truncation; 15 characters without
 * composition where a password is the only proof), OWASP ASVS 6.2. */
#ifndef CNOPS_CORE_SIGNIN_PASSWORD_H
#define CNOPS_CORE_SIGNIN_PASSWORD_H

#include "core/core.h"

/* What is compared with a password. */
typedef struct cnops_guess_t {
    const char *hash;     /* of the account, or NULL: there is none */
    const char *password; /* as typed */
    cnops_slots_rank_e rank;
} cnops_guess_t;

/* The rule in force (CnopsPasswordPolicy): the length of the shortest password in characters, and
 * whether a password must also have a lower-case letter and a digit. */
apr_int64_t cnops_password_shortest(const cnops_core_t *core);
bool cnops_password_is_composed(const cnops_core_t *core);

/* NULL, or the error code: too_short, too_long, needs_lower, needs_digit, common.
 * words: personal words, NULL-terminated; may be NULL. */
const char *cnops_password_fault(const cnops_core_t *core, const char *password,
                                 const char *const *words);

/* *phash: a PHC string of Argon2id. CNOPS_EBUSY: as below. Whoever sets a password has proved who
 * they are, so strangers do not stand before them. */
apr_status_t cnops_password_hash(const char **phash, const cnops_core_t *core, const char *password,
                                 apr_pool_t *pool);

/* Stands in place of a hash after an opposition has made the password void. No password matches it,
 * and comparing with it costs the same as with any hash. */
#define CNOPS_PASSWORD_VOID "!"

/* True if hash was made at a lower cost than the settings require now. */
bool cnops_password_is_weak_hash(const cnops_core_t *core, const char *hash);

/* Compares the guess; *pmatches is the result. A guess without a hash costs the same and never
 * matches. CNOPS_EBUSY: no slot before the deadline, or none to be expected before it. */
apr_status_t cnops_password_verify(bool *pmatches, const cnops_core_t *core,
                                   const cnops_guess_t *guess, apr_pool_t *pool);

/* Whether cnops_password_verify would return CNOPS_EBUSY at once: to be asked before other costly
 * work. */
bool cnops_password_is_busy(const cnops_core_t *core, cnops_slots_rank_e rank);

/* Whether passwords wait so long that strangers must solve a proof of work first (contract.md §5):
 * a stranger who came now would wait for more than half of the deadline. */
bool cnops_password_is_crowded(const cnops_core_t *core);

#endif
