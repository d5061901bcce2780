/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks that the journal is as it was written.
 *
 * Floor: core. Threads: one. Source: design §6.11.
 *
 * The macs of a chain show a row that was changed, moved or removed from the middle. Rows removed
 * from its end, or a whole chain, are found by comparison with heads that are kept outside the
 * database: the caller gives the heads of an earlier check through next_kept. A chain may lack its
 * beginning where a later event of it says so: core/journal/journal_cut.h. Such an event answers
 * also for a kept head that was cut off. */
#ifndef CNOPS_CORE_JOURNAL_JOURNAL_CHECK_H
#define CNOPS_CORE_JOURNAL_JOURNAL_CHECK_H

#include "core/journal/journal.h"

typedef enum {
    CNOPS_CHAIN_GAP,       /* the row with this seq is missing */
    CNOPS_CHAIN_CHANGED,   /* this row, or the mac before it, is not as written */
    CNOPS_CHAIN_KEYLESS,   /* its key is not in the key file */
    CNOPS_CHAIN_SHORT,     /* rows up to seq existed once */
    CNOPS_CHAIN_REWRITTEN, /* another row was here when its head was kept */
    CNOPS_CHAIN_FAULTS     /* the number of faults */
} cnops_chain_fault_e;

/* "missing", "changed"…: in reports and in JSON. */
const char *cnops_chain_fault_name(cnops_chain_fault_e fault);

typedef struct cnops_journal_check_t {
    const cnops_core_t *core;
    apr_int64_t person_id; /* check only this person's chain; 0: all chains */
    /* *phead: the next head that was kept, by person_id; APR_EOF after the last. May be NULL: none
     * was kept. */
    apr_status_t (*next_kept)(void *self, cnops_chain_head_t *phead);
    void (*fault)(void *self, apr_int64_t person_id, apr_int64_t seq, cnops_chain_fault_e fault);
    /* Called with each row after it was compared; is_kept: it is the kept head of its chain. If
     * something is wrong with a chain, fault was called before head is. May be NULL. */
    void (*row)(void *self, const cnops_event_row_t *row, bool is_kept);
    /* Called with the head of each chain, by person_id. May be NULL. */
    apr_status_t (*head)(void *self, const cnops_chain_head_t *head);
    void *self;
    /* results */
    apr_int64_t chain_count, event_count, fault_count;
} cnops_journal_check_t;

/* A fault is not an error: it is reported to check->fault, and the check goes on. */
apr_status_t cnops_journal_check(cnops_journal_check_t *check, apr_pool_t *pool);

#endif
