/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/claim/total.h"

#include "base/errors.h"
#include "core/seal/columns.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const cnops_claim_record_t known = {.spent = 1000, .refunded = 700};
static const cnops_claim_record_t awaited = {.spent = 300, .refunded = -1};

static void test_rejected_claims_are_apart(void **state)
{
    cnops_claim_sums_t sums = {0};

    (void)state;
    cnops_claim_sums_count(&sums, &known, CNOPS_CLAIM_PAID, 1);
    cnops_claim_sums_count(&sums, &awaited, CNOPS_CLAIM_IN_PROCESS, 1);
    cnops_claim_sums_count(&sums, &known, CNOPS_CLAIM_REJECTED, 1);
    assert_int_equal(sums.count, 2);
    assert_int_equal(sums.spent, 1300);
    assert_int_equal(sums.refunded, 700);
    assert_int_equal(sums.awaited_count, 1);
    assert_int_equal(sums.awaited_spent, 300);
    assert_int_equal(sums.rejected_count, 1);
    assert_int_equal(sums.rejected_spent, 1000);
}

static void test_what_was_added_can_be_taken_away(void **state)
{
    static const cnops_claim_sums_t none = {0};
    cnops_claim_sums_t sums = {0}, less = {0};

    (void)state;
    for (int status = 0; status <= CNOPS_CLAIM_REJECTED; status++) {
        cnops_claim_sums_count(&sums, &known, (cnops_claim_status_e)status, 1);
        cnops_claim_sums_count(&sums, &awaited, (cnops_claim_status_e)status, 1);
        cnops_claim_sums_count(&less, &known, (cnops_claim_status_e)status, -1);
        cnops_claim_sums_count(&less, &awaited, (cnops_claim_status_e)status, -1);
    }
    cnops_claim_sums_add(&sums, &less);
    assert_memory_equal(&sums, &none, sizeof sums);
}

static const cnops_claim_total_of_t of = {12, 2026};

static void test_opens_what_was_sealed(void **state)
{
    core_fixture_t *f = *state;
    cnops_claim_total_record_t total = {"SALMA", "2015-02-03", {1, 2, 3, 4, 5, 6, 7}}, read;

    assert_int_equal(cnops_claim_total_open(&read, &f->core, &of,
                                            cnops_claim_total_seal(&f->core, &of, &total, f->pool),
                                            f->pool),
                     APR_SUCCESS);
    assert_string_equal(read.beneficiary, "SALMA");
    assert_string_equal(read.birth_date, "2015-02-03");
    assert_memory_equal(&read.sums, &total.sums, sizeof read.sums);
}

static void test_refuses_other_texts(void **state)
{
    static const char *const texts[] = {"", "1 2 3 4 5 6 7", "1 2 3 4 5 6\x1f\x1f", "\x1f\x1f"};
    static const char *const bound[] = {"12", "2026", NULL};
    core_fixture_t *f = *state;
    cnops_claim_total_record_t read;

    for (apr_size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(
            cnops_claim_total_open(
                &read, &f->core, &of,
                cnops_column_seal(&f->core, CNOPS_SEALED_CLAIM_TOTAL, bound, texts[i], f->pool),
                f->pool),
            CNOPS_EMALFORMED);
    assert_int_equal(cnops_claim_total_open(&read, &f->core, &of, "test1.AAAA", f->pool),
                     CNOPS_EFORGED);
}

/* Somebody who may write to the database must not read the sums of another member in his own row.
 */
static void test_opens_in_its_own_row_only(void **state)
{
    static const cnops_claim_total_of_t others[] = {{13, 2026}, {12, 2025}};
    core_fixture_t *f = *state;
    cnops_claim_total_record_t total = {"SALMA", "", {1, 2, 3, 4, 5, 6, 7}}, read;
    const char *sealed = cnops_claim_total_seal(&f->core, &of, &total, f->pool);

    for (apr_size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(cnops_claim_total_open(&read, &f->core, &others[i], sealed, f->pool),
                         CNOPS_EFORGED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_rejected_claims_are_apart), TEST(test_what_was_added_can_be_taken_away),
        TEST(test_opens_what_was_sealed),     TEST(test_refuses_other_texts),
        TEST(test_opens_in_its_own_row_only),
    };

    return cmocka_run_group_tests_name("claim total", tests, NULL, NULL);
}
