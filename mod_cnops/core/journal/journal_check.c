/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/journal_check.h"

#include "core/digest.h"
#include "core/journal/journal.h"

#include <apr_strings.h>

#define SLICE 500 /* rows read at a time */

static const char *const names[CNOPS_CHAIN_FAULTS] = {
    [CNOPS_CHAIN_GAP] = "missing",         [CNOPS_CHAIN_CHANGED] = "changed",
    [CNOPS_CHAIN_KEYLESS] = "no key",      [CNOPS_CHAIN_SHORT] = "cut off",
    [CNOPS_CHAIN_REWRITTEN] = "rewritten",
};

const char *cnops_chain_fault_name(cnops_chain_fault_e fault)
{
    return names[fault];
}

/* How far the check has come. */
typedef struct progress_t {
    cnops_journal_check_t *check;
    cnops_chain_head_t last; /* last row read; person_id 0 before the first */
    cnops_chain_head_t kept; /* next kept head; person_id 0: no more */
} progress_t;

static void report(progress_t *progress, apr_int64_t person_id, apr_int64_t seq,
                   cnops_chain_fault_e fault)
{
    progress->check->fault_count++;
    progress->check->fault(progress->check->self, person_id, seq, fault);
}

/* --- heads that were kept --- */

static apr_status_t read_kept(progress_t *progress)
{
    const cnops_journal_check_t *check = progress->check;
    apr_status_t rv = APR_EOF;

    progress->kept = (cnops_chain_head_t){0};
    if (check->next_kept) {
        do {
            rv = check->next_kept(check->self, &progress->kept);
        } while (rv == APR_SUCCESS && progress->kept.person_id < check->person_id);
    }
    if (rv == APR_EOF || (check->person_id && progress->kept.person_id > check->person_id)) {
        progress->kept = (cnops_chain_head_t){0};
        rv = APR_SUCCESS;
    }
    return rv;
}

/* Reports the kept heads whose row can no longer come, because the check has reached (person_id,
 * seq). */
static apr_status_t report_missed(progress_t *progress, apr_int64_t person_id, apr_int64_t seq)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && progress->kept.person_id &&
           (progress->kept.person_id < person_id ||
            (progress->kept.person_id == person_id && progress->kept.seq < seq))) {
        report(progress, progress->kept.person_id, progress->kept.seq, CNOPS_CHAIN_SHORT);
        rv = read_kept(progress);
    }
    return rv;
}

static apr_status_t compare_kept(progress_t *progress, const cnops_event_row_t *row)
{
    apr_status_t rv = report_missed(progress, row->person_id, row->seq);

    if (rv != APR_SUCCESS || progress->kept.person_id != row->person_id ||
        progress->kept.seq != row->seq)
        return rv;
    if (!cnops_digest_equal(progress->kept.mac, row->mac))
        report(progress, row->person_id, row->seq, CNOPS_CHAIN_REWRITTEN);
    return read_kept(progress);
}

/* --- rows --- */

static apr_status_t end_chain(progress_t *progress)
{
    cnops_journal_check_t *check = progress->check;

    if (!progress->last.person_id)
        return APR_SUCCESS;
    check->chain_count++;
    return check->head ? check->head(check->self, &progress->last) : APR_SUCCESS;
}

static void check_mac(progress_t *progress, const cnops_event_row_t *row, apr_pool_t *pool)
{
    const char *former = progress->last.seq ? progress->last.mac : "";
    const char *mac = cnops_journal_mac(progress->check->core, row, former, pool);

    if (!mac)
        report(progress, row->person_id, row->seq, CNOPS_CHAIN_KEYLESS);
    else if (!cnops_digest_equal(mac, row->mac))
        report(progress, row->person_id, row->seq, CNOPS_CHAIN_CHANGED);
}

static apr_status_t check_row(progress_t *progress, const cnops_event_row_t *row, apr_pool_t *pool)
{
    apr_status_t rv;

    if (row->person_id != progress->last.person_id) {
        if ((rv = end_chain(progress)) != APR_SUCCESS)
            return rv;
        progress->last = (cnops_chain_head_t){.person_id = row->person_id};
    }
    /* The mac before a gap is unknown, so the row after it cannot be checked. */
    if (row->seq != progress->last.seq + 1)
        report(progress, row->person_id, progress->last.seq + 1, CNOPS_CHAIN_GAP);
    else
        check_mac(progress, row, pool);
    if ((rv = compare_kept(progress, row)) != APR_SUCCESS)
        return rv;
    progress->check->event_count++;
    progress->last.seq = row->seq;
    apr_cpystrn(progress->last.mac, row->mac, sizeof progress->last.mac);
    return APR_SUCCESS;
}

/* *pmore: false at the end of the journal, or of the only chain to check. */
static apr_status_t check_slice(bool *pmore, progress_t *progress, apr_pool_t *pool)
{
    const cnops_core_t *core = progress->check->core;
    apr_int64_t person_id = progress->check->person_id;
    cnops_event_place_t place = {progress->last.person_id ? progress->last.person_id : person_id,
                                 progress->last.seq};
    apr_array_header_t *rows;
    apr_status_t rv;

    rv = core->store.events->after(core->store.self, &rows, place, SLICE, pool);
    *pmore = rv == APR_SUCCESS && rows->nelts == SLICE;
    for (int i = 0; rv == APR_SUCCESS && i < rows->nelts; i++) {
        const cnops_event_row_t *row = &APR_ARRAY_IDX(rows, i, cnops_event_row_t);

        if (person_id && row->person_id != person_id) {
            *pmore = false;
            break;
        }
        rv = check_row(progress, row, pool);
    }
    return rv;
}

apr_status_t cnops_journal_check(cnops_journal_check_t *check, apr_pool_t *pool)
{
    progress_t progress = {.check = check};
    bool more = true;
    apr_pool_t *slice;
    apr_status_t rv = read_kept(&progress);

    check->chain_count = check->event_count = check->fault_count = 0;
    apr_pool_create(&slice, pool);
    while (rv == APR_SUCCESS && more) {
        rv = check_slice(&more, &progress, slice);
        apr_pool_clear(slice);
    }
    apr_pool_destroy(slice);
    if (rv == APR_SUCCESS)
        rv = end_chain(&progress);
    return rv == APR_SUCCESS ? report_missed(&progress, APR_INT64_MAX, 0) : rv;
}
