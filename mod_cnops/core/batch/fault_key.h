/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The key of a row that was refused, sealed for its place: year and CINE as they were sent.
 *
 * Floor: core, private to core/batch. Threads: any. Secrets: a CINE is personal; the key goes to
 * its sender and to no log. */
#ifndef CNOPS_CORE_BATCH_FAULT_KEY_H
#define CNOPS_CORE_BATCH_FAULT_KEY_H

#include "core/batch/cells.h"
#include "core/core.h"

#define CNOPS_FAULT_KEY_MAX 64 /* bytes of a key */

/* "" where a part is at fault, which the caller says, or where they are too long. */
const char *cnops_fault_key_seal(const cnops_core_t *core, apr_int64_t batch_id,
                                 const cnops_batch_cells_t *row, bool is_right, apr_pool_t *pool);
apr_status_t cnops_fault_key_open(const char **pkey, const cnops_core_t *core, apr_int64_t batch_id,
                                  const cnops_batch_fault_t *fault, apr_pool_t *pool);

#endif
