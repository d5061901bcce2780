/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tokens that count once: captcha solutions, a code to a contact that changes.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_TOKENS_H
#define CNOPS_CORE_PORTS_TOKENS_H

#include <apr_pools.h>
#include <apr_time.h>
#include <stdbool.h>

typedef struct cnops_tokens_port_t {
    /* *pfirst true for exactly one caller per digest. */
    apr_status_t (*spend)(void *self, bool *pfirst, const char *digest, apr_time_t expires_at,
                          apr_pool_t *pool);
    /* Forgets those that have expired by now. */
    apr_status_t (*purge)(void *self, apr_time_t now, apr_pool_t *pool);
} cnops_tokens_port_t;

#endif
