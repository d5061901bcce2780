/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/person/contact.h"

#include "twins/core_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *index_of(core_fixture_t *f, cnops_channel_e channel, const char *contact)
{
    return cnops_contact_digest(&f->core, channel, contact, f->pool);
}

static void test_the_case_of_an_address_does_not_count(void **state)
{
    core_fixture_t *f = *state;
    const char *lower = index_of(f, CNOPS_CHANNEL_EMAIL, "salma@example.ma");

    assert_string_equal(index_of(f, CNOPS_CHANNEL_EMAIL, "Salma@Example.MA"), lower);
    assert_string_not_equal(index_of(f, CNOPS_CHANNEL_EMAIL, "selma@example.ma"), lower);
    assert_string_not_equal(index_of(f, CNOPS_CHANNEL_SMS, "salma@example.ma"), lower);
    assert_null(strstr(lower, "salma"));
}

static void test_a_mask_shows_what_the_owner_recognises(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_EMAIL, "fatima@example.ma", f->pool),
                        "f•••@e•••.ma");
    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_EMAIL, "a@b.co.uk", f->pool),
                        "a•••@b•••.uk");
    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_SMS, "+212612345678", f->pool),
                        "06 •• •• •• 78");
    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_SMS, "+212700000001", f->pool),
                        "07 •• •• •• 01");
}

static void test_what_is_no_contact_is_masked_completely(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_EMAIL, "no address", f->pool), "•••");
    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_EMAIL, "a.b@c", f->pool), "•••");
    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_SMS, "", f->pool), "•••");
    assert_string_equal(cnops_contact_mask(CNOPS_CHANNEL_SMS, "+2126", f->pool), "•••");
}

static void test_the_owner_sees_the_whole_contact(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(cnops_contact_show(CNOPS_CHANNEL_SMS, "+212612345678", f->pool),
                        "06 12 34 56 78");
    assert_string_equal(cnops_contact_show(CNOPS_CHANNEL_EMAIL, "a@example.ma", f->pool),
                        "a@example.ma");
    assert_string_equal(cnops_contact_show(CNOPS_CHANNEL_SMS, "+33612345678", f->pool),
                        "+33612345678");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_case_of_an_address_does_not_count),
        CASE(test_a_mask_shows_what_the_owner_recognises),
        CASE(test_what_is_no_contact_is_masked_completely),
        CASE(test_the_owner_sees_the_whole_contact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
