/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/api_key.h"

#include "core/establishment/establishment.h"
#include "twins/core_fixture.h"
#include "twins/store_memory_tables.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four above */

#define IP     "192.0.2.7"
#define MINUTE apr_time_from_sec(60)

static const char *add(core_fixture_t *f, const char *code)
{
    const char *key;

    assert_int_equal(cnops_establishment_add(&key, &f->core, code, "Fictive", f->pool),
                     APR_SUCCESS);
    assert_true(cnops_api_key_is(key));
    return key;
}

static cnops_api_caller_t find(core_fixture_t *f, const char *key)
{
    cnops_api_caller_t caller;

    assert_int_equal(cnops_api_key_find(&caller, &f->core, key, IP, f->pool), APR_SUCCESS);
    return caller;
}

static const cnops_establishment_key_t *row(core_fixture_t *f, int i)
{
    return &APR_ARRAY_IDX(f->store->establishment_keys, i, cnops_establishment_key_t);
}

/* --- the text --- */

static void test_a_key_says_what_it_is_and_is_never_the_same(void **state)
{
    core_fixture_t *f = *state;
    const char *key = cnops_api_key_make(&f->core, f->pool);

    assert_int_equal(strlen(key), CNOPS_API_KEY_LEN);
    assert_int_equal(strncmp(key, "cnops_etab_", 11), 0);
    assert_true(cnops_api_key_is(key));
    assert_string_not_equal(key, cnops_api_key_make(&f->core, f->pool));
}

static void test_one_wrong_character_is_noticed(void **state)
{
    core_fixture_t *f = *state;
    char *key = apr_pstrdup(f->pool, cnops_api_key_make(&f->core, f->pool));

    for (int i = 0; i < CNOPS_API_KEY_LEN; i++) {
        char was = key[i];

        key[i] = was == 'x' ? 'y' : 'x';
        assert_false(cnops_api_key_is(key));
        key[i] = was;
    }
    assert_true(cnops_api_key_is(key));
    assert_false(cnops_api_key_is(apr_pstrcat(f->pool, key, "x", NULL)));
    assert_false(cnops_api_key_is(""));
}

/* --- whose it is --- */

static void test_a_key_finds_its_establishment_alone(void **state)
{
    core_fixture_t *f = *state;
    const char *one = add(f, "UM5"), *other = add(f, "UCA");

    assert_int_equal(find(f, one).verdict, CNOPS_API_KEY_RIGHT);
    assert_string_equal(find(f, one).establishment->code, "UM5");
    assert_string_equal(find(f, other).establishment->code, "UCA");
    assert_null(strstr(row(f, 0)->key_digest, one + 11));
}

static void test_a_key_of_nobody_is_wrong(void **state)
{
    core_fixture_t *f = *state;
    cnops_api_caller_t caller = find(f, cnops_api_key_make(&f->core, f->pool));

    add(f, "UM5");
    assert_int_equal(caller.verdict, CNOPS_API_KEY_WRONG);
    assert_null(caller.establishment);
    assert_int_equal(find(f, "").verdict, CNOPS_API_KEY_WRONG);
}

static void test_after_a_rotation_both_work_for_seven_days(void **state)
{
    core_fixture_t *f = *state;
    const char *former = add(f, "UM5"), *key;
    apr_time_t ends_at;

    assert_int_equal(cnops_establishment_rotate(&key, &ends_at, &f->core,
                                                find(f, former).establishment->id, f->pool),
                     APR_SUCCESS);
    assert_int_equal(ends_at, cnops_core_now(&f->core) + 7 * 24 * 60 * MINUTE);
    clock_fake_advance(f->clock, 7 * 24 * 60 * MINUTE - 1);
    assert_int_equal(find(f, former).verdict, CNOPS_API_KEY_RIGHT);
    assert_int_equal(find(f, key).verdict, CNOPS_API_KEY_RIGHT);
    clock_fake_advance(f->clock, 1);
    assert_int_equal(find(f, former).verdict, CNOPS_API_KEY_WRONG);
    assert_int_equal(find(f, key).verdict, CNOPS_API_KEY_RIGHT);
}

static void test_a_revoked_one_is_told_so_at_once(void **state)
{
    core_fixture_t *f = *state;
    const char *key = add(f, "UM5");

    assert_int_equal(cnops_establishment_revoke(&f->core, find(f, key).establishment->id, f->pool),
                     APR_SUCCESS);
    assert_int_equal(find(f, key).verdict, CNOPS_API_KEY_REVOKED);
    assert_null(find(f, key).establishment);
}

static void test_the_use_is_noted_once_a_minute(void **state)
{
    core_fixture_t *f = *state;
    const char *key = add(f, "UM5"), *used = STORE_MEMORY(establishments, key_used);
    apr_time_t first = cnops_core_now(&f->core);

    find(f, key);
    assert_int_equal(row(f, 0)->last_used_at, first);
    clock_fake_advance(f->clock, MINUTE - 1);
    find(f, key);
    assert_int_equal(store_memory_calls(f->store, used), 1);
    clock_fake_advance(f->clock, 1);
    find(f, key);
    assert_int_equal(store_memory_calls(f->store, used), 2);
    assert_int_equal(row(f, 0)->last_used_at, first + MINUTE);
}

/* --- strangers --- */

static void test_wrong_keys_are_limited_and_right_ones_never(void **state)
{
    core_fixture_t *f = *state;
    const char *key = add(f, "UM5"), *wrong = cnops_api_key_make(&f->core, f->pool);
    cnops_api_caller_t caller;

    f->settings->block_failures = 60;
    for (int i = 0; i < 60; i++)
        assert_int_equal(find(f, i % 2 ? wrong : "typed").verdict, CNOPS_API_KEY_WRONG);
    caller = find(f, wrong);
    assert_int_equal(caller.verdict, CNOPS_API_KEY_LIMITED);
    assert_true(caller.retry_after > 0);
    assert_int_equal(find(f, key).verdict, CNOPS_API_KEY_RIGHT);
    assert_int_equal(cnops_api_key_find(&caller, &f->core, wrong, "198.51.100.1", f->pool),
                     APR_SUCCESS);
    assert_int_equal(caller.verdict, CNOPS_API_KEY_WRONG);
}

/* --- a new key of our ring --- */

static const cnops_keys_t *ring(core_fixture_t *f, const char *text)
{
    const char *fault;
    const cnops_keys_t *keys;

    assert_int_equal(cnops_keys_parse(&keys, &fault, text, f->pool), APR_SUCCESS);
    return keys;
}

static void test_a_key_moves_to_the_new_key_of_our_ring_when_it_is_used(void **state)
{
    core_fixture_t *f = *state;
    const char *former = strchr(CORE_FIXTURE_KEYS, '\n') + 1, *key;
    const char *current =
        apr_pstrmemdup(f->pool, CORE_FIXTURE_KEYS, (apr_size_t)(former - CORE_FIXTURE_KEYS));

    f->core.keys = ring(f, former);
    key = add(f, "UM5");
    f->core.keys = ring(f, CORE_FIXTURE_KEYS);
    assert_int_equal(find(f, key).verdict, CNOPS_API_KEY_RIGHT);
    assert_string_equal(row(f, 0)->key_id, "test2");
    f->core.keys = ring(f, current);
    assert_int_equal(find(f, key).verdict, CNOPS_API_KEY_RIGHT);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_key_says_what_it_is_and_is_never_the_same),
        CASE(test_one_wrong_character_is_noticed),
        CASE(test_a_key_finds_its_establishment_alone),
        CASE(test_a_key_of_nobody_is_wrong),
        CASE(test_after_a_rotation_both_work_for_seven_days),
        CASE(test_a_revoked_one_is_told_so_at_once),
        CASE(test_the_use_is_noted_once_a_minute),
        CASE(test_wrong_keys_are_limited_and_right_ones_never),
        CASE(test_a_key_moves_to_the_new_key_of_our_ring_when_it_is_used),
    };

    return cmocka_run_group_tests_name("keys of establishments", tests, NULL, NULL);
}
