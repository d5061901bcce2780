/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks that an SVG file is only a drawing: it runs nothing and loads nothing. It is served from
 * the portal's own host, where a script in it could read pages of visitors.
 *
 * Elements are those of a list. Programs for drawing write others too (notes of their own, styles,
 * pictures): their "plain" or "optimized" SVG does not have them.
 *
 * Floor: view. Threads: any. The parser is that of APR (expat). */
#ifndef CNOPS_VIEW_BRAND_DRAWING_H
#define CNOPS_VIEW_BRAND_DRAWING_H

#include <apr_pools.h>

/* NULL where the bytes are such a drawing; otherwise the first thing that is wrong with them. */
const char *cnops_drawing_fault(const char *bytes, apr_size_t len, apr_pool_t *pool);

#endif
