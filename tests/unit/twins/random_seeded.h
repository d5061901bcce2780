/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Random bytes that are the same in every run. Threads: any, but the order in which threads draw is
 * not fixed. */
#ifndef CNOPS_TWINS_RANDOM_SEEDED_H
#define CNOPS_TWINS_RANDOM_SEEDED_H

#include "core/ports.h"

typedef struct random_seeded_t random_seeded_t;

random_seeded_t *random_seeded_make(apr_uint64_t seed, apr_pool_t *pool);
void random_seeded_port(cnops_random_t *pport, random_seeded_t *random);

/* Begins the sequence of this seed again. */
void random_seeded_reseed(random_seeded_t *random, apr_uint64_t seed);

#endif
