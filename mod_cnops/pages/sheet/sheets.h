/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Where care sheets are: the member's own, and the page with the blank ones for everybody.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SHEET_SHEETS_H
#define CNOPS_PAGES_SHEET_SHEETS_H

#include "pages/frame/page.h"

/* /feuille-de-soins: says which sheet is for whom, and leads to all of them. */
cnops_res_t *cnops_sheets_get(cnops_req_t *req);

/* /feuille-de-soins/NAME.pdf: a blank one. */
cnops_res_t *cnops_sheet_blank_get(cnops_req_t *req);

/* /espace/feuille-de-soins.pdf: that of the membership which the space shows. 404 where the
 * membership is closed. */
cnops_res_t *cnops_sheet_own_get(cnops_req_t *req);

/* Sets "sheet" to the address of the member's own, or to null where there is none. */
void cnops_sheet_offer(cnops_tree_t *data, const cnops_req_t *req);

#endif
