/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A machine-wide bound on work that costs memory and a core: password hashing.
 *
 * Floor: core. Callers: core/signin/password.c. Threads: any, and any httpd process: the
 * slots are in anonymous shared memory made before the children are forked. A
 * slot that a killed process held is taken over (its owner's pid is dead); if
 * another process got that pid meanwhile, when that one ends. */
#ifndef CNOPS_CORE_SLOTS_H
#define CNOPS_CORE_SLOTS_H

#include <apr_pools.h>
#include <apr_time.h>

#define CNOPS_SLOTS_MAX 256

typedef struct cnops_slots_t cnops_slots_t;

/* count 1..CNOPS_SLOTS_MAX. */
apr_status_t cnops_slots_make(cnops_slots_t **pslots, int count, apr_pool_t *pool);

/* Waits at most deadline µs. CNOPS_EBUSY then. *pslot is for release. *pwaited (may be
 * NULL): µs spent in the queue. */
apr_status_t cnops_slots_acquire(int *pslot, apr_interval_time_t *pwaited, cnops_slots_t *slots,
                                 apr_interval_time_t deadline);
void cnops_slots_release(cnops_slots_t *slots, int slot);

/* Longest recent wait in the queue, µs: over half the deadline, strangers owe a
 * proof of work first (contract.md §5). Falls back to 0 within a second of calm. */
apr_interval_time_t cnops_slots_pressure(const cnops_slots_t *slots);

#endif
