/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A complaint about a claim: what it is about, and a message. It becomes a ticket.
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). */
#ifndef CNOPS_PAGES_TICKET_COMPLAINT_H
#define CNOPS_PAGES_TICKET_COMPLAINT_H

#include "pages/form/form_page.h"

/* /espace/dossiers/{ref}/reclamation */
extern const cnops_form_page_t cnops_complaint_form;

#endif
