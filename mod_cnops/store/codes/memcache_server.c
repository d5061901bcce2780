/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/memcache_server.h"

#include "base/errors.h"
#include "store/codes/memcache_probe.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PROBE_INTERVAL apr_time_from_msec(250)
#define STACK_SIZE     (512 * 1024) /* bytes: a resolver needs the most */
#define FOR_EVER       ((apr_time_t)1 << 62)

struct cnops_memcache_lane_t {
    cnops_memcache_server_t *server;
    cnops_memcache_link_t *link;
    unsigned failures; /* of the server, when the link was opened */
    bool is_stuck;     /* given up by its caller */
};

/* --- time --- */

apr_time_t cnops_memcache_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (apr_time_t)now.tv_sec * APR_USEC_PER_SEC + now.tv_nsec / 1000;
}

int cnops_memcache_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attr;
    int err = pthread_condattr_init(&attr);

    if (err != 0)
        return err;
    err = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    if (err == 0)
        err = pthread_cond_init(cond, &attr);
    pthread_condattr_destroy(&attr);
    return err;
}

void cnops_memcache_cond_wait(pthread_cond_t *cond, cnops_memcache_ring_t *ring,
                              apr_time_t deadline)
{
    struct timespec until = {.tv_sec = (time_t)(deadline / APR_USEC_PER_SEC),
                             .tv_nsec = (long)(deadline % APR_USEC_PER_SEC) * 1000};

    if (deadline == FOR_EVER)
        pthread_cond_wait(cond, &ring->lock);
    else
        pthread_cond_timedwait(cond, &ring->lock, &until);
}

/* --- threads --- */

/* Detached, on a small stack, and deaf to signals: those are for httpd's own threads. */
static bool start_thread(cnops_memcache_ring_t *ring, void *(*run)(void *), void *data)
{
    sigset_t all, former;
    pthread_attr_t attr;
    pthread_t thread;
    int err;

    sigfillset(&all);
    if (pthread_attr_init(&attr) != 0)
        return false;
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK_SIZE);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    err = pthread_create(&thread, &attr, run, data);
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    pthread_attr_destroy(&attr);
    ring->threads += err == 0;
    return err == 0;
}

/* The last thing a thread does with the ring. */
static void leave(cnops_memcache_ring_t *ring)
{
    bool is_last;

    pthread_mutex_lock(&ring->lock);
    ring->threads--;
    is_last = ring->threads == 0 && ring->is_orphan;
    pthread_cond_broadcast(&ring->left);
    pthread_mutex_unlock(&ring->lock);
    if (is_last)
        apr_pool_destroy(ring->pool);
}

/* --- jobs --- */

void cnops_memcache_call_release(cnops_memcache_call_t *call)
{
    if (--call->refs > 0)
        return;
    pthread_cond_destroy(&call->answered);
    free(call);
}

static void settle(cnops_memcache_job_t *job, cnops_memcache_outcome_e outcome)
{
    job->outcome = outcome;
    job->lane = NULL;
    pthread_cond_signal(&job->call->answered);
}

static void enqueue(cnops_memcache_server_t *server, cnops_memcache_job_t *job)
{
    job->next = NULL;
    *(server->last ? &server->last->next : &server->first) = job;
    server->last = job;
    server->queued++;
    job->call->refs++;
    job->outcome = CNOPS_MEMCACHE_WAITING;
    pthread_cond_signal(&server->work);
}

static cnops_memcache_job_t *dequeue(cnops_memcache_server_t *server)
{
    cnops_memcache_job_t *job = server->first;

    server->first = job->next;
    if (!server->first)
        server->last = NULL;
    server->queued--;
    return job;
}

/* --- the breaker --- */

static void take_out(cnops_memcache_server_t *server, apr_status_t rv)
{
    cnops_memcache_ring_t *ring = server->ring;

    server->failures++;
    if (server->is_out)
        return;
    server->is_out = true;
    server->probe_at = cnops_memcache_now();
    while (server->first) {
        cnops_memcache_job_t *job = dequeue(server);

        settle(job, CNOPS_MEMCACHE_SILENT);
        cnops_memcache_call_release(job->call);
    }
    pthread_cond_signal(&ring->probing);
    if (ring->report)
        ring->report(ring->report_self, server->name, rv);
}

static void bring_back(cnops_memcache_server_t *server)
{
    cnops_memcache_ring_t *ring = server->ring;

    server->is_out = false;
    if (ring->report)
        ring->report(ring->report_self, server->name, APR_SUCCESS);
}

/* --- lanes --- */

static apr_status_t ask(cnops_memcache_lane_t *lane, const cnops_memcache_call_t *call,
                        unsigned char digest[CNOPS_CODE_DIGEST_LEN])
{
    if (call->is_put)
        return cnops_memcache_link_put(lane->link, call->key, call->digest, call->ttl);
    return cnops_memcache_link_get(lane->link, call->key, digest);
}

static void conclude(cnops_memcache_server_t *server, cnops_memcache_job_t *job, apr_status_t rv,
                     const unsigned char digest[CNOPS_CODE_DIGEST_LEN])
{
    bool answered = rv == CNOPS_ENOTFOUND || rv == APR_EEXIST;

    if (rv == APR_SUCCESS)
        memcpy(job->digest, digest, CNOPS_CODE_DIGEST_LEN);
    settle(job, rv == APR_SUCCESS ? CNOPS_MEMCACHE_DONE
                : answered        ? CNOPS_MEMCACHE_MISSING
                                  : CNOPS_MEMCACHE_SILENT);
    if (rv != APR_SUCCESS && !answered)
        take_out(server, rv);
}

static void work(cnops_memcache_lane_t *lane)
{
    cnops_memcache_server_t *server = lane->server;
    cnops_memcache_job_t *job = dequeue(server);
    unsigned char digest[CNOPS_CODE_DIGEST_LEN] = {0};
    bool is_stale = lane->failures != server->failures;
    apr_status_t rv;

    lane->failures = server->failures;
    job->lane = lane;
    pthread_mutex_unlock(&server->ring->lock);
    if (is_stale)
        cnops_memcache_link_drop(lane->link);
    rv = ask(lane, job->call, digest);
    pthread_mutex_lock(&server->ring->lock);
    if (!lane->is_stuck)
        conclude(server, job, rv, digest);
    cnops_memcache_call_release(job->call);
}

static void *run_lane(void *data)
{
    cnops_memcache_lane_t *lane = data;
    cnops_memcache_server_t *server = lane->server;
    cnops_memcache_ring_t *ring = server->ring;

    pthread_mutex_lock(&ring->lock);
    while (ring->running && !lane->is_stuck) {
        if (server->first) {
            work(lane);
            continue;
        }
        server->idle++;
        pthread_cond_wait(&server->work, &ring->lock);
        server->idle--;
    }
    *(lane->is_stuck ? &server->stuck : &server->lanes) -= 1;
    pthread_mutex_unlock(&ring->lock);
    cnops_memcache_link_free(lane->link);
    free(lane);
    leave(ring);
    return NULL;
}

static bool add_lane(cnops_memcache_server_t *server)
{
    cnops_memcache_lane_t *lane;

    if (server->lanes >= CNOPS_MEMCACHE_LANES ||
        server->lanes + server->stuck >= CNOPS_MEMCACHE_THREADS)
        return false;
    if (!(lane = calloc(1, sizeof *lane)))
        return false;
    lane->server = server;
    lane->failures = server->failures;
    lane->link = cnops_memcache_link_make(server->host, server->port);
    if (!lane->link || !start_thread(server->ring, run_lane, lane)) {
        cnops_memcache_link_free(lane->link);
        free(lane);
        return false;
    }
    server->lanes++;
    return true;
}

void cnops_memcache_submit(cnops_memcache_server_t *server, cnops_memcache_job_t *job)
{
    job->outcome = CNOPS_MEMCACHE_SILENT;
    if (server->is_out || !server->ring->running)
        return;
    if (server->idle <= server->queued)
        add_lane(server);
    if (server->lanes > 0)
        enqueue(server, job);
    else
        take_out(server, APR_ENOTHREAD);
}

static void unlink_job(cnops_memcache_server_t *server, cnops_memcache_job_t *job)
{
    cnops_memcache_job_t **at = &server->first, *before = NULL;

    while (*at != job) {
        before = *at;
        at = &before->next;
    }
    *at = job->next;
    if (server->last == job)
        server->last = before;
    server->queued--;
    cnops_memcache_call_release(job->call);
}

void cnops_memcache_give_up(cnops_memcache_server_t *server, cnops_memcache_job_t *job)
{
    if (job->outcome != CNOPS_MEMCACHE_WAITING)
        return;
    if (job->lane) {
        job->lane->is_stuck = true;
        server->lanes--;
        server->stuck++;
    } else {
        unlink_job(server, job);
    }
    settle(job, CNOPS_MEMCACHE_SILENT);
    take_out(server, APR_TIMEUP);
}

/* --- the prober --- */

/* The server that is out and to be looked at soonest; NULL: none is out. */
static cnops_memcache_server_t *find_out(cnops_memcache_ring_t *ring)
{
    cnops_memcache_server_t *soonest = NULL;

    for (int i = 0; i < ring->count; i++) {
        cnops_memcache_server_t *server = &ring->servers[i];

        if (server->is_out && (!soonest || server->probe_at < soonest->probe_at))
            soonest = server;
    }
    return soonest;
}

static apr_status_t probe(const cnops_memcache_server_t *server)
{
    apr_pool_t *pool;
    apr_status_t rv;

    if ((rv = apr_pool_create_unmanaged_ex(&pool, NULL, NULL)) != APR_SUCCESS)
        return rv;
    rv = cnops_memcache_probe(NULL, server->host, server->port, server->ring->timeout, pool);
    apr_pool_destroy(pool);
    return rv;
}

static void look_at(cnops_memcache_server_t *server)
{
    apr_status_t rv;

    pthread_mutex_unlock(&server->ring->lock);
    rv = probe(server);
    pthread_mutex_lock(&server->ring->lock);
    /* All its lanes may hang still, where its machine went without a word. */
    if (rv == APR_SUCCESS && (server->lanes > 0 || add_lane(server)))
        bring_back(server);
    else
        server->probe_at = cnops_memcache_now() + PROBE_INTERVAL;
}

static void *run_prober(void *data)
{
    cnops_memcache_ring_t *ring = data;

    pthread_mutex_lock(&ring->lock);
    while (ring->running) {
        cnops_memcache_server_t *server = find_out(ring);

        if (server && server->probe_at <= cnops_memcache_now())
            look_at(server);
        else
            cnops_memcache_cond_wait(&ring->probing, ring, server ? server->probe_at : FOR_EVER);
    }
    pthread_mutex_unlock(&ring->lock);
    leave(ring);
    return NULL;
}

/* --- beginning and end --- */

apr_status_t cnops_memcache_start(cnops_memcache_ring_t *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->running = start_thread(ring, run_prober, ring);
    pthread_mutex_unlock(&ring->lock);
    return ring->running ? APR_SUCCESS : APR_ENOTHREAD;
}

static int count_stuck(const cnops_memcache_ring_t *ring)
{
    int stuck = 0;

    for (int i = 0; i < ring->count; i++)
        stuck += ring->servers[i].stuck;
    return stuck;
}

void cnops_memcache_stop(cnops_memcache_ring_t *ring)
{
    /* A probe may last two time-outs, connecting and the answer; a job is given up after one. */
    apr_time_t deadline = cnops_memcache_now() + 3 * ring->timeout;

    pthread_mutex_lock(&ring->lock);
    ring->running = false;
    pthread_cond_signal(&ring->probing);
    for (int i = 0; i < ring->count; i++)
        pthread_cond_broadcast(&ring->servers[i].work);
    while (ring->threads > count_stuck(ring) && cnops_memcache_now() < deadline)
        cnops_memcache_cond_wait(&ring->left, ring, deadline);
    pthread_mutex_unlock(&ring->lock);
}
