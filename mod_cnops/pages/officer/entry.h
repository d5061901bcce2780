/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The sign-in of officers of establishments: the key of the establishment with the address of one
 * of its officers, then a code that is sent there.
 *
 * Whoever types a wrong key, or an address of nobody, gets the same pages after the same work: a
 * code is made and kept for the address, and its message is too old to be sent when it is queued.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the key is wiped after it was looked
 * up. Source: contract.md §1. */
#ifndef CNOPS_PAGES_OFFICER_ENTRY_H
#define CNOPS_PAGES_OFFICER_ENTRY_H

#include "pages/form/form_page.h"

#define CNOPS_OFFICER_ENTRY_PATH   "/etablissements"
#define CNOPS_OFFICER_CODE_PATH    "/etablissements/code"
#define CNOPS_OFFICER_BATCHES_PATH "/etablissements/lots"

extern const cnops_form_page_t cnops_officer_entry_form, cnops_officer_code_form;

/* Ends the session. */
cnops_res_t *cnops_officer_leave(cnops_req_t *req);

#endif
