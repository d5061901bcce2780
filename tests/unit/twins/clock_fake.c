/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "clock_fake.h"

#include <stdatomic.h>

struct clock_fake_t {
    _Atomic apr_time_t now;
};

static apr_time_t tell(void *self)
{
    return clock_fake_now(self);
}

clock_fake_t *clock_fake_make(apr_pool_t *pool)
{
    clock_fake_t *clock = apr_pcalloc(pool, sizeof *clock);

    clock_fake_set(clock, CLOCK_FAKE_START);
    return clock;
}

void clock_fake_port(cnops_clock_t *pport, clock_fake_t *clock)
{
    *pport = (cnops_clock_t){.now = tell, .self = clock};
}

apr_time_t clock_fake_now(const clock_fake_t *clock)
{
    return atomic_load(&clock->now);
}

void clock_fake_set(clock_fake_t *clock, apr_time_t now)
{
    atomic_store(&clock->now, now);
}

void clock_fake_advance(clock_fake_t *clock, apr_interval_time_t by)
{
    atomic_fetch_add(&clock->now, by);
}
