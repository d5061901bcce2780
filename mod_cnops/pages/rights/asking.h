/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/donnees/rectification and /espace/donnees/opposition: what the member asks of the insurer
 * by law 09-08. Each form opens a ticket of its kind (core/ticket/ticket.h), which the member
 * follows at /espace/demandes.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_RIGHTS_ASKING_H
#define CNOPS_PAGES_RIGHTS_ASKING_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_rectification_form;
extern const cnops_form_page_t cnops_data_opposition_form;

#endif
