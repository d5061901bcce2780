/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import/import_turn.h"

#include "base/errors.h"

typedef struct guarded_t {
    const cnops_import_turn_t *turn;
    cnops_unit_fn work;
    void *self;
    apr_time_t began_at; /* when the transaction got its lock */
} guarded_t;

apr_status_t cnops_import_take(const cnops_import_turn_t *turn, apr_pool_t *pool)
{
    apr_time_t now = turn->clock->now(turn->clock->self), until = now + CNOPS_IMPORT_LEASE;
    int count;
    apr_status_t rv = cnops_db_execute(&count, turn->db, turn->lease->take,
                                       CNOPS_ARGS(turn->run, &until, &now), pool);

    return rv == APR_SUCCESS && count == 0 ? CNOPS_EBUSY : rv;
}

apr_status_t cnops_import_release(const cnops_import_turn_t *turn, apr_pool_t *pool)
{
    return cnops_db_execute(NULL, turn->db, turn->lease->release, CNOPS_ARGS(turn->run), pool);
}

static apr_status_t work_guarded(void *self, cnops_unit_t *unit)
{
    guarded_t *guarded = self;
    const cnops_import_turn_t *turn = guarded->turn;
    apr_time_t until = turn->clock->now(turn->clock->self) + CNOPS_IMPORT_LEASE;
    int count;
    apr_status_t rv;

    guarded->began_at = apr_time_now();
    rv = cnops_unit_execute(&count, unit, turn->lease->renew, CNOPS_ARGS(&until, turn->run));
    if (rv != APR_SUCCESS)
        return rv;
    return count == 1 ? guarded->work(guarded->self, unit) : CNOPS_ECONFLICT;
}

apr_status_t cnops_import_transact(const cnops_import_turn_t *turn, cnops_unit_fn work, void *self,
                                   apr_pool_t *pool)
{
    guarded_t guarded = {turn, work, self, apr_time_now()};
    apr_status_t rv = cnops_db_transact(turn->db, work_guarded, &guarded, pool);
    apr_interval_time_t took = apr_time_now() - guarded.began_at;

    if (!turn->db->is_mysql && took > 0)
        apr_sleep(took);
    return rv;
}
