/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/lease.h"

#include "base/errors.h"

#include <apr_optional.h>
#include <mod_dbd.h>

/* A database that was restarted leaves stale connections in the pool: each gives one
 * NULL, then is gone. There are at most DBDKeep idle ones, and conf/ says 2. */
#define OPEN_TRIES 4

typedef struct lender_t {
    server_rec *server;
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) * open;
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) * close;
} lender_t;

/* Not ap_dbd_acquire: it keeps the connection until the slowest reader has the answer. */
static apr_status_t open_connection(void *self, cnops_connection_t *pconnection, apr_pool_t *pool)
{
    const lender_t *lender = self;
    ap_dbd_t *dbd = NULL;

    for (int i = 0; i < OPEN_TRIES && !dbd; i++)
        dbd = lender->open(pool, lender->server);
    if (!dbd)
        return CNOPS_EUNAVAILABLE;
    pconnection->driver = dbd->driver;
    pconnection->handle = dbd->handle;
    pconnection->prepared = dbd->prepared;
    pconnection->lent = dbd;
    return APR_SUCCESS;
}

static void close_connection(void *self, cnops_connection_t *connection)
{
    const lender_t *lender = self;

    lender->close(lender->server, connection->lent);
}

const cnops_lease_t *cnops_lease_make(server_rec *server, apr_pool_t *pool)
{
    cnops_lease_t *lease = apr_pcalloc(pool, sizeof *lease);
    lender_t *lender = apr_palloc(pool, sizeof *lender);

    lender->server = server;
    lender->open = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    lender->close = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    lease->self = lender;
    lease->open = open_connection;
    lease->close = close_connection;
    return lender->open && lender->close ? lease : NULL;
}
