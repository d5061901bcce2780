/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/lease.h"

#include "base/errors.h"

#include <apr_optional.h>
#include <http_log.h>
#include <mod_dbd.h>

APLOG_USE_MODULE(cnops);

/* After a restart of the database, each stale connection in mod_dbd's pool makes one call
 * fail before mod_dbd drops it. The pool keeps at most DBDKeep idle connections, which conf/
 * sets to 2, so four tries are enough. */
#define OPEN_TRIES 4
/* SQLite is locked for some milliseconds when the first process opens it after a crash. */
#define RETRY_DELAY apr_time_from_msec(20)

typedef struct lender_t {
    server_rec *server;
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) * open;
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) * close;
} lender_t;

/* Does not use ap_dbd_acquire: it would keep the connection until a slow client has received
 * the whole answer. */
static apr_status_t open_connection(void *self, cnops_connection_t *pconnection, apr_pool_t *pool)
{
    const lender_t *lender = self;
    ap_dbd_t *dbd = NULL;

    for (int i = 0; i < OPEN_TRIES && !dbd; i++) {
        if (i > 0)
            apr_sleep(RETRY_DELAY);
        dbd = lender->open(pool, lender->server);
    }
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

/* It is safe to log the message: the driver names columns and digests, no values in clear. */
void cnops_lease_report(void *server, const char *label, const char *message)
{
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, (server_rec *)server, "CNOPS102: statement %s: %s",
                 label, message);
}

static void report(void *self, const char *label, const char *message)
{
    cnops_lease_report(((lender_t *)self)->server, label, message);
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
    lease->report = report;
    return lender->open && lender->close ? lease : NULL;
}
