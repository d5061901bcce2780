/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import/import_sweep.h"

#define SLICE 2000 /* ids of one transaction */

/* --- slices --- */

typedef struct slice_t {
    cnops_statement_e statement;
    apr_int64_t from, to;
    const apr_time_t *at; /* an argument before from and to; NULL: the statement has none */
    int count;            /* rows written by the last slice */
} slice_t;

static apr_status_t work_slice(void *self, cnops_unit_t *unit)
{
    slice_t *slice = self;
    const void *args[] = {slice->at, &slice->from, &slice->to};

    return cnops_unit_execute(&slice->count, unit, slice->statement, slice->at ? args : args + 1);
}

/* *pcount (pcount may be NULL): the rows written by all slices. */
static apr_status_t run_slices(apr_int64_t *pcount, const cnops_import_turn_t *turn, slice_t slice,
                               apr_int64_t last, apr_pool_t *pool)
{
    apr_int64_t count = 0;
    apr_status_t rv = APR_SUCCESS;

    for (; slice.from <= last && rv == APR_SUCCESS; slice.from += SLICE) {
        slice.to = slice.from + SLICE - 1;
        rv = cnops_import_transact(turn, work_slice, &slice, pool);
        count += slice.count;
    }
    if (pcount)
        *pcount = count;
    return rv;
}

static apr_status_t run_from(const cnops_import_turn_t *turn, cnops_statement_e statement,
                             apr_int64_t first, apr_int64_t last, apr_pool_t *pool)
{
    return run_slices(NULL, turn, (slice_t){.statement = statement, .from = first}, last, pool);
}

apr_status_t cnops_import_sweep_old(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                    apr_pool_t *pool)
{
    apr_status_t rv = run_from(turn, CNOPS_SQL_IMPORT_DROP_OLD_PERSONS, 1, ids->last_person, pool);

    if (rv != APR_SUCCESS)
        return rv;
    return run_from(turn, CNOPS_SQL_IMPORT_DROP_OLD_MEMBERSHIPS, 1, ids->last_membership, pool);
}

/* Versions are deleted first, because they refer to persons and memberships. */
apr_status_t cnops_import_sweep_new(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                    apr_pool_t *pool)
{
    apr_status_t rv;

    rv = run_from(turn, CNOPS_SQL_IMPORT_DROP_NEW_MEMBERSHIPS, 1, ids->last_membership, pool);
    if (rv == APR_SUCCESS)
        rv = run_from(turn, CNOPS_SQL_IMPORT_DROP_NEW_PERSONS, 1, ids->last_person, pool);
    if (rv == APR_SUCCESS)
        rv = run_from(turn, CNOPS_SQL_IMPORT_DROP_MEMBERSHIPS, ids->first_membership,
                      ids->last_membership, pool);
    if (rv == APR_SUCCESS)
        rv = run_from(turn, CNOPS_SQL_IMPORT_DROP_PERSONS, ids->first_person, ids->last_person,
                      pool);
    return rv;
}

apr_status_t cnops_import_sweep_seen(const cnops_import_turn_t *turn, const cnops_import_ids_t *ids,
                                     apr_pool_t *pool)
{
    return run_from(turn, CNOPS_SQL_IMPORT_FORGET_SEEN, 1, ids->last_membership, pool);
}

apr_status_t cnops_import_close_absent(apr_int64_t *pclosed_count, const cnops_import_turn_t *turn,
                                       apr_int64_t last_membership, apr_pool_t *pool)
{
    apr_time_t now = turn->clock->now(turn->clock->self);
    slice_t slice = {.statement = CNOPS_SQL_IMPORT_CLOSE_ABSENT, .from = 1, .at = &now};

    return run_slices(pclosed_count, turn, slice, last_membership, pool);
}
