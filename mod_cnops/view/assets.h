/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Translates the name of an asset into its address. The build renames each asset after a hash
 * of its content, so that browsers may keep it for ever.
 *
 * Floor: view. Threads: read-only once loaded. */
#ifndef CNOPS_VIEW_ASSETS_H
#define CNOPS_VIEW_ASSETS_H

#include <apr_pools.h>

typedef struct cnops_assets_t cnops_assets_t;

/* manifest: path of a file of lines "app.css app.3f2a….css". mount: "/mon_compte" or "".
 * On error *pfault names file, line and reason. */
apr_status_t cnops_assets_load(const cnops_assets_t **passets, const char **pfault,
                               const char *manifest, const char *mount, apr_pool_t *pool);

/* name: "app.css". Returns "/mon_compte/assets/app.3f2a….css", which lives as long as assets;
 * NULL where the manifest does not have the name. */
const char *cnops_assets_address(const cnops_assets_t *assets, const char *name);

#endif
