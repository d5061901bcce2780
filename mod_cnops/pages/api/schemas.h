/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The schemas of the API's description: one table of the members of each answer, and the table of
 * the columns of registrations (core/registration/row.h) with what else callers must know of them.
 *
 * Floor: pages. Threads: any. */
#ifndef CNOPS_PAGES_API_SCHEMAS_H
#define CNOPS_PAGES_API_SCHEMAS_H

#include "base/tree.h"

/* A JSON object that has each schema under its name, in pool. */
cnops_tree_t *cnops_api_schemas(apr_pool_t *pool);

#endif
