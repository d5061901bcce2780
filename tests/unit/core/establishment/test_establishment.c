/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/establishment/establishment.h"

#include "base/errors.h"
#include "core/establishment/quota.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four above */

#define DAY apr_time_from_sec(86400)

static const cnops_establishment_t *add(core_fixture_t *f, const char *code)
{
    const cnops_establishment_t *establishment;
    const char *key;

    assert_int_equal(cnops_establishment_add(&key, &f->core, code, "Fictive", f->pool),
                     APR_SUCCESS);
    assert_int_equal(cnops_establishment_by_code(&establishment, &f->core, code, f->pool),
                     APR_SUCCESS);
    return establishment;
}

static void test_codes(void **state)
{
    (void)state;
    assert_null(cnops_establishment_code_fault("UM5"));
    assert_null(cnops_establishment_code_fault("ENSA-RABAT-00001"));
    assert_non_null(cnops_establishment_code_fault("U"));
    assert_non_null(cnops_establishment_code_fault("ENSA-RABAT-000012"));
    assert_non_null(cnops_establishment_code_fault("um5"));
    assert_non_null(cnops_establishment_code_fault("UM 5"));
}

static void test_names(void **state)
{
    core_fixture_t *f = *state;
    char *eighty = apr_pcalloc(f->pool, 200);

    for (int i = 0; i < 80; i++)
        apr_cpystrn(eighty + 2 * i, "\xc3\xa9", 3);
    assert_null(cnops_establishment_name_fault(eighty));
    assert_non_null(cnops_establishment_name_fault(apr_pstrcat(f->pool, eighty, "x", NULL)));
    assert_non_null(cnops_establishment_name_fault(""));
    assert_non_null(cnops_establishment_name_fault("  "));
    assert_non_null(cnops_establishment_name_fault("a\nb"));
    assert_non_null(cnops_establishment_name_fault("\xff"));
}

static void test_addresses_of_webhooks(void **state)
{
    core_fixture_t *f = *state;

    assert_null(cnops_establishment_webhook_fault("https://univ.example/hook?a=b", f->pool));
    assert_null(cnops_establishment_webhook_fault("http://127.0.0.1:8000/hook", f->pool));
    assert_non_null(cnops_establishment_webhook_fault("http://univ.example/hook", f->pool));
    assert_non_null(cnops_establishment_webhook_fault("http://127.0.0.1.univ.example/", f->pool));
    assert_non_null(
        cnops_establishment_webhook_fault("https://user:secret@univ.example/", f->pool));
    assert_non_null(cnops_establishment_webhook_fault("https://univ.example/#part", f->pool));
    assert_non_null(cnops_establishment_webhook_fault("https://univ.example/ x", f->pool));
    assert_non_null(cnops_establishment_webhook_fault("ftp://univ.example/", f->pool));
    assert_non_null(cnops_establishment_webhook_fault("univ.example", f->pool));
    assert_non_null(cnops_establishment_webhook_fault("", f->pool));
}

static void test_a_list_has_all_of_them(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *list;

    for (int i = 0; i < 205; i++)
        add(f, apr_psprintf(f->pool, "E-%03d", i));
    assert_int_equal(cnops_establishment_list(&list, &f->core, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 205);
    assert_string_equal(APR_ARRAY_IDX(list, 204, cnops_establishment_t).code, "E-204");
}

static void test_only_keys_that_work_are_listed(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t id = add(f, "UM5")->id;
    apr_array_header_t *keys;
    apr_time_t ends_at;
    const char *key;

    assert_int_equal(cnops_establishment_rotate(&key, &ends_at, &f->core, id, f->pool),
                     APR_SUCCESS);
    assert_int_equal(cnops_establishment_keys(&keys, &f->core, id, f->pool), APR_SUCCESS);
    assert_int_equal(keys->nelts, 2);
    clock_fake_advance(f->clock, CNOPS_ESTABLISHMENT_OVERLAP);
    assert_int_equal(cnops_establishment_keys(&keys, &f->core, id, f->pool), APR_SUCCESS);
    assert_int_equal(keys->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(keys, 0, cnops_establishment_key_t).ends_at, 0);
}

static void test_a_revoked_one_gets_no_key(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t id = add(f, "UM5")->id;
    const char *key = "";
    apr_time_t ends_at;

    assert_int_equal(cnops_establishment_revoke(&f->core, id, f->pool), APR_SUCCESS);
    assert_int_equal(cnops_establishment_rotate(&key, &ends_at, &f->core, id, f->pool),
                     CNOPS_ENOTFOUND);
    assert_null(key);
    assert_int_equal(cnops_establishment_add(&key, &f->core, "UM5", "Again", f->pool),
                     CNOPS_EDUPLICATE);
    assert_null(key);
}

/* --- quotas --- */

static cnops_quota_t look(core_fixture_t *f, const cnops_establishment_t *establishment)
{
    cnops_quota_t quota;

    assert_int_equal(cnops_quota_look(&quota, &f->core, establishment, f->pool), APR_SUCCESS);
    return quota;
}

static bool take(core_fixture_t *f, const cnops_establishment_t *establishment, apr_int64_t rows)
{
    bool taken;

    assert_int_equal(cnops_quota_take(&taken, &f->core, establishment, rows, f->pool), APR_SUCCESS);
    return taken;
}

static void test_rows_of_a_day_are_counted(void **state)
{
    core_fixture_t *f = *state;
    const cnops_establishment_t *one = add(f, "UM5"), *other = add(f, "UCA");

    f->settings->api_day_rows = 1000;
    assert_int_equal(look(f, one).left, 1000);
    assert_true(take(f, one, 1));
    assert_true(take(f, one, 900));
    assert_int_equal(look(f, one).left, 99);
    assert_int_equal(look(f, one).retry_after, 0);
    assert_false(take(f, one, 100));
    assert_int_equal(look(f, one).left, 99);
    assert_true(take(f, one, 99));
    assert_false(take(f, one, 1));
    assert_int_equal(look(f, one).retry_after, DAY);
    assert_int_equal(look(f, other).left, 1000);
    clock_fake_advance(f->clock, DAY);
    assert_int_equal(look(f, one).left, 1000);
    assert_true(take(f, one, 1000));
}

static void test_one_may_have_a_number_of_its_own(void **state)
{
    core_fixture_t *f = *state;
    cnops_establishment_t establishment = *add(f, "UM5");

    establishment.day_rows = 20;
    assert_false(take(f, &establishment, 21));
    assert_true(take(f, &establishment, 20));
    assert_int_equal(look(f, &establishment).limit, 20);
    assert_int_equal(look(f, &establishment).left, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        CASE(test_names),
        CASE(test_addresses_of_webhooks),
        CASE(test_a_list_has_all_of_them),
        CASE(test_only_keys_that_work_are_listed),
        CASE(test_a_revoked_one_gets_no_key),
        CASE(test_rows_of_a_day_are_counted),
        CASE(test_one_may_have_a_number_of_its_own),
    };

    return cmocka_run_group_tests_name("establishments", tests, NULL, NULL);
}
