/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The care sheets for everybody, without names: one for each scheme, and one for each mutuelle of
 * the institution's file. Each is printed once and then kept, because anybody may ask for it, as
 * often as they like: it must not take an engine from members who wait for their papers.
 *
 * Floor: pages. Threads: any. Secrets: none. */
#ifndef CNOPS_PAGES_SHEET_BLANK_H
#define CNOPS_PAGES_SHEET_BLANK_H

#include "pages/frame/request.h"

/* Empty. What is kept is freed with the pool. */
cnops_blank_sheets_t *cnops_blank_sheets_make(const cnops_tree_t *institution, apr_pool_t *pool);

/* The sheet of a name in addresses: CNOPS_SHEET_STUDENT, CNOPS_SHEET_PUBLIC
 * (view/brand/mutuelles.h) or the code of a mutuelle. *pbytes: *plen bytes of a PDF file; NULL
 * where there is no such sheet. */
apr_status_t cnops_blank_sheet(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                               const char *name);

#endif
