/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How many messages of one kind may be queued now, so that a large import does not fill the outbox
 * at once.
 *
 * Floor: pages. Threads: a pace belongs to one chore. Each process has its own, which is not kept.
 */
#ifndef CNOPS_PAGES_NOTICE_PACE_H
#define CNOPS_PAGES_NOTICE_PACE_H

#include <apr_time.h>

/* All zero at first. */
typedef struct cnops_pace_t {
    apr_time_t at;      /* when credit was counted */
    apr_int64_t credit; /* the price of one message is the µs of a minute */
} cnops_pace_t;

/* Counts the credit anew. rate: messages a minute. */
void cnops_pace_earn(cnops_pace_t *pace, apr_int64_t rate, apr_time_t now);
/* How many messages the credit pays. */
int cnops_pace_count(const cnops_pace_t *pace);
/* One message was queued. */
void cnops_pace_spend(cnops_pace_t *pace);

#endif
