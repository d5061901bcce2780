/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks that a PNG file is whole: e-mail programs show nothing, or half, of one that was cut off
 * or changed on its way. The picture itself is not unpacked.
 *
 * Floor: view. Threads: any. Source: the PNG specification, third edition, §5 and §11.2. */
#ifndef CNOPS_VIEW_BRAND_PICTURE_H
#define CNOPS_VIEW_BRAND_PICTURE_H

#include <apr_pools.h>

/* Sides, in px. A few KiB of a file may be many MiB where the picture is shown. */
#define CNOPS_PICTURE_SMALLEST 16
#define CNOPS_PICTURE_LARGEST  2048

/* NULL where the bytes are a PNG, complete, whose chunks keep their checksums, and neither side is
 * out of bounds; otherwise the first thing that is wrong with them. */
const char *cnops_picture_fault(const char *bytes, apr_size_t len, apr_pool_t *pool);

#endif
