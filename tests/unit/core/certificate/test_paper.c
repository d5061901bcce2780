/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/paper.h"

#include "twins/paper_drive.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)
#define DAY      apr_time_from_sec(86400)

static cnops_paper_t check(core_fixture_t *f, const char *digits)
{
    const cnops_public_keys_t *keys;
    cnops_paper_t paper;

    OK(cnops_public_keys_list(&keys, &f->core, f->pool));
    OK(cnops_paper_check(&paper, &f->core, keys, digits, f->pool));
    return paper;
}

static const char *word_of(core_fixture_t *f, const char *digits)
{
    return cnops_paper_verdict_name(check(f, digits).verdict);
}

static void test_a_paper_is_genuine_until_its_last_day_is_over(void **state)
{
    core_fixture_t *f = *state;
    const char *digits;
    cnops_paper_t paper;

    drive_paper(f, &digits);
    clock_fake_advance(f->clock, f->settings->certificate_days * DAY);
    assert_string_equal(word_of(f, digits), "genuine");
    clock_fake_advance(f->clock, DAY);
    paper = check(f, digits);
    assert_string_equal(cnops_paper_verdict_name(paper.verdict), "expired");
    assert_string_equal(paper.facts.name, "Amina");
    assert_null(paper.why);
}

static void test_a_paper_that_is_revoked_stays_revoked(void **state)
{
    core_fixture_t *f = *state;
    const cnops_event_t event = {.actor = "operator:h.fictif"};
    const char *digits, *other;
    const cnops_certificate_t *certificate = drive_paper(f, &digits);

    clock_fake_advance(f->clock, DAY);
    drive_paper(f, &other);
    OK(cnops_certificate_revoke(&f->core, certificate, event, f->pool));
    assert_string_equal(word_of(f, digits), "revoked");
    assert_string_equal(word_of(f, other), "genuine");
    clock_fake_advance(f->clock, (f->settings->certificate_days + 1) * DAY);
    assert_string_equal(word_of(f, digits), "revoked");
}

/* Its row may be deleted, or lost with a database: the signature still says what was signed. */
static void test_a_paper_without_its_row_is_checked_by_its_signature(void **state)
{
    core_fixture_t *f = *state;
    const char *digits;
    int count;

    drive_paper(f, &digits);
    OK(f->core.store.certificates->purge(f->core.store.self, &count, APR_INT64_MAX / 4, 9,
                                         f->pool));
    assert_int_equal(count, 1);
    assert_string_equal(word_of(f, digits), "genuine");
}

static void test_every_bit_of_the_payload_counts(void **state)
{
    core_fixture_t *f = *state;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    const char *digits;
    apr_size_t len;

    drive_paper(f, &digits);
    len = cnops_payload_from_digits(bytes, digits);
    for (apr_size_t bit = 0; bit < 8 * len; bit++) {
        cnops_paper_t paper;

        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        paper = check(f, bytes[0] ? cnops_payload_digits(bytes, len, f->pool) : "0");
        assert_int_equal(paper.verdict, CNOPS_PAPER_FALSE);
        assert_non_null(paper.why);
        assert_null(paper.facts.name);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_string_equal(word_of(f, digits), "genuine");
}

static void test_each_cause_is_said(void **state)
{
    core_fixture_t *f = *state;
    const cnops_public_keys_t none = {.keys =
                                          apr_array_make(f->pool, 1, sizeof(cnops_listed_key_t))};
    const char *digits;
    char *changed;

    drive_paper(f, &digits);
    assert_non_null(strstr(check(f, "").why, "not of the form"));
    assert_non_null(strstr(check(f, "123").why, "not of the form"));
    assert_non_null(strstr(check(f, "no digits").why, "not of the form"));
    changed = apr_pstrdup(f->pool, digits);
    changed[strlen(changed) - 1] ^= 1;
    assert_non_null(strstr(check(f, changed).why, "signature"));
    f->core.signed_keys = &none;
    assert_non_null(strstr(check(f, digits).why, "not in the list"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_paper_is_genuine_until_its_last_day_is_over),
        TEST(test_a_paper_that_is_revoked_stays_revoked),
        TEST(test_a_paper_without_its_row_is_checked_by_its_signature),
        TEST(test_every_bit_of_the_payload_counts),
        TEST(test_each_cause_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
