/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Why there are threads: apr_memcache waits for an answer without a time-out. Its connection is
 * private, so that no other code can set a time-out on the socket. A thread that waits in it cannot
 * be interrupted: APR continues to read after a signal, and it does not support cancellation. So
 * no request calls apr_memcache; one thread for each server does. A request puts its call into a
 * list, and waits for the answers of the threads until its own deadline.
 *
 * A server is in or out. It goes out when it fails, or when a caller waited for it in vain. Then
 * all calls that wait for it fail at once, and so do those that come. If its thread is still
 * inside apr_memcache, that thread is abandoned: its answer is ignored, and it ends when
 * apr_memcache returns, which may be never. A new thread takes its place. While its server is
 * out, a thread does nothing but probe it, with time-outs, until it is well and in again.
 *
 * So a server costs one thread each time it hangs. Once CNOPS_MEMCACHE_THREADS of them hang, no
 * other one is started, and the server stays out until one of them ends.
 *
 * One thread asks for one call at a time. With a server 0.3 ms away that makes 2,400 calls a
 * second in each process of httpd, far more than codes are asked for. */
#include "store/codes/codes_memcache.h"

#include "base/budget.h"
#include "base/errors.h"
#include "base/hostport.h"
#include "store/codes/memcache_link.h"
#include "store/codes/memcache_probe.h"

#include <apr_lib.h>
#include <apr_ring.h>
#include <apr_strings.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define KEY_PREFIX     "cnops:"
#define KEY_HEX        64
#define TTL_MAX        (30 * 24 * 3600) /* seconds: more would be a date */
#define PROBE_INTERVAL apr_time_from_msec(250)
#define TRIES          2 /* the first may find that a restart has made the connection stale */

_Static_assert(sizeof KEY_PREFIX + KEY_HEX <= CNOPS_MEMCACHE_KEY_LEN, "room for a key");

typedef enum {
    SILENT,  /* not asked, out, failed, or given up */
    WAITING, /* the server's thread asks, or will */
    MISSING, /* answered, and has it not */
    DONE     /* stored, or found */
} outcome_e;

/* Lives on the stack of the request, and is in the list as long. A thread asks with a copy of
 * the question, since the request may give up before the thread has done with it. */
typedef struct call_t {
    APR_RING_ENTRY(call_t) entry;
    cnops_memcache_question_t question;
    pthread_cond_t answered;
    outcome_e outcomes[CNOPS_MEMCACHE_SERVERS_MAX];
} call_t;

typedef struct server_t {
    cnops_memcache_ring_t *ring;
    int index;        /* in ring->servers */
    const char *name; /* host:port */
    const char *host;
    apr_port_t port;
    bool is_out;
    struct worker_t *worker; /* NULL: none could be started, so it is out */
    pthread_cond_t changed;  /* wakes the worker */
    int threads;             /* the worker, and abandoned ones */
} server_t;

/* The thread of a server. */
typedef struct worker_t {
    server_t *server;
    cnops_memcache_link_t *link;
    call_t *call;     /* that it asks for; NULL: none, or it was abandoned */
    apr_pool_t *pool; /* unmanaged, so that no other pool takes it from a thread that hangs */
} worker_t;

struct cnops_memcache_ring_t {
    pthread_mutex_t lock; /* of all that is here; never held over the network */
    int refs;             /* the maker, and each thread: the last one frees the ring */
    bool is_running;
    int workers;                          /* threads that are not abandoned */
    pthread_cond_t ended;                 /* signalled when there is one thread less */
    APR_RING_HEAD(calls_t, call_t) calls; /* oldest first */
    apr_interval_time_t timeout;
    cnops_memcache_report_fn report;
    void *report_self;
    apr_pool_t *pool; /* of the ring itself, unmanaged */
    int count;
    server_t servers[CNOPS_MEMCACHE_SERVERS_MAX];
};

static apr_status_t release_ring(void *data)
{
    cnops_memcache_ring_t *ring = data;
    bool is_last;

    pthread_mutex_lock(&ring->lock);
    is_last = --ring->refs == 0;
    pthread_mutex_unlock(&ring->lock);
    if (is_last)
        apr_pool_destroy(ring->pool);
    return APR_SUCCESS;
}

/* False at the deadline, which is one of cnops_budget_clock. */
static bool wait_for(pthread_cond_t *cond, cnops_memcache_ring_t *ring, apr_time_t deadline)
{
    struct timespec until = {.tv_sec = (time_t)(deadline / APR_USEC_PER_SEC),
                             .tv_nsec = (long)(deadline % APR_USEC_PER_SEC) * 1000};

    return pthread_cond_clockwait(cond, &ring->lock, CLOCK_MONOTONIC, &until) == 0;
}

/* --- in and out --- */

static call_t *find_waiting(const server_t *server)
{
    const struct calls_t *calls = &server->ring->calls;
    const call_t *end = APR_RING_SENTINEL(calls, call_t, entry);
    call_t *call;

    for (call = APR_RING_FIRST(calls); call != end; call = APR_RING_NEXT(call, entry)) {
        if (call->outcomes[server->index] == WAITING)
            return call;
    }
    return NULL;
}

static void settle(call_t *call, const server_t *server, outcome_e outcome)
{
    call->outcomes[server->index] = outcome;
    pthread_cond_signal(&call->answered);
}

static void fail_calls(server_t *server)
{
    call_t *call;

    while ((call = find_waiting(server)))
        settle(call, server, SILENT);
    if (server->worker && server->worker->call) {
        server->worker->call = NULL;
        server->worker = NULL;
        server->ring->workers--;
    }
}

static void tell(const server_t *server, apr_status_t rv)
{
    const cnops_memcache_ring_t *ring = server->ring;

    if (ring->is_running && ring->report)
        ring->report(ring->report_self, server->name, rv);
}

static void ensure_worker(server_t *server);

static void take_out(server_t *server, apr_status_t rv)
{
    fail_calls(server);
    server->is_out = true;
    ensure_worker(server);
    tell(server, rv);
}

/* --- the thread of a server --- */

static bool is_answer(apr_status_t rv)
{
    return rv == APR_SUCCESS || rv == CNOPS_ENOTFOUND;
}

/* A thread that was abandoned does not ask again: there may be a newer put of the same key. */
static apr_status_t ask_link(const worker_t *worker, cnops_memcache_question_t *question)
{
    pthread_mutex_t *lock = &worker->server->ring->lock;
    apr_status_t rv = APR_EGENERAL;

    for (int i = 0; i < TRIES && worker->call && !is_answer(rv); i++) {
        pthread_mutex_unlock(lock);
        rv = cnops_memcache_link_ask(worker->link, question);
        pthread_mutex_lock(lock);
    }
    return rv;
}

static void serve(worker_t *worker, call_t *call)
{
    cnops_memcache_question_t question = call->question;
    apr_status_t rv;

    worker->call = call;
    rv = ask_link(worker, &question);
    if (!worker->call)
        return;
    worker->call = NULL;
    if (rv == APR_SUCCESS)
        memcpy(call->question.digest, question.digest, CNOPS_CODE_DIGEST_LEN);
    if (is_answer(rv) || rv == APR_EEXIST)
        settle(call, worker->server, rv == APR_SUCCESS ? DONE : MISSING);
    else
        take_out(worker->server, rv);
}

static void look(const worker_t *worker)
{
    server_t *server = worker->server;
    cnops_memcache_ring_t *ring = server->ring;
    apr_pool_t *pool;
    apr_status_t rv;

    pthread_mutex_unlock(&ring->lock);
    if ((rv = apr_pool_create(&pool, worker->pool)) == APR_SUCCESS) {
        rv = cnops_memcache_probe(NULL, server->host, server->port, ring->timeout, pool);
        apr_pool_destroy(pool);
    }
    pthread_mutex_lock(&ring->lock);
    if (rv == APR_SUCCESS) {
        server->is_out = false;
        tell(server, APR_SUCCESS);
    } else if (ring->is_running) {
        wait_for(&server->changed, ring, cnops_budget_clock() + PROBE_INTERVAL);
    }
}

static void work(worker_t *worker)
{
    server_t *server = worker->server;
    call_t *call;

    while (server->ring->is_running && server->worker == worker) {
        if (server->is_out)
            look(worker);
        else if ((call = find_waiting(server)))
            serve(worker, call);
        else
            pthread_cond_wait(&server->changed, &server->ring->lock);
    }
}

static void *run(void *data)
{
    worker_t *worker = data;
    server_t *server = worker->server;
    cnops_memcache_ring_t *ring = server->ring;
    bool was_abandoned;

    pthread_mutex_lock(&ring->lock);
    work(worker);
    was_abandoned = server->worker != worker;
    if (!was_abandoned)
        server->worker = NULL;
    pthread_mutex_unlock(&ring->lock);
    apr_pool_destroy(worker->pool);
    pthread_mutex_lock(&ring->lock);
    server->threads--;
    ring->workers -= !was_abandoned;
    pthread_cond_signal(&ring->ended);
    ensure_worker(server); /* needed where this thread was above the limit */
    pthread_mutex_unlock(&ring->lock);
    release_ring(ring);
    return NULL;
}

/* Blocks all signals: they are for httpd's own threads. */
static bool start_thread(worker_t *worker)
{
    sigset_t all, former;
    pthread_t thread;
    bool is_started;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    is_started = pthread_create(&thread, NULL, run, worker) == 0;
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    if (is_started)
        pthread_detach(thread);
    return is_started;
}

/* Where none can be started, the next call tries again. */
static void ensure_worker(server_t *server)
{
    apr_pool_t *pool;
    worker_t *worker;

    if (server->worker || server->threads == CNOPS_MEMCACHE_THREADS || !server->ring->is_running)
        return;
    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS)
        return;
    worker = apr_pcalloc(pool, sizeof *worker);
    worker->server = server;
    worker->link = cnops_memcache_link_make(server->host, server->port, pool);
    worker->pool = pool;
    if (!start_thread(worker)) {
        apr_pool_destroy(pool);
        return;
    }
    server->worker = worker;
    server->threads++;
    server->ring->workers++;
    server->ring->refs++;
}

/* --- a call --- */

static bool has_any(const call_t *call, outcome_e outcome)
{
    for (int i = 0; i < CNOPS_MEMCACHE_SERVERS_MAX; i++) {
        if (call->outcomes[i] == outcome)
            return true;
    }
    return false;
}

static void submit(server_t *server, call_t *call)
{
    ensure_worker(server);
    if (server->is_out || !server->ring->is_running)
        return;
    call->outcomes[server->index] = WAITING;
    pthread_cond_signal(&server->changed);
}

/* Until all have answered; of a get, until one has it. */
static void await_answers(cnops_memcache_ring_t *ring, call_t *call, apr_time_t deadline)
{
    bool is_late = false;

    while (!is_late && has_any(call, WAITING) && (call->question.is_put || !has_any(call, DONE)))
        is_late = !wait_for(&call->answered, ring, deadline);
}

/* A server that has not answered at the end of the call goes out. */
static void ask_servers(cnops_memcache_ring_t *ring, call_t *call)
{
    apr_interval_time_t share = ring->timeout / ring->count;
    apr_time_t deadline = cnops_budget_clock() + ring->timeout;

    for (int i = 0; i < ring->count && (call->question.is_put || !has_any(call, DONE)); i++) {
        submit(&ring->servers[i], call);
        if (!call->question.is_put)
            await_answers(ring, call, cnops_budget_clock() + share);
    }
    await_answers(ring, call, deadline);
    for (int i = 0; i < ring->count; i++) {
        if (call->outcomes[i] == WAITING)
            take_out(&ring->servers[i], APR_TIMEUP);
    }
}

static apr_status_t ask(cnops_memcache_ring_t *ring, call_t *call)
{
    pthread_cond_init(&call->answered, NULL);
    pthread_mutex_lock(&ring->lock);
    APR_RING_INSERT_TAIL(&ring->calls, call, call_t, entry);
    ask_servers(ring, call);
    APR_RING_REMOVE(call, entry);
    pthread_mutex_unlock(&ring->lock);
    pthread_cond_destroy(&call->answered);
    if (has_any(call, DONE))
        return APR_SUCCESS;
    return !call->question.is_put && has_any(call, MISSING) ? CNOPS_ENOTFOUND : CNOPS_EUNAVAILABLE;
}

/* --- the port --- */

/* Of hex alone, in one case: apr_memcache sends what it gets, line ends included. */
static bool write_key(char key[CNOPS_MEMCACHE_KEY_LEN], const char *hex)
{
    if (strlen(hex) != KEY_HEX || strspn(hex, "0123456789abcdefABCDEF") != KEY_HEX)
        return false;
    apr_snprintf(key, CNOPS_MEMCACHE_KEY_LEN, KEY_PREFIX "%s", hex);
    for (char *c = key; *c; c++)
        *c = (char)apr_tolower(*c);
    return true;
}

/* One second more than asked: memcached's clock ticks once a second, and what is to live
 * for one may be gone at once. SQL says when a code is over. */
static apr_uint32_t seconds_of(apr_interval_time_t ttl)
{
    apr_int64_t seconds = apr_time_sec(ttl + APR_USEC_PER_SEC - 1) + 1;

    return (apr_uint32_t)(seconds < 1 ? 1 : seconds > TTL_MAX ? TTL_MAX : seconds);
}

static apr_status_t put(void *self, const char *key,
                        const unsigned char digest[CNOPS_CODE_DIGEST_LEN], apr_interval_time_t ttl,
                        apr_pool_t *pool)
{
    call_t call = {.question = {.is_put = true, .ttl = seconds_of(ttl)}};

    (void)pool;
    if (!write_key(call.question.key, key))
        return CNOPS_EMALFORMED;
    memcpy(call.question.digest, digest, CNOPS_CODE_DIGEST_LEN);
    return ask(self, &call);
}

static apr_status_t get(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN], const char *key,
                        apr_pool_t *pool)
{
    call_t call = {.question = {.is_put = false}};
    apr_status_t rv;

    (void)pool;
    if (!write_key(call.question.key, key))
        return CNOPS_EMALFORMED;
    if ((rv = ask(self, &call)) == APR_SUCCESS)
        memcpy(digest, call.question.digest, CNOPS_CODE_DIGEST_LEN);
    return rv;
}

void cnops_codes_memcache_port(cnops_code_store_t *pport, cnops_memcache_ring_t *ring)
{
    *pport = (cnops_code_store_t){.put = put, .get = get, .self = ring};
}

/* --- beginning and end --- */

static apr_status_t make_ring(cnops_memcache_ring_t **pring, apr_pool_t *pool)
{
    apr_pool_t *own;
    apr_status_t rv;

    if ((rv = apr_pool_create_unmanaged_ex(&own, NULL, NULL)) != APR_SUCCESS)
        return rv;
    *pring = apr_pcalloc(own, sizeof **pring);
    pthread_mutex_init(&(*pring)->lock, NULL);
    pthread_cond_init(&(*pring)->ended, NULL);
    APR_RING_INIT(&(*pring)->calls, call_t, entry);
    (*pring)->refs = 1;
    (*pring)->pool = own;
    apr_pool_cleanup_register(pool, *pring, release_ring, apr_pool_cleanup_null);
    return APR_SUCCESS;
}

static bool add_server(cnops_memcache_ring_t *ring, const char *name)
{
    server_t *server = &ring->servers[ring->count];

    server->ring = ring;
    server->index = ring->count++;
    server->name = apr_pstrdup(ring->pool, name);
    pthread_cond_init(&server->changed, NULL);
    return cnops_hostport_parse(&server->host, &server->port, name, ring->pool);
}

apr_status_t cnops_codes_memcache_make(cnops_memcache_ring_t **pring,
                                       const apr_array_header_t *servers,
                                       apr_interval_time_t timeout, cnops_memcache_report_fn report,
                                       void *report_self, apr_pool_t *pool)
{
    cnops_memcache_ring_t *ring;
    apr_status_t rv;

    *pring = NULL;
    if (servers->nelts < 1 || servers->nelts > CNOPS_MEMCACHE_SERVERS_MAX)
        return APR_EINVAL;
    if ((rv = make_ring(&ring, pool)) != APR_SUCCESS)
        return rv;
    ring->timeout = timeout;
    ring->report = report;
    ring->report_self = report_self;
    for (int i = 0; i < servers->nelts; i++) {
        if (!add_server(ring, APR_ARRAY_IDX(servers, i, const char *)))
            return APR_EINVAL;
    }
    *pring = ring;
    return APR_SUCCESS;
}

/* Waits for the threads that do not hang. A probe may last two time-outs. */
static apr_status_t stop(void *data)
{
    cnops_memcache_ring_t *ring = data;
    apr_time_t deadline = cnops_budget_clock() + 3 * ring->timeout;
    bool is_late = false;

    pthread_mutex_lock(&ring->lock);
    ring->is_running = false;
    for (int i = 0; i < ring->count; i++) {
        fail_calls(&ring->servers[i]);
        pthread_cond_signal(&ring->servers[i].changed);
    }
    while (ring->workers > 0 && !is_late)
        is_late = !wait_for(&ring->ended, ring, deadline);
    pthread_mutex_unlock(&ring->lock);
    return APR_SUCCESS;
}

apr_status_t cnops_codes_memcache_start(cnops_memcache_ring_t *ring, apr_pool_t *pool)
{
    apr_status_t rv = APR_ENOTHREAD;

    pthread_mutex_lock(&ring->lock);
    ring->is_running = true;
    for (int i = 0; i < ring->count; i++) {
        ensure_worker(&ring->servers[i]);
        if (ring->servers[i].worker)
            rv = APR_SUCCESS;
        else
            take_out(&ring->servers[i], APR_ENOTHREAD);
    }
    pthread_mutex_unlock(&ring->lock);
    apr_pool_pre_cleanup_register(pool, ring, stop);
    return rv;
}
