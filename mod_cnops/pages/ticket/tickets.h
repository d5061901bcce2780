/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The requests of the member: all of them, and one.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). */
#ifndef CNOPS_PAGES_TICKET_TICKETS_H
#define CNOPS_PAGES_TICKET_TICKETS_H

#include "pages/form/form_page.h"

/* /espace/demandes?suite=… */
cnops_res_t *cnops_tickets_get(cnops_req_t *req);

/* /espace/demandes/{ref} */
extern const cnops_form_page_t cnops_ticket_form;

#endif
