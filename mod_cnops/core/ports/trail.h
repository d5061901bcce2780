/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an act leaves behind, written in the transaction that does it: the messages that tell
 * of it and its event in the journal.
 *
 * A function of a port that takes a trail writes all or nothing. It returns CNOPS_ECONFLICT
 * where another event has taken that place in the chain of the person: nothing is written
 * then. cnops_journal_act (core/journal/journal.h) makes the trail, and makes it again after
 * such a conflict.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_TRAIL_H
#define CNOPS_CORE_PORTS_TRAIL_H

#include "core/ports/events.h"
#include "core/ports/outbox.h"

typedef struct cnops_trail_t {
    const apr_array_header_t *messages; /* cnops_outbox_row_t; NULL: none */
    const cnops_event_row_t *event;     /* NULL: none */
} cnops_trail_t;

#endif
