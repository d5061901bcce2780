/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an act writes besides its change, in the same transaction: the messages that report it, and
 * its event in the journal.
 *
 * A function of a port that takes a trail writes everything or nothing. It returns CNOPS_ECONFLICT
 * where another event has taken that place in the person's chain: then nothing is written.
 * cnops_journal_act (core/journal/journal.h) makes the trail, and makes it again after such a
 * conflict.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_TRAIL_H
#define CNOPS_CORE_PORTS_TRAIL_H

#include "core/ports/events.h"
#include "core/ports/outbox.h"

typedef struct cnops_trail_t {
    const apr_array_header_t *messages; /* cnops_outbox_row_t, with their links; NULL: none */
    const cnops_event_row_t *event;     /* NULL: none */
} cnops_trail_t;

#endif
