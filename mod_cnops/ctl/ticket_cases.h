/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the commands request list, show and decide do with tickets.
 *
 * Floor: ctl. Threads: one. Secrets: what members ask is in clear in the operator's terminal; the
 * person's journal records that it was shown. */
#ifndef CNOPS_CTL_TICKET_CASES_H
#define CNOPS_CTL_TICKET_CASES_H

#include "core/ticket/ticket_decision.h"
#include "ctl/casework.h"

/* Adds an object for each ticket that waits to list, without what it asks. */
apr_status_t cnops_ticket_cases_list(cnops_tree_t *list, const cnops_core_t *core,
                                     apr_pool_t *pool);

/* The commands, where the first operand is the reference of a ticket. */
cnops_exit_e cnops_ticket_cases_show(cnops_ctl_t *ctl);
cnops_exit_e cnops_ticket_cases_decide(cnops_ctl_t *ctl);

/* *pimmatriculation: of the membership that the ticket is about; of a ticket about none, that of
 * the first active membership, else the first. "" where the person has none. */
apr_status_t cnops_ticket_cases_immatriculation(const char **pimmatriculation,
                                                const cnops_core_t *core,
                                                const cnops_ticket_t *ticket, apr_pool_t *pool);

#endif
