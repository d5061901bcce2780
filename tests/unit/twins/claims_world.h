/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Imports of claims into a real database, from the bytes of a file on, for several test programs.
 *
 * A cmocka program passes claims_world_setup and claims_world_teardown. */
#ifndef CNOPS_TWINS_CLAIMS_WORLD_H
#define CNOPS_TWINS_CLAIMS_WORLD_H

#include "claims_file.h"
#include "core_fixture.h"
#include "database_lease.h"

#define CLAIMS_WORLD_ROW(reference, number, day, beneficiary, spent, refunded, status)             \
    reference "," number "," day ",Radiologie," beneficiary "," spent "," refunded "," status ",," \
              "\n"

typedef struct claims_world_t {
    core_fixture_t *fixture;
    database_lease_t *lease;
    cnops_core_t *core; /* of the fixture */
    apr_pool_t *pool;
    const char *text; /* of the file */
    apr_size_t offset;
    apr_array_header_t *faults; /* "LINE: COLUMN: REASON" */
    const char *shifted;        /* "COLUMN CHANGED/ROWS " of each */
    int runs;
    bool keep_going;
    int first_year;
    /* Called before the switch; may be NULL. */
    void (*once_staged)(struct claims_world_t *world);
    apr_int64_t allow_changing;
} claims_world_t;

/* For cmocka. Memberships 1, 2 and 3 have the numbers 101, 102 and 103. */
int claims_world_setup(void **state);
int claims_world_teardown(void **state);

/* Imports a file with this text; returns as cnops_claims_load. */
apr_status_t claims_world_load(cnops_claims_result_t *presult, claims_world_t *world,
                               const char *text);
/* The same, where it must not fail. */
cnops_claims_result_t claims_world_import_text(claims_world_t *world, const char *text);

/* The first column of the first row of sql; expected NULL: there is no row. */
void claims_world_assert_value(claims_world_t *world, const char *sql, const char *expected);
/* There is one version of each claim and total, and no import is running. */
void claims_world_assert_swept(claims_world_t *world);
void claims_world_assert_counts(cnops_claims_result_t result, int added, int changed,
                                int unchanged);
/* The fault i of the last import. */
void claims_world_assert_fault(const claims_world_t *world, int i, const char *expected);

/* The stored record of a claim. */
cnops_claim_record_t claims_world_record_of(claims_world_t *world, const char *reference);

#endif
