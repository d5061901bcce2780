/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/image_captcha.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define JOURNEY "00112233445566778899aabbccddeeff"
#define OTHER   "ffeeddccbbaa99887766554433221100"

static const char *make(core_fixture_t *f)
{
    const char *id = cnops_image_captcha_make(&f->core, JOURNEY, f->pool);

    assert_non_null(id);
    return id;
}

static cnops_image_captcha_t open_good(core_fixture_t *f, const char *id)
{
    cnops_image_captcha_t image;

    assert_int_equal(cnops_image_captcha_open(&image, &f->core, JOURNEY, id, f->pool), APR_SUCCESS);
    return image;
}

static const char *solution_of(core_fixture_t *f, const char *id)
{
    return apr_pstrdup(f->pool, open_good(f, id).solution);
}

static const char *wrong_for(core_fixture_t *f, const char *id)
{
    char *answer = apr_pstrdup(f->pool, solution_of(f, id));

    answer[5] = answer[5] == '9' ? '2' : '9';
    return answer;
}

static const char *verify(core_fixture_t *f, const char *journey, const char *id,
                          const char *answer)
{
    const char *fault;

    assert_int_equal(cnops_image_captcha_verify(&fault, &f->core, journey, id, answer, f->pool),
                     APR_SUCCESS);
    return fault;
}

static void is_six_of_eight_digits(void **state)
{
    core_fixture_t *f = *state;
    int seen[10] = {0};

    for (int i = 0; i < 300; i++) {
        const char *solution = solution_of(f, make(f));

        assert_int_equal(strlen(solution), CNOPS_IMAGE_CAPTCHA_LEN);
        assert_int_equal(strspn(solution, CNOPS_IMAGE_CAPTCHA_DIGITS), CNOPS_IMAGE_CAPTCHA_LEN);
        for (const char *at = solution; *at; at++)
            seen[*at - '0']++;
    }
    for (int digit = 2; digit <= 9; digit++)
        assert_in_range(seen[digit], 150, 300);
}

static void an_id_fits_an_address_and_tells_nothing(void **state)
{
    core_fixture_t *f = *state;
    const char *id = make(f);

    assert_in_range(strlen(id), 40, CNOPS_IMAGE_CAPTCHA_ID_MAX - 20);
    assert_int_equal(
        strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
        strlen(id));
    assert_null(strstr(id, solution_of(f, id)));
    assert_string_not_equal(id, make(f));
    assert_true(open_good(f, id).seed == open_good(f, id).seed);
    assert_false(open_good(f, id).seed == open_good(f, make(f)).seed);
}

static void people_write_digits_in_many_ways(void **state)
{
    core_fixture_t *f = *state;
    static const char *const arabic[] = {"٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"};
    const char *id = make(f), *s = solution_of(f, id);
    const char *answer = "";

    assert_null(verify(f, JOURNEY, id, s));
    id = make(f);
    s = solution_of(f, id);
    assert_null(verify(f, JOURNEY, id, apr_psprintf(f->pool, " %.3s %.2s-%s ", s, s + 3, s + 5)));
    id = make(f);
    for (const char *at = solution_of(f, id); *at; at++)
        answer = apr_pstrcat(f->pool, answer, arabic[*at - '0'], NULL);
    assert_null(verify(f, JOURNEY, id, answer));
}

static void any_answer_spends_it(void **state)
{
    core_fixture_t *f = *state;
    const char *id = make(f);

    assert_null(verify(f, JOURNEY, id, solution_of(f, id)));
    assert_string_equal(verify(f, JOURNEY, id, solution_of(f, id)), "used");
    id = make(f);
    assert_string_equal(verify(f, JOURNEY, id, wrong_for(f, id)), "wrong");
    assert_string_equal(verify(f, JOURNEY, id, solution_of(f, id)), "used");
}

static void no_answer_spends_nothing(void **state)
{
    core_fixture_t *f = *state;
    const char *id = make(f);

    assert_string_equal(verify(f, JOURNEY, id, NULL), "required");
    assert_string_equal(verify(f, JOURNEY, id, ""), "required");
    assert_string_equal(verify(f, JOURNEY, id, "  "), "required");
    assert_null(verify(f, JOURNEY, id, solution_of(f, id)));
}

static void only_the_whole_answer_is_right(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < 4; i++) {
        const char *id = make(f), *s = solution_of(f, id);
        const char *answers[] = {apr_pstrndup(f->pool, s, 5), apr_pstrcat(f->pool, s, "2", NULL),
                                 "abcdef", "000000"};

        assert_string_equal(verify(f, JOURNEY, id, answers[i]), "wrong");
    }
}

static void an_id_opens_only_in_its_own_journey(void **state)
{
    core_fixture_t *f = *state;
    const char *id = make(f), *solution = solution_of(f, id);
    cnops_image_captcha_t image;

    assert_int_equal(cnops_image_captcha_open(&image, &f->core, OTHER, id, f->pool), CNOPS_EFORGED);
    assert_string_equal(image.solution, "");
    assert_string_equal(verify(f, OTHER, id, solution), "expired");
    assert_null(verify(f, JOURNEY, id, solution));
}

static void it_expires(void **state)
{
    core_fixture_t *f = *state;
    const char *id = make(f), *solution = solution_of(f, id);
    cnops_image_captcha_t image;

    clock_fake_advance(f->clock, f->settings->image_ttl - 1);
    open_good(f, id);
    clock_fake_advance(f->clock, 1);
    assert_int_equal(cnops_image_captcha_open(&image, &f->core, JOURNEY, id, f->pool),
                     CNOPS_EEXPIRED);
    assert_string_equal(verify(f, JOURNEY, id, solution), "expired");
}

static void nothing_else_is_an_id(void **state)
{
    core_fixture_t *f = *state;
    char *longer = apr_palloc(f->pool, 5001);
    char *changed = apr_pstrdup(f->pool, make(f));

    memset(longer, 'A', 5000);
    longer[5000] = '\0';
    changed[strlen(changed) / 2] ^= 1;
    assert_string_equal(verify(f, JOURNEY, NULL, "222222"), "expired");
    assert_string_equal(verify(f, JOURNEY, "", "222222"), "expired");
    assert_string_equal(verify(f, JOURNEY, "test2.AAAA", "222222"), "expired");
    assert_string_equal(verify(f, JOURNEY, longer, "222222"), "expired");
    assert_string_equal(verify(f, JOURNEY, changed, "222222"), "expired");
}

static void a_store_that_is_down_accepts_no_answer(void **state)
{
    core_fixture_t *f = *state;
    const char *id = make(f), *fault;

    store_memory_fail_next(f->store, STORE_MEMORY(tokens, spend), CNOPS_EUNAVAILABLE);
    assert_int_equal(
        cnops_image_captcha_verify(&fault, &f->core, JOURNEY, id, solution_of(f, id), f->pool),
        CNOPS_EUNAVAILABLE);
    assert_non_null(fault);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(is_six_of_eight_digits),
        TEST(an_id_fits_an_address_and_tells_nothing),
        TEST(people_write_digits_in_many_ways),
        TEST(any_answer_spends_it),
        TEST(no_answer_spends_nothing),
        TEST(only_the_whole_answer_is_right),
        TEST(an_id_opens_only_in_its_own_journey),
        TEST(it_expires),
        TEST(nothing_else_is_an_id),
        TEST(a_store_that_is_down_accepts_no_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
