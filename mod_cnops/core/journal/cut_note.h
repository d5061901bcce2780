/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The note of the event that a cut adds to its chain: the last deleted row, as "SEQ MAC".
 * core/journal/journal_cut.h writes it, and core/journal/journal_check.h reads it.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_JOURNAL_CUT_NOTE_H
#define CNOPS_CORE_JOURNAL_CUT_NOTE_H

#include "core/journal/journal.h"

const char *cnops_cut_note_write(const cnops_chain_head_t *last, apr_pool_t *pool);

/* Reads the last deleted row from the event. False: the event is no cut. Whether its mac is right
 * is not checked here. */
bool cnops_cut_note_read(cnops_chain_head_t *pcut, const cnops_core_t *core,
                         const cnops_event_row_t *row, apr_pool_t *pool);

#endif
