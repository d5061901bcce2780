/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Serves the files of the institution's brand, from memory: its style sheet, its emblem, its
 * typefaces.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_BRAND_BRAND_FILES_H
#define CNOPS_PAGES_BRAND_BRAND_FILES_H

#include "pages/frame/request.h"

/* GET /marque/FOLDER/NAME. 404 where the brand has no such file, or where its folder is another
 * one: the address is then of another content. */
cnops_res_t *cnops_brand_files_get(cnops_req_t *req);

#endif
