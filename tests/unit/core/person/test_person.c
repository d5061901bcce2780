/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/person/person.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_opens_the_record_of_a_person(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t person = core_fixture_add_member(f, &fixture_public_transfer);
    cnops_tree_t *record;

    assert_int_equal(cnops_person_record(&record, &f->core, person, f->pool), APR_SUCCESS);
    assert_string_equal(cnops_tree_text(record, "family_name"),
                        fixture_public_transfer.family_name);
    assert_int_equal(cnops_person_record(&record, &f->core, person + 1000, f->pool), APR_SUCCESS);
    assert_null(record);
}

static void test_lists_memberships(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t person = core_fixture_add_member(f, &fixture_public_transfer);
    apr_array_header_t *list;

    assert_int_equal(cnops_person_memberships(&list, &f->core, person, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(cnops_person_memberships(&list, &f->core, 0, f->pool), APR_SUCCESS);
    assert_int_equal(list->nelts, 0);
}

static void test_a_record_that_does_not_open_is_a_fault(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t person = store_memory_add_person(f->store, "digest", "test2.AAAA");
    cnops_tree_t *record;

    assert_int_equal(cnops_person_record(&record, &f->core, person, f->pool), CNOPS_EFORGED);
    assert_null(record);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_opens_the_record_of_a_person),
        CASE(test_lists_memberships),
        CASE(test_a_record_that_does_not_open_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
