/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/slots.h"

#include "base/errors.h"

#include <apr_shm.h>
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#define PLACES 512 /* of each queue */
/* Longest sleep of a waiter, in µs. Releases wake the next one; this is for slots and turns of
 * killed processes, which wake nobody. */
#define LOOK_AGAIN 100000
/* µs past its deadline after which a waiter does not count any more: its process is stopped, and
 * must not stop the others. */
#define GRACE      200000
#define PAUSES     32
#define PAUSE      100000 /* µs */
#define HOLD_SHARE 8      /* the mean counts the last hold as an eighth */
/* A hold that lasted longer, in µs, counts as this long: the machine was probably suspended. */
#define HOLD_MOST APR_TIME_C(10000000)

_Static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_LLONG_LOCK_FREE == 2,
               "what processes share must need no lock");

/* One place for each waiter. A place whose pid is 0 is free; one that has a pid but no arrival is
 * being taken. */
typedef struct queue_t {
    _Atomic int32_t pids[PLACES];
    _Atomic int64_t arrivals[PLACES]; /* monotonic µs */
    _Atomic int64_t untils[PLACES];   /* when the waiter gives up */
    sem_t wakes[PLACES];
} queue_t;

/* In memory that all children share. */
struct cnops_slots_t {
    int count;
    _Atomic int turn;                        /* the rank that is served next if both wait */
    _Atomic int64_t mean_hold;               /* µs; 0: no slot was released yet */
    _Atomic int32_t owners[CNOPS_SLOTS_MAX]; /* pid, 0: free */
    _Atomic int64_t taken_at[CNOPS_SLOTS_MAX];
    queue_t queues[CNOPS_SLOTS_RANKS];
    _Atomic int32_t pausing[PAUSES]; /* pid, 0: free */
};

/* --- making --- */

static apr_status_t make_queue(queue_t *queue)
{
    for (int i = 0; i < PLACES; i++) {
        atomic_init(&queue->pids[i], 0);
        atomic_init(&queue->arrivals[i], 0);
        atomic_init(&queue->untils[i], 0);
        if (sem_init(&queue->wakes[i], 1, 0) != 0)
            return errno;
    }
    return APR_SUCCESS;
}

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
    atomic_init(&slots->turn, CNOPS_SLOTS_KNOWN);
    atomic_init(&slots->mean_hold, 0);
    for (int i = 0; i < CNOPS_SLOTS_MAX; i++) {
        atomic_init(&slots->owners[i], 0);
        atomic_init(&slots->taken_at[i], 0);
    }
    for (int i = 0; i < PAUSES; i++)
        atomic_init(&slots->pausing[i], 0);
    for (int rank = 0; rank < CNOPS_SLOTS_RANKS; rank++) {
        if ((rv = make_queue(&slots->queues[rank])) != APR_SUCCESS)
            return rv;
    }
    *pslots = slots;
    return APR_SUCCESS;
}

/* Monotonic, because the wall clock may jump; it is the same for all processes of the machine. */
static int64_t monotonic_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * APR_USEC_PER_SEC + now.tv_nsec / 1000;
}

static bool is_dead(int32_t pid)
{
    return kill(pid, 0) == -1 && errno == ESRCH;
}

/* --- the queues --- */

static cnops_slots_rank_e other_of(cnops_slots_rank_e rank)
{
    return rank == CNOPS_SLOTS_KNOWN ? CNOPS_SLOTS_STRANGER : CNOPS_SLOTS_KNOWN;
}

/* Who waits in a queue. */
typedef struct survey_t {
    int count;
    int first;     /* place of who came first; -1: nobody waits */
    int64_t since; /* when that was; 0: nobody waits */
} survey_t;

/* Deletes the arrival only while the place is still the dead one's: it may have a new owner. */
static void clear_dead(queue_t *queue, int place, int32_t pid, int64_t arrival)
{
    if (atomic_compare_exchange_strong(&queue->arrivals[place], &arrival, 0))
        atomic_compare_exchange_strong(&queue->pids[place], &pid, 0);
}

/* Takes the places of killed processes from them. Places are numbered, so that two who came in the
 * same microsecond have an order too. */
static survey_t look_at_queue(queue_t *queue)
{
    survey_t survey = {.first = -1};
    int32_t alive = (int32_t)getpid();
    int64_t now = monotonic_now();

    for (int i = 0; i < PLACES; i++) {
        int64_t arrival = atomic_load(&queue->arrivals[i]);
        int32_t pid = arrival ? atomic_load(&queue->pids[i]) : 0;

        if (pid == 0)
            continue;
        if (pid != alive && is_dead(pid)) {
            clear_dead(queue, i, pid, arrival);
            continue;
        }
        alive = pid;
        if (atomic_load(&queue->untils[i]) + GRACE < now)
            continue;
        survey.count++;
        if (survey.since == 0 || arrival < survey.since) {
            survey.since = arrival;
            survey.first = i;
        }
    }
    return survey;
}

static void leave_place(queue_t *queue, int place)
{
    atomic_store(&queue->arrivals[place], 0);
    atomic_store(&queue->pids[place], 0);
}

/* A place for this process, or -1. The arrival comes last: it makes the place count. */
static int take_place(queue_t *queue, int64_t until)
{
    for (int i = 0; i < PLACES; i++) {
        int32_t pid = atomic_load(&queue->pids[i]);

        if (pid != 0 && (atomic_load(&queue->arrivals[i]) != 0 || !is_dead(pid)))
            continue;
        if (!atomic_compare_exchange_strong(&queue->pids[i], &pid, (int32_t)getpid()))
            continue;
        while (sem_trywait(&queue->wakes[i]) == 0)
            ; /* left over from the one before */
        atomic_store(&queue->untils[i], until);
        atomic_store(&queue->arrivals[i], monotonic_now());
        return i;
    }
    return -1;
}

/* The first of the queue whose turn it is, and which queue that is. -1: nobody waits. */
static int find_next(cnops_slots_t *slots, cnops_slots_rank_e *prank)
{
    int place;

    *prank = (cnops_slots_rank_e)atomic_load(&slots->turn);
    if ((place = look_at_queue(&slots->queues[*prank]).first) >= 0)
        return place;
    *prank = other_of(*prank);
    return look_at_queue(&slots->queues[*prank]).first;
}

static void wake_next(cnops_slots_t *slots)
{
    cnops_slots_rank_e rank;
    int place = find_next(slots, &rank);

    if (place >= 0)
        sem_post(&slots->queues[rank].wakes[place]);
}

/* --- how long the queues are --- */

static bool is_free(const cnops_slots_t *slots, int slot)
{
    int32_t owner = atomic_load(&slots->owners[slot]);

    return owner == 0 || is_dead(owner);
}

static bool is_any_free(const cnops_slots_t *slots)
{
    for (int i = 0; i < slots->count; i++) {
        if (is_free(slots, i))
            return true;
    }
    return false;
}

int cnops_slots_waiting(cnops_slots_t *slots, cnops_slots_rank_e rank)
{
    return look_at_queue(&slots->queues[rank]).count;
}

apr_interval_time_t cnops_slots_pressure(cnops_slots_t *slots, cnops_slots_rank_e rank)
{
    survey_t own = look_at_queue(&slots->queues[rank]);
    int others = look_at_queue(&slots->queues[other_of(rank)]).count, before = own.count + 1;
    int64_t waited = own.since ? monotonic_now() - own.since : 0, expected;

    if (own.count == 0 && others == 0 && is_any_free(slots))
        return 0;
    /* The queues are served in turn. */
    before += others < before ? others : before;
    expected = before * atomic_load(&slots->mean_hold) / slots->count;
    return waited > expected ? waited : expected;
}

bool cnops_slots_is_full(cnops_slots_t *slots, cnops_slots_rank_e rank,
                         apr_interval_time_t deadline)
{
    return cnops_slots_pressure(slots, rank) > deadline;
}

static void note_hold(cnops_slots_t *slots, int64_t hold)
{
    int64_t mean = atomic_load(&slots->mean_hold);

    if (hold > HOLD_MOST)
        hold = HOLD_MOST;
    /* Two who write at the same time lose one hold, which does not matter. */
    atomic_store(&slots->mean_hold, mean ? mean + (hold - mean) / HOLD_SHARE : hold);
}

/* --- taking and giving back --- */

/* Which of the owners this process has become, or -1: each is another process. */
static int become_owner(_Atomic int32_t *owners, int count)
{
    for (int i = 0; i < count; i++) {
        int32_t owner = atomic_load(&owners[i]);

        if (owner != 0 && !is_dead(owner))
            continue;
        if (atomic_compare_exchange_strong(&owners[i], &owner, (int32_t)getpid()))
            return i;
    }
    return -1;
}

/* The slot taken, or -1. */
static int take_free(cnops_slots_t *slots)
{
    int slot = become_owner(slots->owners, slots->count);

    if (slot >= 0)
        atomic_store(&slots->taken_at[slot], monotonic_now());
    return slot;
}

/* A slot if it is this waiter's turn, else -1. */
static int take_in_turn(cnops_slots_t *slots, cnops_slots_rank_e rank, int place)
{
    cnops_slots_rank_e next;
    int slot;

    if (find_next(slots, &next) != place || next != rank || (slot = take_free(slots)) < 0)
        return -1;
    atomic_store(&slots->turn, other_of(rank));
    return slot;
}

/* Until somebody wakes this waiter, and not for long in any case. */
static void sleep_at(queue_t *queue, int place, int64_t until)
{
    int64_t now = monotonic_now(), end = until - now > LOOK_AGAIN ? now + LOOK_AGAIN : until;
    struct timespec at = {.tv_sec = (time_t)(end / APR_USEC_PER_SEC),
                          .tv_nsec = (long)(end % APR_USEC_PER_SEC) * 1000};

    sem_clockwait(&queue->wakes[place], CLOCK_MONOTONIC, &at);
}

/* Whoever leaves the queue wakes the next if a slot is free: perhaps this waiter was woken for it
 * and does not need it any more, or two slots became free at once. */
static int wait_in_queue(cnops_slots_t *slots, cnops_slots_rank_e rank, int64_t until)
{
    queue_t *queue = &slots->queues[rank];
    int place = take_place(queue, until), slot;

    if (place < 0)
        return -1;
    while ((slot = take_in_turn(slots, rank, place)) < 0 && monotonic_now() < until)
        sleep_at(queue, place, until);
    leave_place(queue, place);
    if (is_any_free(slots))
        wake_next(slots);
    return slot;
}

apr_status_t cnops_slots_acquire(int *pslot, cnops_slots_t *slots, cnops_slots_rank_e rank,
                                 apr_interval_time_t deadline)
{
    cnops_slots_rank_e next;

    *pslot = find_next(slots, &next) >= 0 ? -1 : take_free(slots);
    if (*pslot < 0 && deadline > 0 && !cnops_slots_is_full(slots, rank, deadline))
        *pslot = wait_in_queue(slots, rank, monotonic_now() + deadline);
    return *pslot < 0 ? CNOPS_EBUSY : APR_SUCCESS;
}

void cnops_slots_release(cnops_slots_t *slots, int slot)
{
    note_hold(slots, monotonic_now() - atomic_load(&slots->taken_at[slot]));
    cnops_slots_return(slots, slot);
}

void cnops_slots_return(cnops_slots_t *slots, int slot)
{
    atomic_store(&slots->owners[slot], 0);
    wake_next(slots);
}

void cnops_slots_pause(cnops_slots_t *slots)
{
    int pause = become_owner(slots->pausing, PAUSES);

    if (pause < 0)
        return;
    apr_sleep(PAUSE);
    atomic_store(&slots->pausing[pause], 0);
}
