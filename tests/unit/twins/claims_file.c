/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "twins/claims_file.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four above */

static apr_status_t read_text(void *self, char *buffer, apr_size_t *plen)
{
    const char **prest = self;
    apr_size_t left = strlen(*prest);

    *plen = *plen < left ? *plen : left;
    memcpy(buffer, *prest, *plen);
    *prest += *plen;
    return left > 0 ? APR_SUCCESS : APR_EOF;
}

static void fail_at(void *self, apr_int64_t line, const char *column, const char *reason)
{
    (void)self;
    fail_msg("%d: %s: %s", (int)line, column, reason);
}

cnops_claims_result_t claims_file_import(const cnops_core_t *core, database_lease_t *lease,
                                         const char *text, apr_pool_t *pool)
{
    cnops_claims_load_t load = {.core = core,
                                .lease = database_lease_port(lease),
                                .is_mysql = database_lease_is_mysql(lease),
                                .run = "run",
                                .dir = "/tmp",
                                .input = {.read = read_text, .read_self = &text, .fault = fail_at},
                                .allow_changing = INT64_MAX};
    cnops_claims_result_t result;

    assert_int_equal(cnops_claims_load(&result, &load, pool), APR_SUCCESS);
    assert_true(result.switched);
    return result;
}

cnops_claim_record_t claims_file_record(const cnops_core_t *core, database_lease_t *lease,
                                        const char *where, apr_pool_t *pool)
{
    const char *sealed = database_lease_value(
        lease, apr_pstrcat(pool, "SELECT record_sealed FROM claim WHERE ", where, NULL));
    cnops_claim_record_t record;

    assert_non_null(sealed);
    assert_int_equal(cnops_claim_record_open(&record, core, sealed, pool), APR_SUCCESS);
    return record;
}
