/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks a JSON value against a schema.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_SCHEMA_SCHEMA_CHECK_H
#define CNOPS_BASE_SCHEMA_SCHEMA_CHECK_H

#include "base/faults.h"
#include "base/schema/schema.h"

/* Adds a line to faults for each place of value that breaks the schema: the JSON pointer of the
 * place, what is wrong there, and the first of its examples. */
void cnops_schema_check(cnops_faults_t *faults, const cnops_schema_t *schema,
                        const cnops_tree_t *value, apr_pool_t *pool);

#endif
