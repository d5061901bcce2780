/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Deletes the old events of chains, from their beginning.
 *
 * A chain without its beginning looks like one that somebody has cut. So the last deleted row is
 * named in a new event of the same chain, by its seq and mac: a check
 * (core/journal/journal_check.h) then knows where the chain must begin, and that its first row
 * follows that one. Deleting and writing are one transaction.
 *
 * Whoever can write to the database can make a row look old. So each chain is checked again as it
 * is read, and only a chain in which nothing is wrong is cut. Its kept head and what follows that
 * are never deleted: the next check must find that head. So a chain keeps at least one event.
 *
 * Each cut adds an event, so a chain is cut when its first event has been old for a year: at most
 * once a year, unless it is long.
 *
 * Floor: core. Threads: any. Source: design §6.11: the heads of all chains are to be kept outside
 * the database before this, which the caller does, and gives them back here. */
#ifndef CNOPS_CORE_JOURNAL_JOURNAL_CUT_H
#define CNOPS_CORE_JOURNAL_JOURNAL_CUT_H

#include "core/journal/journal_check.h"

#define CNOPS_JOURNAL_CUT_MOST 500 /* events of a chain that one cut deletes */

typedef struct cnops_journal_cut_t {
    apr_int64_t chain_count, event_count; /* cuts, and events that they have deleted */
    apr_int64_t fault_count;
} cnops_journal_cut_t;

/* Cuts every chain once that may be cut. asked: core, the heads that were kept just now
 * (next_kept; a chain without one is not cut), and who is told the faults. before: what is older is
 * old. A fault is not an error: the other chains are cut. */
apr_status_t cnops_journal_cut(cnops_journal_cut_t *pdone, const cnops_journal_check_t *asked,
                               apr_time_t before, apr_pool_t *pool);

#endif
