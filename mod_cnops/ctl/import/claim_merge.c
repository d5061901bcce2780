/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/claim_merge.h"

#include "base/errors.h"
#include "core/claim/total.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

struct cnops_claim_merge_t {
    const cnops_core_t *core;
    cnops_claim_rules_t rules;
    apr_int64_t changed[CNOPS_CLAIM_COLUMNS]; /* by all batches that were staged */
    apr_int64_t batch[CNOPS_CLAIM_COLUMNS];   /* by the batch at work */
};

/* A total that changes, and what is added to it. */
typedef struct change_t {
    cnops_claim_sum_t sum;                /* the first member: the store sees this one */
    const char *beneficiary, *birth_date; /* NULL: claims are only taken away */
    cnops_claim_sums_t added;
} change_t;

/* The work of one batch. */
typedef struct work_t {
    cnops_claim_merge_t *merge;
    apr_hash_t *changes; /* "MEMBERSHIP/YEAR/DIGEST" → change_t */
    apr_array_header_t *sums;
    apr_pool_t *pool;
} work_t;

/* --- totals --- */

static change_t *find_change(const work_t *work, const cnops_claim_t *claim, const char *digest)
{
    const char *key = apr_psprintf(work->pool, "%" APR_INT64_T_FMT "/%.4s/%s", claim->membership_id,
                                   claim->received_on, digest);
    change_t *change = apr_hash_get(work->changes, key, APR_HASH_KEY_STRING);

    if (change)
        return change;
    change = apr_pcalloc(work->pool, sizeof *change);
    change->sum.membership_id = claim->membership_id;
    change->sum.year = apr_atoi64(claim->received_on);
    change->sum.beneficiary_digest = digest;
    apr_hash_set(work->changes, key, APR_HASH_KEY_STRING, change);
    APR_ARRAY_PUSH(work->sums, cnops_claim_sum_t *) = &change->sum;
    return change;
}

static void take_away(const work_t *work, const cnops_claim_t *former,
                      const cnops_claim_record_t *record)
{
    change_t *change = find_change(work, former, former->beneficiary_digest);

    cnops_claim_sums_count(&change->added, record, former->status, -1);
}

/* The last row of the file says how the name is written. A row that lacks the birth date does not
 * clear it. */
static void add(const work_t *work, const cnops_claim_staged_t *staged,
                const cnops_claim_record_t *record)
{
    const cnops_claim_t *claim = &staged->row->claim;
    change_t *change = find_change(work, claim, staged->beneficiary_digest);

    cnops_claim_sums_count(&change->added, record, claim->status, 1);
    change->beneficiary = record->beneficiary;
    if (*record->birth_date || !change->birth_date)
        change->birth_date = record->birth_date;
}

static apr_status_t add_up_one(const cnops_claim_merge_t *merge, change_t *change, apr_pool_t *pool)
{
    cnops_claim_total_of_t of = {change->sum.membership_id, change->sum.year};
    cnops_claim_total_record_t total = {"", "", {0}};
    apr_status_t rv = APR_SUCCESS;

    if (change->sum.former_sealed)
        rv = cnops_claim_total_open(&total, merge->core, &of, change->sum.former_sealed, pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_claim_sums_add(&total.sums, &change->added);
    if (change->beneficiary)
        total.beneficiary = change->beneficiary;
    if (change->birth_date && *change->birth_date)
        total.birth_date = change->birth_date;
    if (total.sums.count > 0 || total.sums.rejected_count > 0)
        change->sum.record_sealed = cnops_claim_total_seal(merge->core, &of, &total, pool);
    return APR_SUCCESS;
}

static apr_status_t add_up(void *self, const apr_array_header_t *sums, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < sums->nelts && rv == APR_SUCCESS; i++)
        rv = add_up_one(self, (change_t *)APR_ARRAY_IDX(sums, i, cnops_claim_sum_t *), pool);
    return rv;
}

/* --- records --- */

static cnops_claim_status_e last_status(const apr_array_header_t *history)
{
    return APR_ARRAY_IDX(history, history->nelts - 1, cnops_claim_change_t).status;
}

/* A new history is the former one, and the status of the row where it is another one. The oldest
 * changes but the first are forgotten. */
static void continue_history(cnops_claim_record_t *record, const cnops_claim_record_t *former)
{
    const cnops_claim_change_t now = APR_ARRAY_IDX(record->history, 0, cnops_claim_change_t);
    cnops_claim_change_t *changes = (cnops_claim_change_t *)former->history->elts;

    if (former->history->nelts == 0)
        return;
    record->history = former->history;
    if (last_status(former->history) == now.status)
        return;
    if (record->history->nelts >= CNOPS_CLAIM_CHANGES_MAX) {
        record->history->nelts = CNOPS_CLAIM_CHANGES_MAX - 1;
        memmove(changes + 1, changes + 2, (CNOPS_CLAIM_CHANGES_MAX - 2) * sizeof *changes);
    }
    APR_ARRAY_PUSH(record->history, cnops_claim_change_t) = now;
}

static void count_text(apr_int64_t *pcount, const char *a, const char *b)
{
    *pcount += strcmp(a, b) != 0;
}

/* Which columns differ. The reference cannot, and the row of an immatriculation is a membership. */
static void count_changes(apr_int64_t counts[CNOPS_CLAIM_COLUMNS],
                          const cnops_claim_staged_t *staged, const cnops_claim_record_t *r,
                          const cnops_claim_record_t *f)
{
    const cnops_claim_t *claim = &staged->row->claim, *former = staged->former;

    counts[CNOPS_CLAIM_COLUMN_IMMATRICULATION] += claim->membership_id != former->membership_id;
    count_text(&counts[CNOPS_CLAIM_COLUMN_RECEIVED_ON], claim->received_on, former->received_on);
    count_text(&counts[CNOPS_CLAIM_COLUMN_CARE_KIND], r->care_kind, f->care_kind);
    count_text(&counts[CNOPS_CLAIM_COLUMN_BENEFICIARY], r->beneficiary, f->beneficiary);
    counts[CNOPS_CLAIM_COLUMN_SPENT] += r->spent != f->spent;
    counts[CNOPS_CLAIM_COLUMN_REFUNDED] += r->refunded != f->refunded;
    counts[CNOPS_CLAIM_COLUMN_STATUS] += claim->status != former->status;
    count_text(&counts[CNOPS_CLAIM_COLUMN_PAID_ON], r->paid_on, f->paid_on);
    count_text(&counts[CNOPS_CLAIM_COLUMN_PAYMENT_MODE], r->payment_mode, f->payment_mode);
    count_text(&counts[CNOPS_CLAIM_COLUMN_RELATION], r->relation, f->relation);
    count_text(&counts[CNOPS_CLAIM_COLUMN_BIRTH_DATE], r->birth_date, f->birth_date);
    count_text(&counts[CNOPS_CLAIM_COLUMN_DOCUMENT_ASKED], r->document_asked, f->document_asked);
    count_text(&counts[CNOPS_CLAIM_COLUMN_REASON], r->reason, f->reason);
    count_text(&counts[CNOPS_CLAIM_COLUMN_AFFILIATION_NO], r->affiliation_no, f->affiliation_no);
}

/* Replaces the former record: takes it out of its total, and continues its history. */
static apr_status_t replace(const work_t *work, cnops_claim_staged_t *staged,
                            cnops_claim_record_t *record)
{
    const cnops_core_t *core = work->merge->core;
    cnops_claim_record_t former;
    apr_status_t rv = cnops_claim_record_of(&former, core, staged->former, NULL, work->pool);

    if (rv != APR_SUCCESS)
        return rv;
    take_away(work, staged->former, &former);
    count_changes(work->merge->batch, staged, record, &former);
    continue_history(record, &former);
    staged->record_sealed = cnops_claim_record_seal(core, record, work->pool);
    return APR_SUCCESS;
}

static apr_status_t merge_row(const work_t *work, cnops_claim_staged_t *staged)
{
    const cnops_core_t *core = work->merge->core;
    const cnops_claim_t *claim = &staged->row->claim;
    cnops_claim_record_t record;
    apr_status_t rv = cnops_claim_record_open(&record, core, claim->record_sealed, work->pool);

    staged->record_sealed = claim->record_sealed;
    if (rv == APR_SUCCESS && staged->former)
        rv = replace(work, staged, &record);
    if (rv != APR_SUCCESS)
        return rv;
    staged->beneficiary_digest =
        cnops_claim_beneficiary_digest(core, claim->membership_id, record.beneficiary, work->pool);
    add(work, staged, &record);
    return APR_SUCCESS;
}

static apr_status_t merge_rows(void *self, apr_array_header_t *sums,
                               const apr_array_header_t *staged, apr_pool_t *pool)
{
    work_t work = {self, apr_hash_make(pool), sums, pool};
    apr_status_t rv = APR_SUCCESS;

    memset(work.merge->batch, 0, sizeof work.merge->batch);
    for (int i = 0; i < staged->nelts && rv == APR_SUCCESS; i++)
        rv = merge_row(&work, &APR_ARRAY_IDX(staged, i, cnops_claim_staged_t));
    return rv;
}

/* --- the whole --- */

cnops_claim_merge_t *cnops_claim_merge_make(const cnops_core_t *core, apr_pool_t *pool)
{
    cnops_claim_merge_t *merge = apr_pcalloc(pool, sizeof *merge);

    merge->core = core;
    merge->rules = (cnops_claim_rules_t){merge_rows, add_up, merge};
    return merge;
}

const cnops_claim_rules_t *cnops_claim_merge_rules(cnops_claim_merge_t *merge)
{
    return &merge->rules;
}

void cnops_claim_merge_count(cnops_claim_merge_t *merge)
{
    for (int i = 0; i < CNOPS_CLAIM_COLUMNS; i++)
        merge->changed[i] += merge->batch[i];
    memset(merge->batch, 0, sizeof merge->batch);
}

apr_int64_t cnops_claim_merge_changed(const cnops_claim_merge_t *merge, cnops_claim_column_e column)
{
    return merge->changed[column];
}
