/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What every act ends with, within its transaction: its messages and its event. */
#include "store/families.h"

apr_status_t cnops_unit_settle(cnops_unit_t *unit, const apr_array_header_t *messages,
                               const cnops_event_row_t *event)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; messages && i < messages->nelts && rv == APR_SUCCESS; i++)
        rv = cnops_outbox_queue(unit, &APR_ARRAY_IDX(messages, i, cnops_outbox_row_t));
    return rv == APR_SUCCESS && event ? cnops_event_append(unit, event) : rv;
}
