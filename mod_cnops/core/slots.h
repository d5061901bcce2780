/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A machine-wide limit on work that takes much memory and a processor core: the hashing of
 * passwords. Who finds no free slot waits in a queue.
 *
 * Floor: core. Threads: any, of any httpd process: slots and queues are in anonymous shared memory
 * that is made before the children are forked. No lock is held there, so a process may be killed at
 * any moment: its slot and its places in the queues are taken over, because its pid no longer
 * exists. If another process has got that pid meanwhile, they are free when that process ends.
 *
 * There are two queues, one for strangers and one for everybody else. Each is served in the order
 * of arrival. While somebody waits in both, they are served in turn: however many strangers come, a
 * known browser waits only for other known browsers. Who would wait longer than the deadline is
 * told so at once. A waiter whose process is stopped holds the others up until its deadline. */
#ifndef CNOPS_CORE_SLOTS_H
#define CNOPS_CORE_SLOTS_H

#include <apr_pools.h>
#include <apr_time.h>
#include <stdbool.h>

#define CNOPS_SLOTS_MAX 256

/* Who asks for a slot. */
typedef enum {
    CNOPS_SLOTS_KNOWN, /* a known browser, or somebody who has proved who they are */
    CNOPS_SLOTS_STRANGER,
    CNOPS_SLOTS_RANKS
} cnops_slots_rank_e;

typedef struct cnops_slots_t cnops_slots_t;

/* count: 1 to CNOPS_SLOTS_MAX. pool must live as long as any process uses the slots. */
apr_status_t cnops_slots_make(cnops_slots_t **pslots, int count, apr_pool_t *pool);

/* Waits at most deadline µs. CNOPS_EBUSY: no slot was free by then, or it was clear at once that
 * none would be (cnops_slots_is_full). *pslot is the argument for release; -1 with CNOPS_EBUSY. */
apr_status_t cnops_slots_acquire(int *pslot, cnops_slots_t *slots, cnops_slots_rank_e rank,
                                 apr_interval_time_t deadline);
void cnops_slots_release(cnops_slots_t *slots, int slot);
/* Releases a slot in which nothing was hashed: how long it was held says nothing about the next. */
void cnops_slots_return(cnops_slots_t *slots, int slot);

/* How long somebody who came now would wait, in µs: estimated from those who wait already, how long
 * the last holders kept their slots, and how long the first of the queue has waited. 0 while a slot
 * is free. */
apr_interval_time_t cnops_slots_pressure(cnops_slots_t *slots, cnops_slots_rank_e rank);

/* How many wait in the queue of this rank. */
int cnops_slots_waiting(cnops_slots_t *slots, cnops_slots_rank_e rank);

/* Whether acquire would return CNOPS_EBUSY at once. Callers ask this before they do other costly
 * work. */
bool cnops_slots_is_full(cnops_slots_t *slots, cnops_slots_rank_e rank,
                         apr_interval_time_t deadline);

/* To be called before a stranger is refused: sleeps for a tenth of a second, so that strangers who
 * come back at once after each refusal leave the cores to those who hold a slot. At most 32 callers
 * of the machine sleep; the others return at once, because each caller keeps a thread of httpd. */
void cnops_slots_pause(cnops_slots_t *slots);

#endif
