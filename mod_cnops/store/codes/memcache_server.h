/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The memcached servers behind store/codes/codes_memcache.c: a queue, some threads and a breaker
 * each, and one thread that looks whether those that are out are back.
 *
 * Floor: store. Callers: store/codes/codes_memcache.c. Threads: any; all that stands here is
 * guarded by the one lock of the ring, which nobody holds while he waits for a network.
 *
 * apr_memcache knows no time-out, so no request asks it: a call is a job in the queue of
 * each server it concerns, lanes (threads with a connection of their own) do the jobs, and
 * whoever waits gives up at his deadline. The lane that hangs then is given up with it: it
 * takes no other job, and ends when its server answers or the process does. A server that
 * failed or was silent is out: its jobs fail at once, without a delay, until a probe (with
 * time-outs) finds it well. So a server costs at most CNOPS_MEMCACHE_LANES threads each time it
 * hangs, and never more than CNOPS_MEMCACHE_THREADS. */
#ifndef CNOPS_STORE_CODES_MEMCACHE_SERVER_H
#define CNOPS_STORE_CODES_MEMCACHE_SERVER_H

#include "core/ports.h"
#include "store/codes/memcache_link.h"

#include <pthread.h>

#define CNOPS_MEMCACHE_SERVERS_MAX 8
#define CNOPS_MEMCACHE_LANES       4  /* threads of one server that work */
#define CNOPS_MEMCACHE_THREADS     16 /* of one server, those that hang included */
#define CNOPS_MEMCACHE_KEY_LEN     72 /* bytes, with prefix and end */

typedef struct cnops_memcache_ring_t cnops_memcache_ring_t;
typedef struct cnops_memcache_server_t cnops_memcache_server_t;
typedef struct cnops_memcache_lane_t cnops_memcache_lane_t;
typedef struct cnops_memcache_call_t cnops_memcache_call_t;

/* rv: APR_SUCCESS where the server is back, else why it is out. */
typedef void (*cnops_memcache_report_fn)(void *self, const char *server, apr_status_t rv);

typedef enum {
    CNOPS_MEMCACHE_UNASKED,
    CNOPS_MEMCACHE_WAITING,
    CNOPS_MEMCACHE_DONE,    /* stored, or found */
    CNOPS_MEMCACHE_MISSING, /* answered, and has it not */
    CNOPS_MEMCACHE_SILENT   /* out, failed, or given up */
} cnops_memcache_outcome_e;

/* A call at one server. */
typedef struct cnops_memcache_job_t {
    cnops_memcache_call_t *call;
    struct cnops_memcache_job_t *next; /* in the server's queue */
    cnops_memcache_lane_t *lane;       /* that does it; NULL: queued, or settled */
    cnops_memcache_outcome_e outcome;
    unsigned char digest[CNOPS_CODE_DIGEST_LEN]; /* what was found */
} cnops_memcache_job_t;

/* On the heap: a lane that hangs may need it longer than the request that asked. */
struct cnops_memcache_call_t {
    int refs; /* the caller, and each job that is queued or being done */
    pthread_cond_t answered;
    bool is_put;
    char key[CNOPS_MEMCACHE_KEY_LEN];
    unsigned char digest[CNOPS_CODE_DIGEST_LEN]; /* to be put */
    apr_uint32_t ttl;                            /* seconds */
    cnops_memcache_job_t jobs[CNOPS_MEMCACHE_SERVERS_MAX];
};

struct cnops_memcache_server_t {
    cnops_memcache_ring_t *ring;
    const char *name; /* host:port */
    const char *host;
    apr_port_t port;
    cnops_memcache_job_t *first, *last;
    pthread_cond_t work;
    int queued, idle; /* jobs; lanes that wait for one */
    int lanes, stuck; /* threads that work; that hang */
    bool is_out;
    apr_time_t probe_at; /* monotonic */
    unsigned failures;   /* connections from before the last one are not trusted */
};

struct cnops_memcache_ring_t {
    pthread_mutex_t lock;
    pthread_cond_t probing; /* wakes the prober */
    pthread_cond_t left;    /* a thread has ended */
    bool running;
    bool is_orphan; /* its maker is gone: the last thread frees it */
    int threads;
    apr_interval_time_t timeout;
    cnops_memcache_report_fn report; /* may be NULL */
    void *report_self;
    apr_pool_t *pool; /* of the ring itself, unmanaged */
    int count;
    cnops_memcache_server_t servers[CNOPS_MEMCACHE_SERVERS_MAX];
};

/* µs of a clock that does not jump. */
apr_time_t cnops_memcache_now(void);
/* A condition that waits by that clock. */
int cnops_memcache_cond_init(pthread_cond_t *cond);
/* Until signalled, or the deadline (cnops_memcache_now). */
void cnops_memcache_cond_wait(pthread_cond_t *cond, cnops_memcache_ring_t *ring,
                              apr_time_t deadline);

/* With the lock held: */
void cnops_memcache_call_release(cnops_memcache_call_t *call);
/* jobs[i] of call becomes WAITING, or SILENT at once. */
void cnops_memcache_submit(cnops_memcache_server_t *server, cnops_memcache_job_t *job);
/* The caller waits no longer for it: its server is out. */
void cnops_memcache_give_up(cnops_memcache_server_t *server, cnops_memcache_job_t *job);

/* Without: */
apr_status_t cnops_memcache_start(cnops_memcache_ring_t *ring);
/* Waits for threads that do not hang. */
void cnops_memcache_stop(cnops_memcache_ring_t *ring);

#endif
