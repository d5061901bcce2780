/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/journal: what happened to the account, in plain words, and "this was not me".
 *
 * Floor: pages. Threads: one request, one thread. For members only (routes.c). The query `filtre`
 * is a word of CNOPS_EVENT_GROUP; `suite` names a place in the member's own chain. The field
 * `action` of its form: refuser, with `entree`, the name of an event (pages/journal/refusal.h). */
#ifndef CNOPS_PAGES_JOURNAL_JOURNAL_PAGE_H
#define CNOPS_PAGES_JOURNAL_JOURNAL_PAGE_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_journal_form;

#endif
