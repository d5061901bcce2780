/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/connections.h"

#include "base/budget.h"
#include "base/errors.h"
#include "store/mysql_link.h"

#include <apr_ring.h>
#include <pthread.h>

#define CONNECTING_MAX 4 /* threads that connect at the same time; others wait for a connection */
#define PROBE_INTERVAL apr_time_from_sec(1)   /* how often a server that is down is tried */
#define IDLE_MAX       apr_time_from_sec(300) /* a connection unused for so long is closed */
#define WORTH_TRYING   apr_time_from_msec(50) /* with less time left, a borrower gives up */

APR_RING_HEAD(ring_t, cnops_mysql_link_t);

struct cnops_connections_t {
    cnops_lease_t port;
    cnops_connections_config_t config;
    const apr_dbd_driver_t *driver;
    const char *params;
    pthread_mutex_t lock; /* protects all members below; not held during a wait for the server */
    pthread_cond_t changed;
    struct ring_t idle; /* the connection used last is first */
    int idle_count, lent, connecting;
    bool down, probing;
    apr_time_t probe_at;
};

/* --- up and down --- */

/* why: NULL where the server answers. The caller holds the lock. */
static void set_state(cnops_connections_t *c, const char *why)
{
    bool is_changed = c->down != (why != NULL);

    c->down = why != NULL;
    c->probe_at = cnops_budget_clock() + PROBE_INTERVAL;
    pthread_cond_broadcast(&c->changed);
    if (is_changed && c->config.report_state)
        c->config.report_state(c->config.self, why);
}

/* --- idle connections; the caller holds the lock --- */

static cnops_mysql_link_t *pop_idle(cnops_connections_t *c)
{
    cnops_mysql_link_t *link = APR_RING_FIRST(&c->idle);

    if (APR_RING_EMPTY(&c->idle, cnops_mysql_link_t, ring))
        return NULL;
    APR_RING_REMOVE(link, ring);
    c->idle_count--;
    return link;
}

static void push_idle(cnops_connections_t *c, cnops_mysql_link_t *link)
{
    link->idle_at = cnops_budget_clock();
    APR_RING_INSERT_HEAD(&c->idle, link, cnops_mysql_link_t, ring);
    c->idle_count++;
    pthread_cond_signal(&c->changed);
}

/* Takes at most one connection off. Each return of a connection calls this, so the connections
 * that a rush has opened are closed some time later. */
static cnops_mysql_link_t *pop_stale(cnops_connections_t *c)
{
    cnops_mysql_link_t *link = APR_RING_LAST(&c->idle);

    if (APR_RING_EMPTY(&c->idle, cnops_mysql_link_t, ring) ||
        cnops_budget_clock() - link->idle_at < IDLE_MAX)
        return NULL;
    APR_RING_REMOVE(link, ring);
    c->idle_count--;
    return link;
}

/* --- borrowing --- */

/* How long one borrower may wait for a connection. */
typedef struct waiting_t {
    cnops_budget_t own, *budget; /* own: where the borrower has no budget */
    apr_time_t began_at, deadline;
} waiting_t;

static void begin_waiting(waiting_t *waiting, const cnops_connections_t *c, apr_pool_t *pool)
{
    waiting->own.left = c->config.timeout;
    if (!(waiting->budget = cnops_budget_of(pool)))
        waiting->budget = &waiting->own;
    waiting->began_at = cnops_budget_clock();
    waiting->deadline = waiting->began_at + waiting->budget->left;
}

static apr_interval_time_t time_left(const waiting_t *waiting)
{
    return waiting->deadline - cnops_budget_clock();
}

/* The caller holds the lock. False when the borrower's time is over. */
static bool wait_for_change(cnops_connections_t *c, const waiting_t *waiting)
{
    struct timespec until = {.tv_sec = apr_time_sec(waiting->deadline),
                             .tv_nsec = (long)apr_time_usec(waiting->deadline) * 1000};

    return pthread_cond_timedwait(&c->changed, &c->lock, &until) == 0;
}

/* With too little time left, a failed attempt would not prove that the server is down. */
static bool is_worth_trying(const waiting_t *waiting)
{
    return time_left(waiting) >= WORTH_TRYING;
}

/* The caller does not hold the lock. */
static apr_status_t make_link(cnops_mysql_link_t **plink, const char **pwhy,
                              const cnops_connections_t *c, const waiting_t *waiting,
                              apr_pool_t *pool)
{
    return cnops_mysql_link_open(plink, pwhy, c->driver, c->params, waiting->deadline, pool);
}

static apr_status_t connect_one(cnops_mysql_link_t **plink, cnops_connections_t *c,
                                const waiting_t *waiting, apr_pool_t *pool)
{
    const char *why;
    apr_status_t rv;

    c->connecting++;
    pthread_mutex_unlock(&c->lock);
    rv = make_link(plink, &why, c, waiting, pool);
    pthread_mutex_lock(&c->lock);
    c->connecting--;
    set_state(c, rv == APR_SUCCESS ? NULL : why);
    return rv;
}

/* Finds out whether the server answers. Tries idle connections first: a server that was only slow
 * has kept them open. The caller does not hold the lock. */
static apr_status_t find_answer(cnops_mysql_link_t **plink, const char **pwhy,
                                cnops_connections_t *c, const waiting_t *waiting, apr_pool_t *pool)
{
    cnops_mysql_link_t *link;

    for (;;) {
        pthread_mutex_lock(&c->lock);
        link = pop_idle(c);
        pthread_mutex_unlock(&c->lock);
        if (!link)
            return make_link(plink, pwhy, c, waiting, pool);
        *plink = link;
        if (cnops_mysql_link_answers(link, time_left(waiting)))
            return APR_SUCCESS;
        cnops_mysql_link_close(link);
        *pwhy = "no answer in time";
        if (!is_worth_trying(waiting))
            return CNOPS_EUNAVAILABLE;
    }
}

static apr_status_t probe(cnops_mysql_link_t **plink, cnops_connections_t *c,
                          const waiting_t *waiting, apr_pool_t *pool)
{
    const char *why;
    apr_status_t rv;

    c->probing = true;
    pthread_mutex_unlock(&c->lock);
    rv = find_answer(plink, &why, c, waiting, pool);
    pthread_mutex_lock(&c->lock);
    c->probing = false;
    set_state(c, rv == APR_SUCCESS ? NULL : why);
    return rv;
}

static bool may_probe(const cnops_connections_t *c, const waiting_t *waiting)
{
    return !c->probing && cnops_budget_clock() >= c->probe_at && is_worth_trying(waiting);
}

static void drop_link(cnops_connections_t *c, cnops_mysql_link_t *link)
{
    pthread_mutex_unlock(&c->lock);
    cnops_mysql_link_close(link);
    pthread_mutex_lock(&c->lock);
}

/* The caller holds the lock. It is released during waits. */
static apr_status_t find_link(cnops_mysql_link_t **plink, cnops_connections_t *c,
                              const waiting_t *waiting, apr_pool_t *pool)
{
    for (;;) {
        if (c->down)
            return may_probe(c, waiting) ? probe(plink, c, waiting, pool) : CNOPS_EUNAVAILABLE;
        if ((*plink = pop_idle(c))) {
            if (cnops_mysql_link_is_open(*plink))
                return APR_SUCCESS;
            drop_link(c, *plink);
        } else if (!is_worth_trying(waiting)) {
            return CNOPS_EUNAVAILABLE;
        } else if (c->connecting < CONNECTING_MAX) {
            return connect_one(plink, c, waiting, pool);
        } else if (!wait_for_change(c, waiting)) {
            return CNOPS_EUNAVAILABLE;
        }
    }
}

static apr_status_t lend(void *self, cnops_connection_t *pconnection, apr_pool_t *pool)
{
    cnops_connections_t *c = self;
    cnops_mysql_link_t *link = NULL;
    waiting_t waiting;
    apr_status_t rv;

    begin_waiting(&waiting, c, pool);
    pthread_mutex_lock(&c->lock);
    rv = find_link(&link, c, &waiting, pool);
    c->lent += rv == APR_SUCCESS;
    pthread_mutex_unlock(&c->lock);
    cnops_budget_spend(waiting.budget, cnops_budget_clock() - waiting.began_at);
    if (rv != APR_SUCCESS)
        return rv;
    link->budget = waiting.budget == &waiting.own ? NULL : waiting.budget;
    link->lent_at = cnops_budget_clock();
    link->deadline = link->lent_at + waiting.budget->left;
    *pconnection = (cnops_connection_t){.driver = c->driver,
                                        .handle = link->mysql.handle,
                                        .prepared = link->prepared,
                                        .lent = link};
    return APR_SUCCESS;
}

/* --- working and giving back --- */

/* A unit without a budget belongs to no request (a purge, the courier). Its time counts anew for
 * each statement, because it may have many. */
static apr_status_t pace(void *self, cnops_connection_t *connection)
{
    const cnops_connections_t *c = self;
    cnops_mysql_link_t *link = connection->lent;
    apr_time_t now = cnops_budget_clock();

    if (!link->budget)
        link->deadline = now + c->config.timeout;
    if (now >= link->deadline)
        return CNOPS_EUNAVAILABLE;
    cnops_mysql_bound(&link->mysql, link->deadline - now);
    return APR_SUCCESS;
}

static void take_back(void *self, cnops_connection_t *connection)
{
    cnops_connections_t *c = self;
    cnops_mysql_link_t *link = connection->lent, *stale = NULL;
    apr_time_t now = cnops_budget_clock();

    if (link->budget)
        cnops_budget_spend(link->budget, now - link->lent_at);
    pthread_mutex_lock(&c->lock);
    c->lent--;
    if (!connection->lost) {
        push_idle(c, link);
        stale = pop_stale(c);
    } else if (now >= link->deadline && !cnops_mysql_link_is_open(link)) {
        set_state(c, "no answer in time");
    }
    pthread_mutex_unlock(&c->lock);
    if (connection->lost)
        cnops_mysql_link_close(link);
    if (stale)
        cnops_mysql_link_close(stale);
}

static void report(void *self, const char *label, const char *message)
{
    const cnops_connections_t *c = self;

    if (c->config.report)
        c->config.report(c->config.self, label, message);
}

/* --- making --- */

static void make_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

apr_status_t cnops_connections_make(cnops_connections_t **pconnections, const char **pfault,
                                    const cnops_connections_config_t *config, apr_pool_t *pool)
{
    cnops_connections_t *c = apr_pcalloc(pool, sizeof *c);
    apr_status_t rv;

    *pfault = "the driver cannot be loaded: is libaprutil1-dbd-mysql installed?";
    if ((rv = apr_dbd_init(pool)) != APR_SUCCESS)
        return rv;
    if ((rv = apr_dbd_get_driver(pool, "mysql", &c->driver)) != APR_SUCCESS)
        return rv;
    *pfault = NULL;
    c->config = *config;
    c->params = cnops_mysql_params(config->params, pool);
    c->port = (cnops_lease_t){
        .self = c, .open = lend, .close = take_back, .report = report, .pace = pace};
    APR_RING_INIT(&c->idle, cnops_mysql_link_t, ring);
    pthread_mutex_init(&c->lock, NULL);
    make_condition(&c->changed);
    *pconnections = c;
    return APR_SUCCESS;
}

const cnops_lease_t *cnops_connections_lease(cnops_connections_t *connections)
{
    return &connections->port;
}

void cnops_connections_close(cnops_connections_t *connections)
{
    cnops_mysql_link_t *link;

    pthread_mutex_lock(&connections->lock);
    while ((link = pop_idle(connections)))
        cnops_mysql_link_close(link);
    pthread_mutex_unlock(&connections->lock);
}

void cnops_connections_count(int *pidle_count, int *plent_count, cnops_connections_t *connections)
{
    pthread_mutex_lock(&connections->lock);
    *pidle_count = connections->idle_count;
    *plent_count = connections->lent;
    pthread_mutex_unlock(&connections->lock);
}
