/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Proof of work in ALTCHA's open protocol, version 2.
 *
 * Floor: core. Threads: any.
 *
 * A challenge is {parameters:{algorithm,cost,expiresAt,keyLength,keyPrefix,nonce,salt}, signature};
 * the signature is the hex HMAC-SHA-256 over the JSON of the parameters, with sorted keys. A
 * solution is a counter: SHA-256, iterated `cost` times over salt‖nonce‖counter (32 bit,
 * big-endian), must begin with keyPrefix. Algorithm, cost and prefix are checked against the
 * settings, so a solution is worth at least the level that is asked now. A signature counts
 * once. */
#ifndef CNOPS_CORE_GUARD_CAPTCHA_H
#define CNOPS_CORE_GUARD_CAPTCHA_H

#include "base/tree.h"
#include "core/guard/throttle.h"

/* A challenge of the level (0..settings->pow_levels; each doubles the work). */
cnops_tree_t *cnops_captcha_challenge(const cnops_core_t *core, int level, apr_pool_t *pool);

/* payload: the field altcha (base64 of JSON {challenge, solution}), NULL if absent. *pfault: NULL
 * if the solution is right (it is spent now), else required | invalid | expired | used | harder. */
apr_status_t cnops_captcha_verify(const char **pfault, const cnops_core_t *core, int level,
                                  const char *payload, apr_pool_t *pool);

/* The same, but a right solution is not spent: *pspending is the counter that the caller takes,
 * with others in the same call. The solution was used before where its verdict does not allow.
 * *pspending borrows from pool. */
const char *cnops_captcha_judge(cnops_throttle_t *pspending, const cnops_core_t *core, int level,
                                const char *payload, apr_pool_t *pool);

/* Whether verify would accept a payload now, unless it is spent already; it is not spent by this.
 * *pleft: for how long (µs). */
bool cnops_captcha_is_good(apr_interval_time_t *pleft, const cnops_core_t *core, int level,
                           const char *payload, apr_pool_t *pool);

#endif
