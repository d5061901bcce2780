/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/journal_check.h"

#include "core/digest.h"
#include "core/journal/journal.h"

#include <apr_strings.h>

#define SLICE 500 /* rows a look */

static const char *const names[CNOPS_CHAIN_FAULTS] = {
    [CNOPS_CHAIN_GAP] = "missing",         [CNOPS_CHAIN_CHANGED] = "changed",
    [CNOPS_CHAIN_KEYLESS] = "no key",      [CNOPS_CHAIN_SHORT] = "cut off",
    [CNOPS_CHAIN_REWRITTEN] = "rewritten",
};

const char *cnops_chain_fault_name(cnops_chain_fault_e fault)
{
    return names[fault];
}

/* Where the walk is. */
typedef struct walk_t {
    cnops_journal_check_t *check;
    cnops_chain_head_t last; /* row seen; person_id 0 before the first */
    cnops_chain_head_t kept; /* head to be met; person_id 0: no further one */
} walk_t;

static void tell(walk_t *walk, apr_int64_t person_id, apr_int64_t seq, cnops_chain_fault_e fault)
{
    walk->check->fault_count++;
    walk->check->fault(walk->check->self, person_id, seq, fault);
}

/* --- heads that were kept --- */

static apr_status_t read_kept(walk_t *walk)
{
    const cnops_journal_check_t *check = walk->check;
    apr_status_t rv = APR_EOF;

    walk->kept = (cnops_chain_head_t){0};
    if (check->next_kept) {
        do {
            rv = check->next_kept(check->self, &walk->kept);
        } while (rv == APR_SUCCESS && walk->kept.person_id < check->person_id);
    }
    if (rv == APR_EOF || (check->person_id && walk->kept.person_id > check->person_id)) {
        walk->kept = (cnops_chain_head_t){0};
        rv = APR_SUCCESS;
    }
    return rv;
}

/* Heads whose row cannot come any more, now that the walk stands before (person, seq). */
static apr_status_t miss_kept(walk_t *walk, apr_int64_t person_id, apr_int64_t seq)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && walk->kept.person_id &&
           (walk->kept.person_id < person_id ||
            (walk->kept.person_id == person_id && walk->kept.seq < seq))) {
        tell(walk, walk->kept.person_id, walk->kept.seq, CNOPS_CHAIN_SHORT);
        rv = read_kept(walk);
    }
    return rv;
}

static apr_status_t meet_kept(walk_t *walk, const cnops_event_row_t *row)
{
    apr_status_t rv = miss_kept(walk, row->person_id, row->seq);

    if (rv != APR_SUCCESS || walk->kept.person_id != row->person_id || walk->kept.seq != row->seq)
        return rv;
    if (!cnops_digest_equal(walk->kept.mac, row->mac))
        tell(walk, row->person_id, row->seq, CNOPS_CHAIN_REWRITTEN);
    return read_kept(walk);
}

/* --- rows --- */

static apr_status_t end_chain(walk_t *walk)
{
    cnops_journal_check_t *check = walk->check;

    if (!walk->last.person_id)
        return APR_SUCCESS;
    check->chain_count++;
    return check->head ? check->head(check->self, &walk->last) : APR_SUCCESS;
}

static void check_mac(walk_t *walk, const cnops_event_row_t *row, apr_pool_t *pool)
{
    const char *former = walk->last.seq ? walk->last.mac : "";
    const char *mac = cnops_journal_mac(walk->check->core, row, former, pool);

    if (!mac)
        tell(walk, row->person_id, row->seq, CNOPS_CHAIN_KEYLESS);
    else if (!cnops_digest_equal(mac, row->mac))
        tell(walk, row->person_id, row->seq, CNOPS_CHAIN_CHANGED);
}

static apr_status_t check_row(walk_t *walk, const cnops_event_row_t *row, apr_pool_t *pool)
{
    apr_status_t rv;

    if (row->person_id != walk->last.person_id) {
        if ((rv = end_chain(walk)) != APR_SUCCESS)
            return rv;
        walk->last = (cnops_chain_head_t){.person_id = row->person_id};
    }
    /* What a row after a gap stands on is not known: it is believed. */
    if (row->seq != walk->last.seq + 1)
        tell(walk, row->person_id, walk->last.seq + 1, CNOPS_CHAIN_GAP);
    else
        check_mac(walk, row, pool);
    if ((rv = meet_kept(walk, row)) != APR_SUCCESS)
        return rv;
    walk->check->event_count++;
    walk->last.seq = row->seq;
    apr_cpystrn(walk->last.mac, row->mac, sizeof walk->last.mac);
    return APR_SUCCESS;
}

/* *pmore false at the end, or where somebody else's chain begins. */
static apr_status_t check_slice(bool *pmore, walk_t *walk, apr_pool_t *pool)
{
    const cnops_core_t *core = walk->check->core;
    apr_int64_t person_id = walk->check->person_id;
    cnops_event_place_t place = {walk->last.person_id ? walk->last.person_id : person_id,
                                 walk->last.seq};
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
        rv = check_row(walk, row, pool);
    }
    return rv;
}

apr_status_t cnops_journal_check(cnops_journal_check_t *check, apr_pool_t *pool)
{
    walk_t walk = {.check = check};
    bool more = true;
    apr_pool_t *slice;
    apr_status_t rv = read_kept(&walk);

    check->chain_count = check->event_count = check->fault_count = 0;
    apr_pool_create(&slice, pool);
    while (rv == APR_SUCCESS && more) {
        rv = check_slice(&more, &walk, slice);
        apr_pool_clear(slice);
    }
    apr_pool_destroy(slice);
    if (rv == APR_SUCCESS)
        rv = end_chain(&walk);
    return rv == APR_SUCCESS ? miss_kept(&walk, APR_INT64_MAX, 0) : rv;
}
