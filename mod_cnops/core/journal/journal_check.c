/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/journal_check.h"

#include "core/digest.h"
#include "core/journal/cut_note.h"
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
    /* The first row of a chain that lacks its beginning, in pool: its mac can be checked when an
     * event says what was cut off. NULL: it was checked, or there is none. */
    const cnops_event_row_t *headless;
    apr_pool_t *pool; /* cleared for each chain */
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

/* The beginning of the chain is missing, and the kept head with it. A cut that is found later may
 * answer for both. */
static bool may_be_cut(const progress_t *progress)
{
    return progress->headless && progress->kept.person_id == progress->headless->person_id &&
           progress->kept.seq < progress->headless->seq;
}

/* Reports the kept heads whose row can no longer come, because the check has reached (person_id,
 * seq). */
static apr_status_t report_missed(progress_t *progress, apr_int64_t person_id, apr_int64_t seq)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && progress->kept.person_id && !may_be_cut(progress) &&
           (progress->kept.person_id < person_id ||
            (progress->kept.person_id == person_id && progress->kept.seq < seq))) {
        report(progress, progress->kept.person_id, progress->kept.seq, CNOPS_CHAIN_SHORT);
        rv = read_kept(progress);
    }
    return rv;
}

static apr_status_t compare_kept(bool *pis_kept, progress_t *progress, const cnops_event_row_t *row)
{
    apr_status_t rv = report_missed(progress, row->person_id, row->seq);

    *pis_kept = false;
    if (rv != APR_SUCCESS || progress->kept.person_id != row->person_id ||
        progress->kept.seq != row->seq)
        return rv;
    *pis_kept = cnops_digest_equal(progress->kept.mac, row->mac);
    if (!*pis_kept)
        report(progress, row->person_id, row->seq, CNOPS_CHAIN_REWRITTEN);
    return read_kept(progress);
}

/* --- rows --- */

static apr_status_t end_chain(progress_t *progress)
{
    cnops_journal_check_t *check = progress->check;

    if (!progress->last.person_id)
        return APR_SUCCESS;
    if (progress->headless)
        report(progress, progress->last.person_id, 1, CNOPS_CHAIN_GAP);
    progress->headless = NULL;
    apr_pool_clear(progress->pool);
    check->chain_count++;
    return check->head ? check->head(check->self, &progress->last) : APR_SUCCESS;
}

static void check_mac(progress_t *progress, const cnops_event_row_t *row, const char *former,
                      apr_pool_t *pool)
{
    const char *mac = cnops_journal_mac(progress->check->core, row, former, pool);

    if (!mac)
        report(progress, row->person_id, row->seq, CNOPS_CHAIN_KEYLESS);
    else if (!cnops_digest_equal(mac, row->mac))
        report(progress, row->person_id, row->seq, CNOPS_CHAIN_CHANGED);
}

/* --- chains that were cut --- */

static void keep_first(progress_t *progress, const cnops_event_row_t *row)
{
    cnops_event_row_t *copy = apr_pmemdup(progress->pool, row, sizeof *row);

    copy->kind = apr_pstrdup(progress->pool, row->kind);
    copy->content_sealed = apr_pstrdup(progress->pool, row->content_sealed);
    copy->mac = apr_pstrdup(progress->pool, row->mac);
    copy->key_id = apr_pstrdup(progress->pool, row->key_id);
    progress->headless = copy;
}

/* Passes over the kept heads of the chain up to cut. The mac of a head before the last deleted row
 * is no longer known: the cut was written by a check that had read that row in its place. */
static apr_status_t answer_kept(progress_t *progress, const cnops_chain_head_t *cut)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && progress->kept.person_id == cut->person_id &&
           progress->kept.seq <= cut->seq) {
        if (progress->kept.seq == cut->seq && !cnops_digest_equal(progress->kept.mac, cut->mac))
            report(progress, cut->person_id, cut->seq, CNOPS_CHAIN_REWRITTEN);
        rv = read_kept(progress);
    }
    return rv;
}

/* row is in its place and its mac is right, so nobody else has written what it says. */
static apr_status_t read_cut(progress_t *progress, const cnops_event_row_t *row, apr_pool_t *pool)
{
    const cnops_event_row_t *first = progress->headless;
    cnops_chain_head_t cut;

    if (!first || !cnops_cut_note_read(&cut, progress->check->core, row, pool) ||
        cut.seq != first->seq - 1)
        return APR_SUCCESS;
    progress->headless = NULL;
    check_mac(progress, first, cut.mac, pool);
    return answer_kept(progress, &cut);
}

static apr_status_t check_place(progress_t *progress, const cnops_event_row_t *row,
                                apr_pool_t *pool)
{
    apr_int64_t faults = progress->check->fault_count;

    if (row->seq == progress->last.seq + 1) {
        check_mac(progress, row, progress->last.seq ? progress->last.mac : "", pool);
        if (progress->check->fault_count == faults)
            return read_cut(progress, row, pool);
    } else if (progress->last.seq == 0) {
        keep_first(progress, row);
    } else {
        /* The mac before a gap is unknown, so the row after it cannot be checked. */
        report(progress, row->person_id, progress->last.seq + 1, CNOPS_CHAIN_GAP);
    }
    return APR_SUCCESS;
}

static apr_status_t check_row(progress_t *progress, const cnops_event_row_t *row, apr_pool_t *pool)
{
    const cnops_journal_check_t *check = progress->check;
    apr_status_t rv;
    bool is_kept;

    if (row->person_id != progress->last.person_id) {
        if ((rv = end_chain(progress)) != APR_SUCCESS)
            return rv;
        progress->last = (cnops_chain_head_t){.person_id = row->person_id};
    }
    if ((rv = check_place(progress, row, pool)) != APR_SUCCESS ||
        (rv = compare_kept(&is_kept, progress, row)) != APR_SUCCESS)
        return rv;
    if (check->row)
        check->row(check->self, row, is_kept);
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
    apr_pool_create(&progress.pool, pool);
    while (rv == APR_SUCCESS && more) {
        rv = check_slice(&more, &progress, slice);
        apr_pool_clear(slice);
    }
    apr_pool_destroy(slice);
    if (rv == APR_SUCCESS)
        rv = end_chain(&progress);
    apr_pool_destroy(progress.pool);
    return rv == APR_SUCCESS ? report_missed(&progress, APR_INT64_MAX, 0) : rv;
}
