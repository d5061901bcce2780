/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/bulk.h"

apr_array_header_t *cnops_bulk_args(apr_pool_t *pool)
{
    return apr_array_make(pool, CNOPS_SQL_ROWS, sizeof(const void *));
}

void cnops_bulk_push(apr_array_header_t *args, const void *const *row, int count)
{
    for (int i = 0; i < count; i++)
        APR_ARRAY_PUSH(args, const void *) = row[i];
}

apr_status_t cnops_bulk_insert(cnops_unit_t *unit, const cnops_bulk_t *bulk,
                               const apr_array_header_t *args)
{
    const void **at = (const void **)args->elts, **end = at + args->nelts;
    int step = CNOPS_SQL_ROWS * bulk->columns;
    apr_status_t rv = APR_SUCCESS;

    for (; end - at >= step && rv == APR_SUCCESS; at += step)
        rv = cnops_unit_execute(NULL, unit, bulk->many, at);
    for (; at < end && rv == APR_SUCCESS; at += bulk->columns)
        rv = cnops_unit_execute(NULL, unit, bulk->one, at);
    return rv;
}

/* The statement always takes CNOPS_SQL_ROWS keys. Where fewer are left, the last key fills the
 * other places; IN (…) finds its row only once. */
static void take_keys(const void *args[CNOPS_SQL_ROWS], const apr_array_header_t *keys, int at)
{
    const void *const *from = (const void *const *)keys->elts;

    for (int i = 0; i < CNOPS_SQL_ROWS; i++)
        args[i] = from[at + i < keys->nelts ? at + i : keys->nelts - 1];
}

apr_status_t cnops_bulk_select(cnops_unit_t *unit, cnops_statement_e many,
                               const apr_array_header_t *keys, cnops_row_fn each, void *self)
{
    const void *args[CNOPS_SQL_ROWS];
    apr_status_t rv = APR_SUCCESS;

    for (int at = 0; at < keys->nelts && rv == APR_SUCCESS; at += CNOPS_SQL_ROWS) {
        take_keys(args, keys, at);
        rv = cnops_unit_select(unit, many, args, each, self);
    }
    return rv;
}

apr_status_t cnops_bulk_update(cnops_unit_t *unit, cnops_statement_e many,
                               const apr_array_header_t *keys)
{
    const void *args[CNOPS_SQL_ROWS];
    apr_status_t rv = APR_SUCCESS;

    for (int at = 0; at < keys->nelts && rv == APR_SUCCESS; at += CNOPS_SQL_ROWS) {
        take_keys(args, keys, at);
        rv = cnops_unit_execute(NULL, unit, many, args);
    }
    return rv;
}
