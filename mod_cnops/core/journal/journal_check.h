/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Is the journal as it was written?
 *
 * Floor: core. Callers: ctl. Threads: one. Source: design §6.11.
 *
 * A chain's own macs show a row changed, taken out of the middle or moved. Rows taken off
 * its end, or a chain taken away whole, show against heads kept outside the database: give
 * the heads of an earlier check back through next_kept. */
#ifndef CNOPS_CORE_JOURNAL_JOURNAL_CHECK_H
#define CNOPS_CORE_JOURNAL_JOURNAL_CHECK_H

#include "core/core.h"

typedef enum {
    CNOPS_CHAIN_GAP,       /* the row that should stand at seq is missing */
    CNOPS_CHAIN_CHANGED,   /* this row, or what it stands on, is not as written */
    CNOPS_CHAIN_KEYLESS,   /* its key is not in the key file */
    CNOPS_CHAIN_SHORT,     /* it went as far as seq once */
    CNOPS_CHAIN_REWRITTEN, /* another row stood here when its head was kept */
    CNOPS_CHAIN_FAULTS     /* how many, not a fault */
} cnops_chain_fault_e;

/* "missing", "changed"…: in reports and in JSON. */
const char *cnops_chain_fault_name(cnops_chain_fault_e fault);

/* The last row of a chain. */
typedef struct cnops_chain_head_t {
    apr_int64_t person_id, seq;
    char mac[65];
} cnops_chain_head_t;

typedef struct cnops_journal_check_t {
    const cnops_core_t *core;
    apr_int64_t person_id; /* whose chain; 0: every one */
    /* The next kept head, by person_id; APR_EOF after the last. May be NULL: none was kept. */
    apr_status_t (*next_kept)(void *self, cnops_chain_head_t *phead);
    void (*fault)(void *self, apr_int64_t person_id, apr_int64_t seq, cnops_chain_fault_e fault);
    /* Each chain's head, by person_id; may be NULL. */
    apr_status_t (*head)(void *self, const cnops_chain_head_t *head);
    void *self;
    /* what it found */
    apr_int64_t chain_count, event_count, fault_count;
} cnops_journal_check_t;

/* A fault found is no error: it is told, and the walk goes on. */
apr_status_t cnops_journal_check(cnops_journal_check_t *check, apr_pool_t *pool);

#endif
