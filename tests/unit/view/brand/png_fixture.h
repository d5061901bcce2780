/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes PNG files, chunk by chunk: whole ones, and ones with a fault. Their data is no picture. */
#ifndef CNOPS_TESTS_VIEW_BRAND_PNG_FIXTURE_H
#define CNOPS_TESTS_VIEW_BRAND_PNG_FIXTURE_H

#include "base/buffer.h"

#define PNG_MAGIC "\x89PNG\r\n\x1a\n"

void png_add_chunk(cnops_buffer_t *out, const char *type, const char *data, apr_size_t len);
/* The first chunk. */
void png_add_header(cnops_buffer_t *out, unsigned width, unsigned height);

/* A whole file of len bytes (at least 57), of 192 × 192 px. */
const char *png_make(apr_size_t len, apr_pool_t *pool);

#endif
