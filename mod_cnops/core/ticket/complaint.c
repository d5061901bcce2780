/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ticket/complaint.h"

static const cnops_ticket_t *find_about(const cnops_core_t *core, const apr_array_header_t *list,
                                        const char *claim, apr_pool_t *pool)
{
    for (int i = 0; i < list->nelts; i++) {
        const cnops_ticket_t *ticket = &APR_ARRAY_IDX(list, i, cnops_ticket_t);
        bool is_about = false;

        if (ticket->kind == CNOPS_TICKET_COMPLAINT &&
            cnops_ticket_is_about(&is_about, core, ticket, claim, pool) == APR_SUCCESS && is_about)
            return ticket;
    }
    return NULL;
}

apr_status_t cnops_complaint_waiting(const cnops_ticket_t **pticket, const cnops_core_t *core,
                                     apr_int64_t person_id, const char *claim, apr_pool_t *pool)
{
    apr_array_header_t *list;
    apr_status_t rv =
        cnops_tickets_waiting(&list, core, person_id, (int)core->settings->open_tickets, pool);

    *pticket = rv == APR_SUCCESS ? find_about(core, list, claim, pool) : NULL;
    return rv;
}
