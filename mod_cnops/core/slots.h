/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A machine-wide limit on work that takes much memory and a processor core: the hashing of
 * passwords.
 *
 * Floor: core. Threads: any, of any httpd process: the slots are in anonymous shared memory that is
 * made before the children are forked. A slot of a process that was killed is taken over, because
 * its owner's pid no longer exists. If another process has got that pid meanwhile, the slot is free
 * when that process ends. */
#ifndef CNOPS_CORE_SLOTS_H
#define CNOPS_CORE_SLOTS_H

#include <apr_pools.h>
#include <apr_time.h>

#define CNOPS_SLOTS_MAX 256

typedef struct cnops_slots_t cnops_slots_t;

/* count: 1 to CNOPS_SLOTS_MAX. */
apr_status_t cnops_slots_make(cnops_slots_t **pslots, int count, apr_pool_t *pool);

/* Waits at most deadline µs, then returns CNOPS_EBUSY. *pslot is the argument for release. *pwaited
 * (may be NULL): µs spent in the queue. */
apr_status_t cnops_slots_acquire(int *pslot, apr_interval_time_t *pwaited, cnops_slots_t *slots,
                                 apr_interval_time_t deadline);
void cnops_slots_release(cnops_slots_t *slots, int slot);

/* The longest recent wait in the queue, in µs. When it is over half the deadline, a stranger must
 * give a proof of work first (contract.md §5). It is 0 again once no caller has waited for a
 * second. */
apr_interval_time_t cnops_slots_pressure(const cnops_slots_t *slots);

#endif
