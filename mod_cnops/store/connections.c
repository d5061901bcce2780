/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/connections.h"

#include "base/budget.h"
#include "base/errors.h"
#include "store/mysql_link.h"

#include <apr_ring.h>
#include <pthread.h>

#define CONNECTING_MAX 4                      /* at a time: the others get what comes back */
#define PROBE_INTERVAL apr_time_from_sec(1)   /* while the server is down */
#define IDLE_MAX       apr_time_from_sec(300) /* what was of no use for so long is closed */
#define WORTH_TRYING   apr_time_from_msec(50) /* of budget, or one is late already */

APR_RING_HEAD(ring_t, cnops_mysql_link_t);

struct cnops_connections_t {
    cnops_lease_t port;
    cnops_connections_config_t config;
    const apr_dbd_driver_t *driver;
    const char *params;
    pthread_mutex_t lock; /* of all below; never held while the server is waited for */
    pthread_cond_t changed;
    struct ring_t idle; /* the one used last is first */
    int idle_count, lent, connecting;
    bool down, probing;
    apr_time_t probe_at;
};

/* --- up and down --- */

/* Under the lock. */
static void settle(cnops_connections_t *c, const char *why)
{
    bool turned = c->down != (why != NULL);

    c->down = why != NULL;
    c->probe_at = cnops_budget_clock() + PROBE_INTERVAL;
    pthread_cond_broadcast(&c->changed);
    if (turned && c->config.turn)
        c->config.turn(c->config.self, why);
}

/* --- idle ones, under the lock --- */

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

/* One at a time: as many as came are gone some time after a rush. */
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

typedef struct errand_t {
    cnops_budget_t own, *budget;
    apr_time_t began_at, deadline;
} errand_t;

static void begin_errand(errand_t *errand, const cnops_connections_t *c, apr_pool_t *pool)
{
    errand->own.left = c->config.timeout;
    if (!(errand->budget = cnops_budget_of(pool)))
        errand->budget = &errand->own;
    errand->began_at = cnops_budget_clock();
    errand->deadline = errand->began_at + errand->budget->left;
}

static apr_interval_time_t time_left(const errand_t *errand)
{
    return errand->deadline - cnops_budget_clock();
}

/* Under the lock. */
static bool wait_for_change(cnops_connections_t *c, const errand_t *errand)
{
    struct timespec until = {.tv_sec = apr_time_sec(errand->deadline),
                             .tv_nsec = (long)apr_time_usec(errand->deadline) * 1000};

    return pthread_cond_timedwait(&c->changed, &c->lock, &until) == 0;
}

/* Who has no time left learns nothing about the server. */
static bool is_worth_trying(const errand_t *errand)
{
    return time_left(errand) >= WORTH_TRYING;
}

/* Without the lock. */
static apr_status_t make_link(cnops_mysql_link_t **plink, const char **pwhy,
                              const cnops_connections_t *c, const errand_t *errand,
                              apr_pool_t *pool)
{
    return cnops_mysql_link_open(plink, pwhy, c->driver, c->params, errand->deadline, pool);
}

static apr_status_t connect_one(cnops_mysql_link_t **plink, cnops_connections_t *c,
                                const errand_t *errand, apr_pool_t *pool)
{
    const char *why;
    apr_status_t rv;

    c->connecting++;
    pthread_mutex_unlock(&c->lock);
    rv = make_link(plink, &why, c, errand, pool);
    pthread_mutex_lock(&c->lock);
    c->connecting--;
    settle(c, rv == APR_SUCCESS ? NULL : why);
    return rv;
}

/* The idle ones first: a server that was only slow has kept them. Without the lock. */
static apr_status_t find_answer(cnops_mysql_link_t **plink, const char **pwhy,
                                cnops_connections_t *c, const errand_t *errand, apr_pool_t *pool)
{
    cnops_mysql_link_t *link;

    for (;;) {
        pthread_mutex_lock(&c->lock);
        link = pop_idle(c);
        pthread_mutex_unlock(&c->lock);
        if (!link)
            return make_link(plink, pwhy, c, errand, pool);
        *plink = link;
        if (cnops_mysql_link_answers(link, time_left(errand)))
            return APR_SUCCESS;
        cnops_mysql_link_close(link);
        *pwhy = "no answer in time";
        if (!is_worth_trying(errand))
            return CNOPS_EUNAVAILABLE;
    }
}

static apr_status_t probe(cnops_mysql_link_t **plink, cnops_connections_t *c,
                          const errand_t *errand, apr_pool_t *pool)
{
    const char *why;
    apr_status_t rv;

    c->probing = true;
    pthread_mutex_unlock(&c->lock);
    rv = find_answer(plink, &why, c, errand, pool);
    pthread_mutex_lock(&c->lock);
    c->probing = false;
    settle(c, rv == APR_SUCCESS ? NULL : why);
    return rv;
}

static bool is_probers_turn(const cnops_connections_t *c, const errand_t *errand)
{
    return !c->probing && cnops_budget_clock() >= c->probe_at && is_worth_trying(errand);
}

static void drop_link(cnops_connections_t *c, cnops_mysql_link_t *link)
{
    pthread_mutex_unlock(&c->lock);
    cnops_mysql_link_close(link);
    pthread_mutex_lock(&c->lock);
}

/* Under the lock, but for the waits in it. */
static apr_status_t find_link(cnops_mysql_link_t **plink, cnops_connections_t *c,
                              const errand_t *errand, apr_pool_t *pool)
{
    for (;;) {
        if (c->down)
            return is_probers_turn(c, errand) ? probe(plink, c, errand, pool) : CNOPS_EUNAVAILABLE;
        if ((*plink = pop_idle(c))) {
            if (cnops_mysql_link_is_open(*plink))
                return APR_SUCCESS;
            drop_link(c, *plink);
        } else if (!is_worth_trying(errand)) {
            return CNOPS_EUNAVAILABLE;
        } else if (c->connecting < CONNECTING_MAX) {
            return connect_one(plink, c, errand, pool);
        } else if (!wait_for_change(c, errand)) {
            return CNOPS_EUNAVAILABLE;
        }
    }
}

static apr_status_t lend(void *self, cnops_connection_t *pconnection, apr_pool_t *pool)
{
    cnops_connections_t *c = self;
    cnops_mysql_link_t *link = NULL;
    errand_t errand;
    apr_status_t rv;

    begin_errand(&errand, c, pool);
    pthread_mutex_lock(&c->lock);
    rv = find_link(&link, c, &errand, pool);
    c->lent += rv == APR_SUCCESS;
    pthread_mutex_unlock(&c->lock);
    cnops_budget_spend(errand.budget, cnops_budget_clock() - errand.began_at);
    if (rv != APR_SUCCESS)
        return rv;
    link->budget = errand.budget == &errand.own ? NULL : errand.budget;
    link->lent_at = cnops_budget_clock();
    link->deadline = link->lent_at + errand.budget->left;
    *pconnection = (cnops_connection_t){.driver = c->driver,
                                        .handle = link->mysql.handle,
                                        .prepared = link->prepared,
                                        .lent = link};
    return APR_SUCCESS;
}

/* --- working and giving back --- */

/* Those behind the scenes have their time for each statement: a purge may be many rows. */
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
        settle(c, "no answer in time");
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

void cnops_connections_count(int *pidle, int *plent, cnops_connections_t *connections)
{
    pthread_mutex_lock(&connections->lock);
    *pidle = connections->idle_count;
    *plent = connections->lent;
    pthread_mutex_unlock(&connections->lock);
}
