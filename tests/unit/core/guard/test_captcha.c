/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/guard/captcha.h"

#include "base/errors.h"
#include "base/json.h"
#include "core/purge.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define STANDARD sodium_base64_VARIANT_ORIGINAL
#define URL_SAFE sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* --- a solver, written from the protocol's description --- */

static void derive(char hex[65], const cnops_tree_t *parameters, unsigned counter)
{
    unsigned char input[36], key[32];

    sodium_hex2bin(input, 16, cnops_tree_text(parameters, "salt"), 32, NULL, NULL, NULL);
    sodium_hex2bin(input + 16, 16, cnops_tree_text(parameters, "nonce"), 32, NULL, NULL, NULL);
    input[32] = (unsigned char)(counter >> 24);
    input[33] = (unsigned char)(counter >> 16);
    input[34] = (unsigned char)(counter >> 8);
    input[35] = (unsigned char)counter;
    crypto_hash_sha256(key, input, sizeof input);
    for (apr_int64_t i = 1; i < cnops_tree_int(parameters, "cost", 0); i++)
        crypto_hash_sha256(key, key, sizeof key);
    sodium_bin2hex(hex, 65, key, sizeof key);
}

/* The first counter that solves, or with wrong the first that does not. */
static unsigned find_counter(char hex[65], const cnops_tree_t *parameters, bool wrong)
{
    const char *prefix = cnops_tree_text(parameters, "keyPrefix");

    for (unsigned counter = 0;; counter++) {
        derive(hex, parameters, counter);
        if ((strncmp(hex, prefix, strlen(prefix)) == 0) != wrong)
            return counter;
    }
}

static cnops_tree_t *parameters_of(const cnops_tree_t *challenge)
{
    return (cnops_tree_t *)cnops_tree_get(challenge, "parameters");
}

static cnops_tree_t *answer_with(core_fixture_t *f, cnops_tree_t *challenge, apr_int64_t counter,
                                 const char *key)
{
    cnops_tree_t *tree = cnops_tree_object(f->pool), *solution;

    cnops_tree_set(tree, "challenge", challenge);
    solution = cnops_tree_set_object(tree, "solution");
    cnops_tree_set_int(solution, "counter", counter);
    if (key)
        cnops_tree_set_text(solution, "derivedKey", key);
    cnops_tree_set_int(solution, "time", 12);
    return tree;
}

static cnops_tree_t *answer(core_fixture_t *f, cnops_tree_t *challenge)
{
    char key[65];
    unsigned counter = find_counter(key, parameters_of(challenge), false);

    return answer_with(f, challenge, counter, key);
}

static const char *encode(core_fixture_t *f, const char *json, int variant)
{
    size_t len = sodium_base64_encoded_len(strlen(json), variant);
    char *base64 = apr_palloc(f->pool, len);

    return sodium_bin2base64(base64, len, (const unsigned char *)json, strlen(json), variant);
}

static const char *payload(core_fixture_t *f, const cnops_tree_t *tree)
{
    return encode(f, cnops_json_write(tree, f->pool), STANDARD);
}

static const char *verify(core_fixture_t *f, int level, const char *base64)
{
    const char *fault;

    assert_int_equal(cnops_captcha_verify(&fault, &f->core, level, base64, f->pool), APR_SUCCESS);
    return fault;
}

static cnops_tree_t *challenge(core_fixture_t *f, int level)
{
    return cnops_captcha_challenge(&f->core, level, f->pool);
}

/* --- challenges --- */

static void test_a_challenge_is_altchas(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *tree = challenge(f, 0), *parameters = parameters_of(tree);
    const char *expected;

    expected =
        apr_psprintf(f->pool,
                     "{\"algorithm\":\"SHA-256\",\"cost\":1,\"expiresAt\":%" APR_TIME_T_FMT
                     ",\"keyLength\":32,\"keyPrefix\":\"0\",\"nonce\":\"%s\",\"salt\":\"%s\"}",
                     apr_time_sec(clock_fake_now(f->clock)) + 600,
                     cnops_tree_text(parameters, "nonce"), cnops_tree_text(parameters, "salt"));
    assert_string_equal(cnops_json_write(parameters, f->pool), expected);
    assert_int_equal(strlen(cnops_tree_text(parameters, "nonce")), 32);
    assert_int_equal(strlen(cnops_tree_text(parameters, "salt")), 32);
    assert_string_not_equal(cnops_tree_text(parameters, "nonce"),
                            cnops_tree_text(parameters, "salt"));
    assert_string_not_equal(cnops_tree_text(parameters, "nonce"),
                            cnops_tree_text(parameters_of(challenge(f, 0)), "nonce"));
}

static void test_the_signature_is_hmac_sha256(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *tree = challenge(f, 0);
    const char *json = cnops_json_write(parameters_of(tree), f->pool);
    unsigned char mac[32];
    char hex[65];

    crypto_auth_hmacsha256(mac, (const unsigned char *)json, strlen(json),
                           cnops_keys_get(f->core.keys, NULL, CNOPS_KEY_CAPTCHA));
    sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
    assert_string_equal(cnops_tree_text(tree, "signature"), hex);
}

static void test_each_level_doubles_the_work(void **state)
{
    core_fixture_t *f = *state;

    f->settings->pow_cost = 3;
    f->settings->pow_bits = 16;
    f->settings->pow_levels = 8;
    for (int level = 0; level <= 8; level++) {
        cnops_tree_t *parameters = parameters_of(challenge(f, level));

        assert_int_equal(cnops_tree_int(parameters, "cost", 0), 3 << level);
        assert_string_equal(cnops_tree_text(parameters, "keyPrefix"), "0000");
    }
    assert_int_equal(cnops_tree_int(parameters_of(challenge(f, 99)), "cost", 0), 3 << 8);
    assert_int_equal(cnops_tree_int(parameters_of(challenge(f, -1)), "cost", 0), 3);
}

/* --- solutions --- */

static void test_a_solution_is_good_once(void **state)
{
    core_fixture_t *f = *state;
    const char *solved = payload(f, answer(f, challenge(f, 0)));

    assert_null(verify(f, 0, solved));
    assert_string_equal(verify(f, 0, solved), "used");
    assert_null(verify(f, 0, payload(f, answer(f, challenge(f, 0)))));
}

/* A challenge is valid for ten minutes. */
static void test_a_spent_solution_stays_spent(void **state)
{
    core_fixture_t *f = *state;
    const char *solved = payload(f, answer(f, challenge(f, 0)));
    const int seconds[] = {290, 301, 400, 599};
    int passed = 0;

    assert_null(verify(f, 0, solved));
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
        clock_fake_advance(f->clock, apr_time_from_sec(seconds[i] - passed));
        passed = seconds[i];
        assert_int_equal(cnops_purge(&f->core, f->pool), APR_SUCCESS);
        assert_string_equal(verify(f, 0, solved), "used");
    }
}

static void test_another_counter_does_not_make_it_new(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *tree = challenge(f, 0);
    char key[65];
    unsigned counter = find_counter(key, parameters_of(tree), false);

    assert_null(verify(f, 0, payload(f, answer_with(f, tree, counter, key))));
    do
        derive(key, parameters_of(tree), ++counter);
    while (key[0] != '0');
    assert_string_equal(verify(f, 0, payload(f, answer_with(f, tree, counter, key))), "used");
}

static void test_every_base64_is_read(void **state)
{
    core_fixture_t *f = *state;
    const int variants[] = {STANDARD, URL_SAFE, sodium_base64_VARIANT_URLSAFE,
                            sodium_base64_VARIANT_ORIGINAL_NO_PADDING};

    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        /* One more blank each time, for every length of the padding. */
        for (int blanks = 0; blanks < 3; blanks++) {
            const char *json = cnops_json_write(answer(f, challenge(f, 0)), f->pool);

            assert_null(verify(
                f, 0, encode(f, apr_psprintf(f->pool, "%s%*s", json, blanks, ""), variants[i])));
        }
    }
}

/* ALTCHA's own solvers write how long they took with a fraction. */
static void test_a_time_with_a_fraction_is_no_fault(void **state)
{
    core_fixture_t *f = *state;
    const char *json = cnops_json_write(answer(f, challenge(f, 0)), f->pool);
    const char *time = strstr(json, "\"time\":12");

    assert_non_null(time);
    json = apr_pstrcat(f->pool, apr_pstrmemdup(f->pool, json, (size_t)(time - json)),
                       "\"time\":12.5", time + 9, NULL);
    assert_null(verify(f, 0, encode(f, json, STANDARD)));
}

static void test_nothing_is_required(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(verify(f, 0, NULL), "required");
    assert_string_equal(verify(f, 0, ""), "required");
}

static void test_what_is_no_payload_is_invalid(void **state)
{
    static const char *const bad[] = {"[]",
                                      "{}",
                                      "null",
                                      "1",
                                      "{",
                                      "{\"challenge\":1,\"solution\":1}",
                                      "{\"challenge\":{},\"solution\":{}}",
                                      ("{\"challenge\":{\"parameters\":[],\"signature\":\"\"},"
                                       "\"solution\":{\"counter\":1}}")};
    core_fixture_t *f = *state;
    char *huge = apr_palloc(f->pool, 6000);

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(verify(f, 0, encode(f, bad[i], STANDARD)), "invalid");
    assert_string_equal(verify(f, 0, "====="), "invalid");
    assert_string_equal(verify(f, 0, "no base64!"), "invalid");
    assert_string_equal(verify(f, 0, "\xff\xfe"), "invalid");
    memset(huge, 'A', 6000);
    huge[5999] = '\0';
    assert_string_equal(verify(f, 0, huge), "invalid");
}

static void test_every_parameter_is_signed(void **state)
{
    static const char *const texts[] = {"algorithm", "keyPrefix", "nonce", "salt"};
    static const char *const numbers[] = {"cost", "expiresAt", "keyLength"};
    core_fixture_t *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cnops_tree_t *tree = challenge(f, 0), *parameters = parameters_of(tree);
        char *text = apr_pstrdup(f->pool, cnops_tree_text(parameters, texts[i]));

        text[strlen(text) - 1] = text[strlen(text) - 1] == '0' ? '1' : '0';
        cnops_tree_set_text(parameters, texts[i], text);
        assert_string_equal(verify(f, 0, payload(f, answer(f, tree))), "invalid");
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cnops_tree_t *tree = challenge(f, 0), *parameters = parameters_of(tree);

        cnops_tree_set_int(parameters, numbers[i], cnops_tree_int(parameters, numbers[i], 0) + 1);
        assert_string_equal(verify(f, 0, payload(f, answer(f, tree))), "invalid");
    }
}

static void test_no_parameter_may_be_added(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *tree = challenge(f, 0);

    cnops_tree_set_text(parameters_of(tree), "data", "x");
    assert_string_equal(verify(f, 0, payload(f, answer(f, tree))), "invalid");
}

static void test_every_character_of_the_signature_counts(void **state)
{
    core_fixture_t *f = *state;

    for (int i = 0; i < 64; i++) {
        cnops_tree_t *tree = challenge(f, 0);
        char *signature = apr_pstrdup(f->pool, cnops_tree_text(tree, "signature"));

        signature[i] = signature[i] == 'a' ? 'b' : 'a';
        cnops_tree_set_text(tree, "signature", signature);
        assert_string_equal(verify(f, 0, payload(f, answer(f, tree))), "invalid");
    }
}

static void test_a_wrong_counter_is_invalid(void **state)
{
    core_fixture_t *f = *state;
    cnops_tree_t *tree = challenge(f, 0);
    char key[65], right_key[65];
    unsigned wrong = find_counter(key, parameters_of(tree), true);
    unsigned right = find_counter(right_key, parameters_of(tree), false);

    assert_string_equal(verify(f, 0, payload(f, answer_with(f, tree, wrong, key))), "invalid");
    assert_string_equal(verify(f, 0, payload(f, answer_with(f, tree, wrong, NULL))), "invalid");
    assert_string_equal(verify(f, 0, payload(f, answer_with(f, tree, right, key))), "invalid");
    assert_string_equal(verify(f, 0, payload(f, answer_with(f, tree, -1, NULL))), "invalid");
    assert_string_equal(
        verify(f, 0, payload(f, answer_with(f, tree, (APR_INT64_C(1) << 32) + right, right_key))),
        "invalid");
    /* None of these has spent the solution. */
    assert_null(verify(f, 0, payload(f, answer_with(f, tree, right, NULL))));
}

static void test_a_challenge_expires(void **state)
{
    core_fixture_t *f = *state;
    const char *early = payload(f, answer(f, challenge(f, 0)));
    const char *late = payload(f, answer(f, challenge(f, 0)));

    clock_fake_advance(f->clock, apr_time_from_sec(599));
    assert_null(verify(f, 0, early));
    clock_fake_advance(f->clock, apr_time_from_sec(1));
    assert_string_equal(verify(f, 0, late), "expired");
    /* Also after the purge has forgotten that it was used. */
    assert_int_equal(cnops_purge(&f->core, f->pool), APR_SUCCESS);
    assert_string_equal(verify(f, 0, early), "expired");
}

/* Where nobody knows whether it was used, it counts as used. */
static void test_what_cannot_be_spent_is_no_proof(void **state)
{
    core_fixture_t *f = *state;
    const char *solved = payload(f, answer(f, challenge(f, 0))), *fault = NULL;

    store_memory_fail_next(f->store, STORE_MEMORY(counters, take), CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_captcha_verify(&fault, &f->core, 0, solved, f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_non_null(fault);
    assert_null(verify(f, 0, solved));
}

static void test_a_solution_is_worth_its_level(void **state)
{
    core_fixture_t *f = *state;
    const char *easy = payload(f, answer(f, challenge(f, 1)));

    assert_string_equal(verify(f, 2, easy), "harder");
    assert_null(verify(f, 1, easy));
    assert_null(verify(f, 2, payload(f, answer(f, challenge(f, 3)))));
    assert_null(verify(f, 99, payload(f, answer(f, challenge(f, 8)))));
}

static void test_a_solution_is_measured_by_the_settings_of_now(void **state)
{
    core_fixture_t *f = *state;
    const char *solved = payload(f, answer(f, challenge(f, 0)));
    const char *costly = payload(f, answer(f, challenge(f, 8)));

    f->settings->pow_bits = 8;
    assert_string_equal(verify(f, 0, solved), "harder");
    f->settings->pow_bits = 4;
    f->settings->pow_levels = 2;
    assert_string_equal(verify(f, 0, costly), "invalid");
    assert_null(verify(f, 0, solved));
}

/* The most work that strangers can cause for a member's new browser, on a phone. */
static void test_the_highest_level_is_half_a_minute(void **state)
{
    const apr_int64_t hashes_a_second = 300000;
    core_fixture_t *f = *state;
    cnops_settings_t *settings = cnops_settings_make(f->pool);
    const cnops_tree_t *parameters;
    apr_int64_t tries;

    f->core.settings = settings;
    settings->public_url = settings->key_file = "-";
    parameters = cnops_tree_get(cnops_captcha_challenge(&f->core, 99, f->pool), "parameters");
    tries = APR_INT64_C(1) << 4 * strlen(cnops_tree_text(parameters, "keyPrefix"));
    assert_in_range(cnops_tree_int(parameters, "cost", 0) * tries / hashes_a_second, 20, 30);
}

static void test_a_store_that_is_down_is_reported(void **state)
{
    core_fixture_t *f = *state;
    const char *solved = payload(f, answer(f, challenge(f, 0))), *fault;

    store_memory_down(f->store, true);
    assert_int_equal(cnops_captcha_verify(&fault, &f->core, 0, solved, f->pool),
                     CNOPS_EUNAVAILABLE);
    store_memory_down(f->store, false);
    assert_null(verify(f, 0, solved));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_challenge_is_altchas),
        CASE(test_the_signature_is_hmac_sha256),
        CASE(test_each_level_doubles_the_work),
        CASE(test_a_solution_is_good_once),
        CASE(test_a_spent_solution_stays_spent),
        CASE(test_another_counter_does_not_make_it_new),
        CASE(test_every_base64_is_read),
        CASE(test_a_time_with_a_fraction_is_no_fault),
        CASE(test_nothing_is_required),
        CASE(test_what_is_no_payload_is_invalid),
        CASE(test_every_parameter_is_signed),
        CASE(test_no_parameter_may_be_added),
        CASE(test_every_character_of_the_signature_counts),
        CASE(test_a_wrong_counter_is_invalid),
        CASE(test_a_challenge_expires),
        CASE(test_what_cannot_be_spent_is_no_proof),
        CASE(test_a_solution_is_worth_its_level),
        CASE(test_a_solution_is_measured_by_the_settings_of_now),
        CASE(test_the_highest_level_is_half_a_minute),
        CASE(test_a_store_that_is_down_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
