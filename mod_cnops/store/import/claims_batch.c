/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import/claims_batch.h"

#include "base/errors.h"
#include "store/bulk.h"

#include <apr_strings.h>
#include <stdint.h>
#include <string.h>

static const apr_int64_t forever = INT64_MAX; /* until, of a version that stays */

/* What the database has about a reference. */
typedef struct former_t {
    cnops_claim_t claim; /* reference_digest NULL: not in the database */
    const char *import_digest;
} former_t;

typedef struct work_t {
    cnops_claims_batch_t *batch;
    cnops_unit_t *unit;
    apr_hash_t *formers;        /* reference_digest → former_t */
    apr_array_header_t *staged; /* cnops_claim_staged_t */
    apr_array_header_t *sums;   /* cnops_claim_sum_t * */
} work_t;

static former_t *former_of(const work_t *work, const cnops_claim_row_t *row)
{
    return apr_hash_get(work->formers, row->claim.reference_digest, APR_HASH_KEY_STRING);
}

/* --- comparing --- */

static void read_former(void *self, const cnops_row_t *row)
{
    former_t *former = apr_hash_get(self, cnops_row_text(row, 0), APR_HASH_KEY_STRING);

    former->claim = (cnops_claim_t){.reference_digest = cnops_row_text(row, 0),
                                    .membership_id = cnops_row_int(row, 1),
                                    .received_on = cnops_row_text(row, 2),
                                    .id = cnops_row_int(row, 3),
                                    .beneficiary_digest = cnops_row_text(row, 5)};
    former->import_digest = cnops_row_text(row, 6);
    if (!cnops_claim_status_parse(&former->claim.status, cnops_row_text(row, 4)))
        cnops_row_refuse(row, 4);
}

static apr_status_t find_formers(const work_t *work)
{
    const apr_array_header_t *rows = work->batch->rows;
    apr_array_header_t *keys = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < rows->nelts; i++) {
        const char *key = APR_ARRAY_IDX(rows, i, cnops_claim_row_t).claim.reference_digest;

        apr_hash_set(work->formers, key, APR_HASH_KEY_STRING,
                     apr_pcalloc(work->unit->scratch, sizeof(former_t)));
        APR_ARRAY_PUSH(keys, const void *) = key;
    }
    if ((int)apr_hash_count(work->formers) != rows->nelts)
        return CNOPS_EDUPLICATE;
    if (work->batch->is_first)
        return APR_SUCCESS;
    return cnops_bulk_select(work->unit, CNOPS_SQL_CLAIMS_FORMERS, keys, read_former,
                             work->formers);
}

static void judge_row(const work_t *work, const cnops_claim_row_t *row)
{
    cnops_import_counts_t *counts = &work->batch->counts;
    former_t *former = former_of(work, row);
    bool is_new = !former->claim.reference_digest;

    if (!is_new && strcmp(former->import_digest, row->import_digest) == 0) {
        counts->unchanged++;
        return;
    }
    ++*(is_new ? &counts->added : &counts->changed);
    APR_ARRAY_PUSH(work->staged, cnops_claim_staged_t) =
        (cnops_claim_staged_t){.row = row, .former = is_new ? NULL : &former->claim};
}

/* The references of the rows that change a claim. */
static apr_array_header_t *changed_keys(const work_t *work)
{
    apr_array_header_t *keys = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < work->staged->nelts; i++) {
        const cnops_claim_staged_t *staged = &APR_ARRAY_IDX(work->staged, i, cnops_claim_staged_t);

        if (staged->former)
            APR_ARRAY_PUSH(keys, const void *) = staged->former->reference_digest;
    }
    return keys;
}

static void read_record(void *self, const cnops_row_t *row)
{
    former_t *former = apr_hash_get(self, cnops_row_text(row, 0), APR_HASH_KEY_STRING);

    former->claim.record_sealed = cnops_row_text(row, 1);
}

/* A purge may have deleted a claim after find_formers: then there is none to continue. */
static void forget_purged(const work_t *work)
{
    cnops_import_counts_t *counts = &work->batch->counts;

    for (int i = 0; i < work->staged->nelts; i++) {
        cnops_claim_staged_t *staged = &APR_ARRAY_IDX(work->staged, i, cnops_claim_staged_t);

        if (!staged->former || staged->former->record_sealed)
            continue;
        staged->former = NULL;
        counts->changed--;
        counts->added++;
    }
}

static apr_status_t compare_rows(const work_t *work)
{
    const apr_array_header_t *rows = work->batch->rows;
    apr_status_t rv = find_formers(work);

    for (int i = 0; i < rows->nelts && rv == APR_SUCCESS; i++)
        judge_row(work, &APR_ARRAY_IDX(rows, i, cnops_claim_row_t));
    if (rv != APR_SUCCESS)
        return rv;
    rv = cnops_bulk_select(work->unit, CNOPS_SQL_CLAIMS_RECORDS, changed_keys(work), read_record,
                           work->formers);
    if (rv == APR_SUCCESS)
        forget_purged(work);
    return rv;
}

/* --- totals --- */

static const char *key_of_sum(const cnops_claim_sum_t *sum, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT "/%" APR_INT64_T_FMT "/%s", sum->membership_id,
                        sum->year, sum->beneficiary_digest);
}

static void read_sum(void *self, const cnops_row_t *row)
{
    cnops_claim_sum_t former = {.membership_id = cnops_row_int(row, 0),
                                .year = cnops_row_int(row, 1),
                                .beneficiary_digest = cnops_row_text(row, 2)};
    cnops_claim_sum_t *sum =
        apr_hash_get(self, key_of_sum(&former, row->unit->scratch), APR_HASH_KEY_STRING);

    if (!sum)
        return;
    sum->former_since = cnops_row_int(row, 3);
    sum->former_sealed = cnops_row_text(row, 4);
    sum->former_key_id = cnops_row_text(row, 5);
}

static apr_status_t find_sums(const work_t *work)
{
    apr_pool_t *scratch = work->unit->scratch;
    apr_hash_t *sums = apr_hash_make(scratch), *memberships = apr_hash_make(scratch);
    apr_array_header_t *keys = cnops_bulk_args(scratch);

    for (int i = 0; i < work->sums->nelts; i++) {
        cnops_claim_sum_t *sum = APR_ARRAY_IDX(work->sums, i, cnops_claim_sum_t *);
        const apr_int64_t *id = &sum->membership_id;

        apr_hash_set(sums, key_of_sum(sum, scratch), APR_HASH_KEY_STRING, sum);
        if (apr_hash_get(memberships, id, sizeof *id))
            continue;
        apr_hash_set(memberships, id, sizeof *id, sum);
        APR_ARRAY_PUSH(keys, const void *) = id;
    }
    return cnops_bulk_select(work->unit, CNOPS_SQL_CLAIMS_TOTALS, keys, read_sum, sums);
}

/* --- writing --- */

static apr_status_t write_claims(const work_t *work)
{
    static const cnops_bulk_t add = {CNOPS_SQL_CLAIMS_ADD, CNOPS_SQL_CLAIMS_ADD_MANY, 10};
    const cnops_claims_batch_t *batch = work->batch;
    apr_array_header_t *args = cnops_bulk_args(work->unit->scratch);
    apr_int64_t *ids =
        apr_palloc(work->unit->scratch, (apr_size_t)work->staged->nelts * sizeof *ids);

    for (int i = 0; i < work->staged->nelts; i++) {
        const cnops_claim_staged_t *s = &APR_ARRAY_IDX(work->staged, i, cnops_claim_staged_t);
        const cnops_claim_t *claim = &s->row->claim;

        ids[i] = batch->last_id + 1 + i;
        cnops_bulk_push(args,
                        CNOPS_ARGS(&claim->membership_id, claim->received_on, &ids[i],
                                   &batch->generation, cnops_claim_status_name(claim->status),
                                   claim->reference_digest, s->beneficiary_digest, s->record_sealed,
                                   s->row->key_id, s->row->import_digest),
                        add.columns);
    }
    return cnops_bulk_insert(work->unit, &add, args);
}

static void push_total(const work_t *work, apr_array_header_t *args, const cnops_claim_sum_t *sum)
{
    const apr_int64_t *now = &work->batch->generation;

    if (sum->former_sealed && (!sum->record_sealed || sum->former_since != *now))
        cnops_bulk_push(args,
                        CNOPS_ARGS(&sum->membership_id, &sum->year, sum->beneficiary_digest,
                                   &sum->former_since, now, sum->former_sealed, sum->former_key_id),
                        7);
    if (sum->record_sealed)
        cnops_bulk_push(
            args,
            CNOPS_ARGS(&sum->membership_id, &sum->year, sum->beneficiary_digest, now, &forever,
                       sum->record_sealed,
                       APR_ARRAY_IDX(work->staged, 0, cnops_claim_staged_t).row->key_id),
            7);
}

static apr_status_t write_totals(const work_t *work)
{
    static const cnops_bulk_t add = {CNOPS_SQL_CLAIMS_ADD_TOTAL, CNOPS_SQL_CLAIMS_ADD_TOTAL_MANY,
                                     7};
    apr_array_header_t *args = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < work->sums->nelts; i++)
        push_total(work, args, APR_ARRAY_IDX(work->sums, i, cnops_claim_sum_t *));
    return cnops_bulk_insert(work->unit, &add, args);
}

/* A claim that has moved to another membership is no news: it was corrected. */
static bool is_news(const cnops_claim_staged_t *staged)
{
    const cnops_claim_t *former = staged->former, *claim = &staged->row->claim;

    return former && former->membership_id == claim->membership_id &&
           former->status != claim->status;
}

static apr_status_t write_news(const work_t *work)
{
    static const cnops_bulk_t add = {CNOPS_SQL_CLAIMS_ADD_NEWS, CNOPS_SQL_CLAIMS_ADD_NEWS_MANY, 2};
    apr_array_header_t *args = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < work->staged->nelts; i++) {
        const cnops_claim_staged_t *staged = &APR_ARRAY_IDX(work->staged, i, cnops_claim_staged_t);

        if (is_news(staged))
            cnops_bulk_push(args,
                            CNOPS_ARGS(&staged->row->claim.membership_id, &work->batch->generation),
                            add.columns);
    }
    return cnops_bulk_insert(work->unit, &add, args);
}

static apr_status_t write_everything(const work_t *work)
{
    apr_status_t rv;

    rv = cnops_bulk_update(work->unit, CNOPS_SQL_CLAIMS_END_MANY, changed_keys(work));
    if (rv == APR_SUCCESS)
        rv = write_claims(work);
    if (rv == APR_SUCCESS)
        rv = write_totals(work);
    return rv == APR_SUCCESS ? write_news(work) : rv;
}

/* --- the whole batch --- */

apr_status_t cnops_claims_batch_write(void *batch, cnops_unit_t *unit)
{
    work_t work = {.batch = batch,
                   .unit = unit,
                   .formers = apr_hash_make(unit->scratch),
                   .staged = apr_array_make(unit->scratch, 64, sizeof(cnops_claim_staged_t)),
                   .sums = apr_array_make(unit->scratch, 64, sizeof(cnops_claim_sum_t *))};
    const cnops_claim_rules_t *rules = work.batch->rules;
    apr_status_t rv;

    /* The transaction may be run again after a lost race. */
    work.batch->counts = (cnops_import_counts_t){0};
    if ((rv = compare_rows(&work)) != APR_SUCCESS || work.staged->nelts == 0)
        return rv;
    if ((rv = rules->merge(rules->self, work.sums, work.staged, unit->pool)) != APR_SUCCESS)
        return rv;
    if ((rv = find_sums(&work)) != APR_SUCCESS)
        return rv;
    if ((rv = rules->add_up(rules->self, work.sums, unit->pool)) != APR_SUCCESS)
        return rv;
    return write_everything(&work);
}
