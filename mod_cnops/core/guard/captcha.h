/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Proof of work in ALTCHA's open protocol, version 2.
 *
 * Floor: core. Callers: pages. Threads: any.
 * Challenge: {parameters:{algorithm,cost,expiresAt,keyLength,keyPrefix,nonce,salt},
 * signature}; signature = hex HMAC-SHA-256 over the sorted-key JSON of parameters.
 * Solution: a counter for which SHA-256 iterated `cost` times over salt‖nonce‖
 * counter (32 bit, big-endian) starts with keyPrefix. Algorithm, cost and prefix are pinned
 * here: a solution must be worth at least the level now asked. A signature counts once. */
#ifndef CNOPS_CORE_GUARD_CAPTCHA_H
#define CNOPS_CORE_GUARD_CAPTCHA_H

#include "base/tree.h"
#include "core/core.h"

/* A challenge of the level (0..settings->pow_levels; each doubles the work). */
cnops_tree_t *cnops_captcha_challenge(const cnops_core_t *core, int level, apr_pool_t *pool);

/* payload: the altcha field (base64 of JSON {challenge, solution}), NULL if absent.
 * *pfault: NULL if it is good (and now spent), else required | invalid | expired |
 * used | harder. */
apr_status_t cnops_captcha_verify(const char **pfault, const cnops_core_t *core, int level,
                                  const char *payload, apr_pool_t *pool);

#endif
