/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A clock that moves only when a test moves it. Threads: any. */
#ifndef CNOPS_TWINS_CLOCK_FAKE_H
#define CNOPS_TWINS_CLOCK_FAKE_H

#include "core/ports.h"

typedef struct clock_fake_t clock_fake_t;

/* 2026-11-21 08:00:00 UTC: where every fake clock starts. */
#define CLOCK_FAKE_START APR_TIME_C(1795248000000000)

clock_fake_t *clock_fake_make(apr_pool_t *pool);
void clock_fake_port(cnops_clock_t *pport, clock_fake_t *clock);

apr_time_t clock_fake_now(const clock_fake_t *clock);
void clock_fake_set(clock_fake_t *clock, apr_time_t now);
void clock_fake_advance(clock_fake_t *clock, apr_interval_time_t by);

#endif
