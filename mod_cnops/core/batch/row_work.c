/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/row_work.h"

#include "core/batch/fault_key.h"
#include "core/registration/registration.h"
#include "core/seal/columns.h"

#include <apr_hash.h>
#include <string.h>

#define WHOLE_ROW "row" /* the field of a fault that no column has */

/* A row without faults of its own. */
typedef struct good_row_t {
    const cnops_batch_cells_t *cells;
    cnops_registration_row_t row;
    const char *digest; /* of its year and CINE */
} good_row_t;

typedef struct row_work_t {
    const cnops_core_t *core;
    const cnops_batch_t *batch;
    apr_array_header_t *good;   /* good_row_t */
    apr_hash_t *taken;          /* digests of rows before: earlier chunks, then this one */
    apr_array_header_t *rows;   /* cnops_batch_row_t */
    apr_array_header_t *faults; /* cnops_batch_fault_t */
    apr_pool_t *pool;
} row_work_t;

bool cnops_batch_only_checks(const cnops_batch_t *batch)
{
    return batch->is_trial || batch->state == CNOPS_BATCH_PREVIEW;
}

/* --- each row by itself --- */

/* has_key: year and CINE are right, so that they may be shown to whoever sent them. */
static void refuse(row_work_t *work, const cnops_batch_cells_t *cells, const char *field,
                   const char *code, bool has_key)
{
    cnops_batch_fault_t *fault = apr_array_push(work->faults);

    fault->line = cells->line;
    fault->field = field;
    fault->code = code;
    fault->row_key_sealed =
        cnops_fault_key_seal(work->core, work->batch->id, cells, has_key, work->pool);
}

static void check(row_work_t *work, const cnops_batch_cells_t *cells)
{
    apr_array_header_t *found = apr_array_make(work->pool, 2, sizeof(cnops_registration_fault_t));
    good_row_t good = {.cells = cells};
    const cnops_registration_fault_t *first;

    cnops_registration_row_check(&good.row, found, cells->cells,
                                 CNOPS_REGISTRATION_BY_ESTABLISHMENT, work->pool);
    if (found->nelts == 0) {
        good.digest =
            cnops_column_digest(work->core, CNOPS_KEYED_BATCH_ROW,
                                cnops_registration_year_text(good.row.academic_year, work->pool),
                                good.row.cine, work->pool);
        APR_ARRAY_PUSH(work->good, good_row_t) = good;
        return;
    }
    first = &APR_ARRAY_IDX(found, 0, cnops_registration_fault_t);
    refuse(work, cells, cnops_registration_column_name(first->column), first->code,
           first->column > CNOPS_REGISTRATION_CINE);
}

static void check_all(row_work_t *work, const apr_array_header_t *rows)
{
    for (int i = 0; i < rows->nelts; i++) {
        const cnops_batch_cells_t *cells = &APR_ARRAY_IDX(rows, i, cnops_batch_cells_t);

        if (cells->fault)
            refuse(work, cells, WHOLE_ROW, cells->fault, false);
        else
            check(work, cells);
    }
}

/* --- rows beside each other --- */

static apr_status_t find_taken(row_work_t *work)
{
    const cnops_store_t *store = &work->core->store;
    apr_array_header_t *digests = apr_array_make(work->pool, 64, sizeof(const char *)), *known;
    apr_status_t rv;

    for (int i = 0; i < work->good->nelts; i++)
        APR_ARRAY_PUSH(digests, const char *) = APR_ARRAY_IDX(work->good, i, good_row_t).digest;
    rv = store->batches->known(store->self, &known, work->batch->id, digests, work->pool);
    for (int i = 0; i < known->nelts && rv == APR_SUCCESS; i++)
        apr_hash_set(work->taken, APR_ARRAY_IDX(known, i, const char *), APR_HASH_KEY_STRING, "");
    return rv;
}

static apr_status_t plan(cnops_batch_row_t *row, const row_work_t *work, const good_row_t *good)
{
    cnops_registration_plan_t *plan;
    apr_status_t rv;

    if (cnops_batch_only_checks(work->batch))
        return APR_SUCCESS;
    plan = apr_pcalloc(work->pool, sizeof *plan);
    rv = cnops_registration_plan(plan, work->core, &good->row, work->batch->establishment_id,
                                 work->pool);
    row->write = &plan->write;
    return rv;
}

static apr_status_t accept_row(row_work_t *work, const good_row_t *good)
{
    cnops_batch_row_t *row;

    if (apr_hash_get(work->taken, good->digest, APR_HASH_KEY_STRING)) {
        refuse(work, good->cells, WHOLE_ROW, "duplicate", true);
        return APR_SUCCESS;
    }
    apr_hash_set(work->taken, good->digest, APR_HASH_KEY_STRING, "");
    row = apr_array_push(work->rows);
    *row = (cnops_batch_row_t){.line = good->cells->line, .content_digest = good->digest};
    return plan(row, work, good);
}

apr_status_t cnops_row_work(cnops_batch_turn_t *turn, const cnops_core_t *core,
                            const cnops_batch_t *batch, const apr_array_header_t *rows,
                            apr_pool_t *pool)
{
    row_work_t work = {.core = core, .batch = batch, .pool = pool};
    apr_status_t rv;

    work.good = apr_array_make(pool, rows->nelts, sizeof(good_row_t));
    work.rows = apr_array_make(pool, rows->nelts, sizeof(cnops_batch_row_t));
    work.faults = apr_array_make(pool, 4, sizeof(cnops_batch_fault_t));
    work.taken = apr_hash_make(pool);
    turn->rows = work.rows;
    turn->faults = work.faults;
    check_all(&work, rows);
    rv = find_taken(&work);
    for (int i = 0; i < work.good->nelts && rv == APR_SUCCESS; i++)
        rv = accept_row(&work, &APR_ARRAY_IDX(work.good, i, good_row_t));
    return rv;
}
