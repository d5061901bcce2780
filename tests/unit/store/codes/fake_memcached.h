/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What stands on memcached's port on a bad day: it takes any number of connections, and
 * answers some commands, or none. On a thread of its own. */
#ifndef CNOPS_STORE_CODES_FAKE_MEMCACHED_H
#define CNOPS_STORE_CODES_FAKE_MEMCACHED_H

#include <apr_pools.h>

typedef struct fake_memcached_t fake_memcached_t;

typedef enum { FAKE_VERSION, FAKE_SET, FAKE_GET, FAKE_COMMANDS } fake_command_e;

/* What it says to each command; NULL: nothing. */
typedef struct fake_answers_t {
    const char *to[FAKE_COMMANDS];
} fake_answers_t;

fake_memcached_t *fake_memcached_start(fake_answers_t answers, apr_pool_t *pool);
/* "127.0.0.1:PORT" */
const char *fake_memcached_name(const fake_memcached_t *fake);
/* How often so far. */
int fake_memcached_told(fake_memcached_t *fake, fake_command_e command);
/* From now on; whoever waits for an answer is hung up on. */
void fake_memcached_change(fake_memcached_t *fake, fake_answers_t answers);
/* To everybody who waits for an answer. */
void fake_memcached_say(fake_memcached_t *fake, const char *answer);
void fake_memcached_stop(fake_memcached_t *fake);

/* A port whose packets vanish, until pool ends: who connects hears nothing, no refusal either. */
const char *fake_memcached_black_hole(apr_pool_t *pool);

#endif
