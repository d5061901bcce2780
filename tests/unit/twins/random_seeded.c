/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "random_seeded.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

struct random_seeded_t {
    _Atomic apr_uint64_t seed;
    _Atomic apr_uint64_t draws;
};

/* Each draw is a stream of its own, made from the seed and the number of the draw, so no lock is
 * needed. */
static void fill(void *self, void *bytes, apr_size_t len)
{
    random_seeded_t *random = self;
    apr_uint64_t name[2] = {atomic_load(&random->seed), atomic_fetch_add(&random->draws, 1)};
    unsigned char stream[randombytes_SEEDBYTES] = {0};

    memcpy(stream, name, sizeof name);
    randombytes_buf_deterministic(bytes, len, stream);
}

random_seeded_t *random_seeded_make(apr_uint64_t seed, apr_pool_t *pool)
{
    random_seeded_t *random = apr_pcalloc(pool, sizeof *random);

    random_seeded_reseed(random, seed);
    return random;
}

void random_seeded_port(cnops_random_t *pport, random_seeded_t *random)
{
    *pport = (cnops_random_t){.fill = fill, .self = random};
}

void random_seeded_reseed(random_seeded_t *random, apr_uint64_t seed)
{
    atomic_store(&random->seed, seed);
    atomic_store(&random->draws, 0);
}
