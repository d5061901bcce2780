/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The clock of tickets: until when the insurer answers.
 *
 * Days are calendar days of the institution's time zone. The day on which somebody asks does not
 * count; the answer is due at the end of the last day. Ten clear days (law 09-08, article 8) are
 * counted in this way: ten whole days lie between the question and the moment when the answer is
 * late. The law may be read so that one more day is allowed; the member is promised the earlier
 * one.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_TICKET_CLOCK_H
#define CNOPS_CORE_TICKET_CLOCK_H

#include "core/core.h"

/* The last microsecond of the day on which an answer to this kind is due. */
apr_time_t cnops_ticket_due(const cnops_core_t *core, cnops_ticket_kind_e kind,
                            apr_time_t opened_at);

/* The day of a point in time in the institution's time zone, as "YYYY-MM-DD". */
const char *cnops_ticket_day(const cnops_core_t *core, apr_time_t at, apr_pool_t *pool);

/* How many midnights lie between two points in time: 0 on the same day. Negative where until is
 * earlier. */
int cnops_ticket_days_until(const cnops_core_t *core, apr_time_t from, apr_time_t until);

#endif
