/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/mysql_link.h"

#include "base/errors.h"
#include "store/statements.h"

#include <apr_allocator.h>
#include <apr_strings.h>

/* A transaction that waits for a row which another one has locked fails after a second, before its
 * budget is spent. So it sees a lost race instead of a server that does not answer. */
#define SESSION "SET SESSION innodb_lock_wait_timeout = 1, " CNOPS_MYSQL_ISOLATION

typedef struct preparation_t {
    cnops_mysql_link_t *link;
    apr_time_t deadline;
    const char *why; /* NULL, or what went wrong */
    apr_pool_t *pool;
} preparation_t;

static apr_status_t judge(preparation_t *p, const char *what, int number)
{
    const cnops_mysql_t *c = &p->link->mysql;

    if (number == 0)
        return APR_SUCCESS;
    p->why = apr_pstrcat(p->pool, what, ": ", apr_dbd_error(c->driver, c->handle, number), NULL);
    return CNOPS_EUNAVAILABLE;
}

static void bound(const preparation_t *p)
{
    cnops_mysql_bound(&p->link->mysql, p->deadline - cnops_budget_clock());
}

static apr_status_t prepare(void *self, const char *label, const char *text)
{
    preparation_t *p = self;
    cnops_mysql_link_t *link = p->link;
    apr_dbd_prepared_t *statement = NULL;

    bound(p);
    if (judge(p, label,
              apr_dbd_prepare(link->mysql.driver, link->pool, link->mysql.handle, text, label,
                              &statement)) != APR_SUCCESS)
        return CNOPS_EUNAVAILABLE;
    apr_hash_set(link->prepared, label, APR_HASH_KEY_STRING, statement);
    return APR_SUCCESS;
}

static apr_status_t set_up(preparation_t *p)
{
    const cnops_mysql_t *c = &p->link->mysql;
    int ignored;

    bound(p);
    if (judge(p, "session", apr_dbd_query(c->driver, c->handle, &ignored, SESSION)) != APR_SUCCESS)
        return CNOPS_EUNAVAILABLE;
    return cnops_statements_each(true, prepare, p);
}

static apr_status_t close_handle(void *data)
{
    const cnops_mysql_link_t *link = data;

    apr_dbd_close(link->mysql.driver, link->mysql.handle);
    return APR_SUCCESS;
}

static apr_status_t connect_link(preparation_t *p, const char *params)
{
    cnops_mysql_link_t *link = p->link;
    const char *error = NULL;

    if (apr_dbd_open_ex(link->mysql.driver, link->pool, params, &link->mysql.handle, &error) !=
        APR_SUCCESS) {
        p->why = apr_pstrdup(p->pool, error ? error : "no connection, and no reason given");
        return CNOPS_EUNAVAILABLE;
    }
    /* Cleanups run in reverse order: this one is registered first, so the handle is closed after
     * the statements on it. */
    apr_pool_cleanup_register(link->pool, link, close_handle, apr_pool_cleanup_null);
    return set_up(p);
}

/* The pool has no parent and an allocator of its own: the connection outlives its borrower, and
 * each borrower may be another thread. */
static cnops_mysql_link_t *make_link(const apr_dbd_driver_t *driver)
{
    apr_allocator_t *allocator;
    apr_pool_t *pool;
    cnops_mysql_link_t *link;

    apr_allocator_create(&allocator);
    apr_pool_create_ex(&pool, NULL, NULL, allocator);
    apr_allocator_owner_set(allocator, pool);
    link = apr_pcalloc(pool, sizeof *link);
    link->pool = pool;
    link->mysql.driver = driver;
    link->prepared = apr_hash_make(pool);
    return link;
}

apr_status_t cnops_mysql_link_open(cnops_mysql_link_t **plink, const char **pwhy,
                                   const apr_dbd_driver_t *driver, const char *params,
                                   apr_time_t deadline, apr_pool_t *pool)
{
    preparation_t preparation = {make_link(driver), deadline, NULL, pool};
    apr_status_t rv = connect_link(&preparation, params);

    *plink = preparation.link;
    *pwhy = preparation.why;
    if (rv == APR_SUCCESS)
        return rv;
    if (preparation.link->mysql.handle)
        cnops_mysql_link_close(preparation.link);
    else
        apr_pool_destroy(preparation.link->pool);
    *plink = NULL;
    return rv;
}

bool cnops_mysql_link_is_open(const cnops_mysql_link_t *link)
{
    return cnops_mysql_is_open(&link->mysql);
}

bool cnops_mysql_link_answers(const cnops_mysql_link_t *link, apr_interval_time_t wait)
{
    if (!cnops_mysql_link_is_open(link))
        return false;
    cnops_mysql_bound(&link->mysql, wait);
    return cnops_mysql_answers(&link->mysql);
}

/* Without the cut, closing each statement would send a packet to a server that may not read it. */
void cnops_mysql_link_close(cnops_mysql_link_t *link)
{
    cnops_mysql_cut(&link->mysql);
    apr_pool_destroy(link->pool);
}
