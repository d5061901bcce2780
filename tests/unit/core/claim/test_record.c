/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/claim/record.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* needs the three above */

static cnops_claim_record_t make_record(apr_pool_t *pool)
{
    cnops_claim_record_t record = {.reference = "D-1",
                                   .care_kind = "Radiologie",
                                   .beneficiary = "سلمى FICTIVE",
                                   .relation = "child",
                                   .birth_date = "2015",
                                   .spent = 123456789012,
                                   .refunded = -1,
                                   .paid_on = "",
                                   .payment_mode = "transfer",
                                   .document_asked = "Ordonnance, signée",
                                   .reason = "",
                                   .affiliation_no = "AF-1"};

    record.history = apr_array_make(pool, 2, sizeof(cnops_claim_change_t));
    APR_ARRAY_PUSH(record.history, cnops_claim_change_t) =
        (cnops_claim_change_t){1700000000000000, CNOPS_CLAIM_RECEIVED};
    APR_ARRAY_PUSH(record.history, cnops_claim_change_t) =
        (cnops_claim_change_t){1700000000000001, CNOPS_CLAIM_DOCUMENT_ASKED};
    return record;
}

static void assert_same(const cnops_claim_record_t *a, const cnops_claim_record_t *b)
{
    assert_string_equal(a->reference, b->reference);
    assert_string_equal(a->care_kind, b->care_kind);
    assert_string_equal(a->beneficiary, b->beneficiary);
    assert_string_equal(a->relation, b->relation);
    assert_string_equal(a->birth_date, b->birth_date);
    assert_int_equal(a->spent, b->spent);
    assert_int_equal(a->refunded, b->refunded);
    assert_string_equal(a->paid_on, b->paid_on);
    assert_string_equal(a->payment_mode, b->payment_mode);
    assert_string_equal(a->document_asked, b->document_asked);
    assert_string_equal(a->reason, b->reason);
    assert_string_equal(a->affiliation_no, b->affiliation_no);
    assert_int_equal(a->history->nelts, b->history->nelts);
    for (int i = 0; i < a->history->nelts; i++) {
        const cnops_claim_change_t *x = &APR_ARRAY_IDX(a->history, i, cnops_claim_change_t);
        const cnops_claim_change_t *y = &APR_ARRAY_IDX(b->history, i, cnops_claim_change_t);

        assert_int_equal(x->seen_at, y->seen_at);
        assert_int_equal(x->status, y->status);
    }
}

static void test_reads_what_was_written(void **state)
{
    core_fixture_t *f = *state;
    cnops_claim_record_t record = make_record(f->pool), read;

    assert_int_equal(
        cnops_claim_record_read(&read, cnops_claim_record_write(&record, f->pool), f->pool),
        APR_SUCCESS);
    assert_same(&read, &record);
    record.history = apr_array_make(f->pool, 1, sizeof(cnops_claim_change_t));
    assert_int_equal(
        cnops_claim_record_read(&read, cnops_claim_record_write(&record, f->pool), f->pool),
        APR_SUCCESS);
    assert_int_equal(read.history->nelts, 0);
}

/* Databases have this text. */
static void test_the_written_form_stays(void **state)
{
    core_fixture_t *f = *state;
    cnops_claim_record_t record = make_record(f->pool);

    assert_string_equal(cnops_claim_record_write(&record, f->pool),
                        "D-1\x1fRadiologie\x1fسلمى FICTIVE\x1f"
                        "child\x1f"
                        "2015\x1f"
                        "123456789012\x1f-1\x1f\x1ftransfer\x1fOrdonnance, signée\x1f\x1f"
                        "AF-1\x1f"
                        "1700000000000000 received 1700000000000001 document_asked");
}

static void test_refuses_other_texts(void **state)
{
    static const char *const texts[] = {
        "",
        "a",
        "a\x1f\x1f\x1f\x1f\x1f"
        "1\x1f-1\x1f\x1f\x1f\x1f\x1f", /* a field is missing */
        "a\x1f\x1f\x1f\x1f\x1f"
        "1\x1f-1\x1f\x1f\x1f\x1f\x1f\x1f\x1f", /* one too many */
        "a\x1f\x1f\x1f\x1f\x1f"
        "x\x1f-1\x1f\x1f\x1f\x1f\x1f\x1f",
        "a\x1f\x1f\x1f\x1f\x1f"
        "\x1f-1\x1f\x1f\x1f\x1f\x1f\x1f",
        "a\x1f\x1f\x1f\x1f\x1f"
        "1\x1f-1\x1f\x1f\x1f\x1f\x1f\x1f"
        "5 lost",
        "a\x1f\x1f\x1f\x1f\x1f"
        "1\x1f-1\x1f\x1f\x1f\x1f\x1f\x1f"
        "5",
    };
    core_fixture_t *f = *state;
    cnops_claim_record_t read;

    for (apr_size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(cnops_claim_record_read(&read, texts[i], f->pool), CNOPS_EMALFORMED);
    assert_int_equal(cnops_claim_record_read(&read,
                                             "a\x1f\x1f\x1f\x1f\x1f"
                                             "1\x1f-1\x1f\x1f\x1f\x1f\x1f\x1f",
                                             f->pool),
                     APR_SUCCESS);
}

static void test_opens_only_what_was_sealed_for_it(void **state)
{
    core_fixture_t *f = *state;
    cnops_claim_record_t record = make_record(f->pool), read;
    const char *sealed = cnops_claim_record_seal(&f->core, &record, f->pool);

    assert_null(strstr(sealed, "D-1"));
    assert_int_equal(cnops_claim_record_open(&read, &f->core, sealed, f->pool), APR_SUCCESS);
    assert_same(&read, &record);
    assert_int_equal(cnops_claim_record_open(&read, &f->core, "test1.AAAA", f->pool),
                     CNOPS_EFORGED);
}

static void test_names_of_one_beneficiary_have_one_digest(void **state)
{
    core_fixture_t *f = *state;
    const char *digest = cnops_claim_beneficiary_digest(&f->core, 7, "Salma Fictive", f->pool);

    assert_string_equal(cnops_claim_beneficiary_digest(&f->core, 7, " SALMA   fictive ", f->pool),
                        digest);
    assert_string_not_equal(cnops_claim_beneficiary_digest(&f->core, 8, "Salma Fictive", f->pool),
                            digest);
    assert_string_not_equal(cnops_claim_beneficiary_digest(&f->core, 7, "SalmaFictive", f->pool),
                            digest);
}

static void test_references_are_compared_as_they_are(void **state)
{
    core_fixture_t *f = *state;

    assert_string_not_equal(cnops_claim_reference_digest(&f->core, "a1", f->pool),
                            cnops_claim_reference_digest(&f->core, "A1", f->pool));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_reads_what_was_written),
        TEST(test_the_written_form_stays),
        TEST(test_refuses_other_texts),
        TEST(test_opens_only_what_was_sealed_for_it),
        TEST(test_names_of_one_beneficiary_have_one_digest),
        TEST(test_references_are_compared_as_they_are),
    };

    return cmocka_run_group_tests_name("claim record", tests, NULL, NULL);
}
