/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Under which content-hashed names the assets were built.
 *
 * Floor: view. Callers: view.c. Threads: read-only once loaded. */
#ifndef CNOPS_VIEW_ASSETS_H
#define CNOPS_VIEW_ASSETS_H

#include <apr_pools.h>

typedef struct cnops_assets_t cnops_assets_t;

/* manifest: a file of lines "app.css app.3f2a….css". */
apr_status_t cnops_assets_load(const cnops_assets_t **passets, const char **pfault,
                               const char *manifest, const char *mount, apr_pool_t *pool);

/* "/mon_compte/assets/app.3f2a….css", or NULL. */
const char *cnops_assets_address(const cnops_assets_t *assets, const char *name);

#endif
