/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The last part of each act, within its transaction: its messages and its event
 * (core/ports/trail.h). */
#include "store/families.h"

apr_status_t cnops_unit_leave_trail(cnops_unit_t *unit, const cnops_trail_t *trail)
{
    const apr_array_header_t *messages = trail ? trail->messages : NULL;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; messages && i < messages->nelts && rv == APR_SUCCESS; i++)
        rv = cnops_unit_queue_message(unit, &APR_ARRAY_IDX(messages, i, cnops_outbox_row_t));
    if (rv != APR_SUCCESS || !trail || !trail->event)
        return rv;
    return cnops_event_append(unit, trail->event);
}
