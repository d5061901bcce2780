/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/slots.h"

#include "base/errors.h"

#include <apr_shm.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#define LOOK_AGAIN_MAX 4000 /* µs between two looks of a caller that has just come */
#define LOOK_AGAIN_MIN 500  /* ... of a caller near its deadline: who waits longest comes first */
#define CALM_MS        1000

_Static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_LLONG_LOCK_FREE == 2,
               "what processes share must need no lock");

/* In memory that all children share. */
struct cnops_slots_t {
    int count;
    _Atomic uint64_t wait;                   /* longest recent: when noted (ms) << 32 | µs */
    _Atomic int32_t owners[CNOPS_SLOTS_MAX]; /* pid, 0: free */
};

apr_status_t cnops_slots_make(cnops_slots_t **pslots, int count, apr_pool_t *pool)
{
    apr_shm_t *shm;
    cnops_slots_t *slots;
    apr_status_t rv;

    *pslots = NULL;
    if (count < 1 || count > CNOPS_SLOTS_MAX)
        return APR_EINVAL;
    if ((rv = apr_shm_create(&shm, sizeof *slots, NULL, pool)) != APR_SUCCESS)
        return rv;
    slots = apr_shm_baseaddr_get(shm);
    slots->count = count;
    atomic_init(&slots->wait, 0);
    for (int i = 0; i < CNOPS_SLOTS_MAX; i++)
        atomic_init(&slots->owners[i], 0);
    *pslots = slots;
    return APR_SUCCESS;
}

/* Monotonic, because the wall clock may jump; it is the same for all processes of the machine. */
static apr_interval_time_t monotonic_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (apr_interval_time_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- how long the queue is --- */

/* Milliseconds in 32 bits, which overflow: only their differences are used. */
static uint32_t clock_ms(void)
{
    return (uint32_t)(monotonic_now() / 1000);
}

static uint32_t recent_wait(uint64_t wait, uint32_t now_ms)
{
    return now_ms - (uint32_t)(wait >> 32) < CALM_MS ? (uint32_t)wait : 0;
}

static void note_wait(cnops_slots_t *slots, apr_interval_time_t waited)
{
    uint32_t now_ms = clock_ms(), wait = waited > UINT32_MAX ? UINT32_MAX : (uint32_t)waited;
    uint64_t seen = atomic_load(&slots->wait);

    do {
        if (recent_wait(seen, now_ms) >= wait)
            return;
    } while (!atomic_compare_exchange_weak(&slots->wait, &seen, (uint64_t)now_ms << 32 | wait));
}

apr_interval_time_t cnops_slots_pressure(const cnops_slots_t *slots)
{
    return recent_wait(atomic_load(&slots->wait), clock_ms());
}

/* --- taking and giving back --- */

static bool is_dead(int32_t pid)
{
    return kill(pid, 0) == -1 && errno == ESRCH;
}

/* The slot taken, or -1. */
static int take_free(cnops_slots_t *slots)
{
    for (int i = 0; i < slots->count; i++) {
        int32_t owner = atomic_load(&slots->owners[i]);

        if (owner != 0 && !is_dead(owner))
            continue;
        if (atomic_compare_exchange_strong(&slots->owners[i], &owner, (int32_t)getpid()))
            return i;
    }
    return -1;
}

static void pause_before_look(apr_interval_time_t waited, apr_interval_time_t deadline)
{
    apr_interval_time_t left = deadline - waited;
    apr_interval_time_t pause =
        LOOK_AGAIN_MIN + (LOOK_AGAIN_MAX - LOOK_AGAIN_MIN) * left / (deadline ? deadline : 1);

    apr_sleep(pause < left ? pause : left);
}

apr_status_t cnops_slots_acquire(int *pslot, apr_interval_time_t *pwaited, cnops_slots_t *slots,
                                 apr_interval_time_t deadline)
{
    apr_interval_time_t start = monotonic_now(), waited = 0;

    while ((*pslot = take_free(slots)) < 0 && waited < deadline) {
        pause_before_look(waited, deadline);
        waited = monotonic_now() - start;
        note_wait(slots, waited);
    }
    if (pwaited)
        *pwaited = waited;
    return *pslot < 0 ? CNOPS_EBUSY : APR_SUCCESS;
}

void cnops_slots_release(cnops_slots_t *slots, int slot)
{
    atomic_store(&slots->owners[slot], 0);
}
