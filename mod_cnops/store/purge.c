/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Housekeeping: what is over goes. */
#include "store/families.h"

#define SETTLED_KEPT apr_time_from_sec(24 * 3600) /* messages sent or expired */
#define DEAD_KEPT    (7 * SETTLED_KEPT)           /* content of dead ones, for a retry */

typedef struct purging_t {
    apr_time_t now, session_seen_before, session_created_before;
} purging_t;

static apr_status_t purge_outbox(cnops_unit_t *unit, apr_time_t now)
{
    apr_time_t settled_before = now - SETTLED_KEPT, dead_before = now - DEAD_KEPT;
    apr_status_t rv;

    rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_PURGE_OUTBOX_EXPIRED, CNOPS_ARGS(&now, &now));
    if (rv == APR_SUCCESS)
        rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_PURGE_OUTBOX_DEAD,
                                CNOPS_ARGS(&now, &dead_before));
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_unit_execute(NULL, unit, CNOPS_SQL_PURGE_OUTBOX_SETTLED,
                              CNOPS_ARGS(&settled_before));
}

static apr_status_t purge_all(void *self, cnops_unit_t *unit)
{
    static const cnops_statement_e over[] = {CNOPS_SQL_PURGE_CHALLENGES, CNOPS_SQL_PURGE_TOKENS,
                                             CNOPS_SQL_PURGE_COUNTERS};
    const purging_t *p = self;
    apr_status_t rv;

    rv = cnops_unit_execute(NULL, unit, CNOPS_SQL_PURGE_SESSIONS,
                            CNOPS_ARGS(&p->session_seen_before, &p->session_created_before));
    for (apr_size_t i = 0; i < sizeof over / sizeof *over && rv == APR_SUCCESS; i++)
        rv = cnops_unit_execute(NULL, unit, over[i], CNOPS_ARGS(&p->now));
    return rv == APR_SUCCESS ? purge_outbox(unit, p->now) : rv;
}

static apr_status_t purge(void *self, apr_time_t now, apr_time_t session_seen_before,
                          apr_time_t session_created_before, apr_pool_t *pool)
{
    purging_t purging = {now, session_seen_before, session_created_before};

    return cnops_db_transact(self, purge_all, &purging, pool);
}

const cnops_housekeeping_port_t cnops_store_housekeeping = {.purge = purge};
