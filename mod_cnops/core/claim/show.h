/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Opens a claim for its reader.
 *
 * Floor: core, private to core/claim. Threads: any. */
#ifndef CNOPS_CORE_CLAIM_SHOW_H
#define CNOPS_CORE_CLAIM_SHOW_H

#include "core/claim/claim.h"

/* Errors as cnops_claim_record_open. *pshown keeps row. */
apr_status_t cnops_claim_show(cnops_claim_shown_t *pshown, cnops_claim_reader_t *reader,
                              const cnops_claim_t *row, apr_pool_t *pool);

#endif
