/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports the text of a claims.csv, for tests that need claims in a real database.
 *
 * Threads: one. */
#ifndef CNOPS_TWINS_CLAIMS_FILE_H
#define CNOPS_TWINS_CLAIMS_FILE_H

#include "core/claim/record.h"
#include "ctl/import/claims_import.h"
#include "twins/database_lease.h"

/* The columns that each file must have. */
#define CLAIMS_FILE_HEADER                                                                         \
    "reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,amount_refunded,"    \
    "status,paid_on,payment_mode\n"

/* Fails where a row is refused. */
cnops_claims_result_t claims_file_import(const cnops_core_t *core, database_lease_t *lease,
                                         const char *text, apr_pool_t *pool);

/* The record of the first claim that SQL's where finds; fails where it does not open. */
cnops_claim_record_t claims_file_record(const cnops_core_t *core, database_lease_t *lease,
                                        const char *where, apr_pool_t *pool);

#endif
