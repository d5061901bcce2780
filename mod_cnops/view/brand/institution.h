/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the file of the institution, and checks it against its schema.
 *
 * The schema comes from htdocs (institution.schema.json) and not from the folder of the file: it
 * belongs to the version of the portal, and nobody edits it.
 *
 * Floor: view. Threads: start-up, and cnopsctl. */
#ifndef CNOPS_VIEW_BRAND_INSTITUTION_H
#define CNOPS_VIEW_BRAND_INSTITUTION_H

#include "base/faults.h"
#include "base/tree.h"

/* The file at path as a tree. NULL where it is not JSON, cannot be read, or the schema cannot.
 * Where faults has lines afterwards, the tree breaks the schema and is only good for looking for
 * further faults. */
const cnops_tree_t *cnops_institution_load(cnops_faults_t *faults, const char *path,
                                           const char *htdocs, apr_pool_t *pool);

/* The part of the tree that is for visitors, which pages and messages have as "site": all but
 * remarks and what the brand is made of. */
cnops_tree_t *cnops_institution_site(const cnops_tree_t *institution, apr_pool_t *pool);

#endif
