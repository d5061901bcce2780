/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The style sheet of the brand: custom properties for light and dark themes, which app.css uses and
 * for which it has defaults, and the typefaces.
 *
 * Floor: view. Threads: any. */
#ifndef CNOPS_VIEW_BRAND_SHEET_H
#define CNOPS_VIEW_BRAND_SHEET_H

#include "base/tree.h"
#include "view/brand/palette.h"

/* face: of the institution; may be NULL. It must keep the schema: names go into the sheet as they
 * are. Files are named relative to the sheet's address. */
const char *cnops_sheet_write(const cnops_palette_t *palette, const cnops_tree_t *face,
                              apr_pool_t *pool);

#endif
