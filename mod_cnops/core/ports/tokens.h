/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tokens that can be used once: answers to pictures, and sign-ins by a code. (Proofs of work are
 * counters: core/guard/captcha.h.)
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_TOKENS_H
#define CNOPS_CORE_PORTS_TOKENS_H

#include "core/ports/purging.h"

#include <stdbool.h>

typedef struct cnops_tokens_port_t {
    /* *pfirst: true for exactly one caller for each digest. */
    apr_status_t (*spend)(void *self, bool *pfirst, const char *digest, apr_time_t expires_at,
                          apr_pool_t *pool);
    /* Age: since it expired. */
    cnops_purge_fn purge;
} cnops_tokens_port_t;

#endif
