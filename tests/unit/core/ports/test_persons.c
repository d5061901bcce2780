/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/persons.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_words_are_those_of_the_files(void **state)
{
    (void)state;
    assert_string_equal(cnops_scheme_name(CNOPS_SCHEME_PUBLIC), "public");
    assert_string_equal(cnops_scheme_name(CNOPS_SCHEME_STUDENT), "student");
    assert_string_equal(cnops_payment_name(CNOPS_PAYMENT_NONE), "");
    assert_string_equal(cnops_payment_name(CNOPS_PAYMENT_TRANSFER), "transfer");
    assert_string_equal(cnops_payment_name(CNOPS_PAYMENT_MONEY_ORDER), "money_order");
    assert_string_equal(cnops_member_status_name(CNOPS_MEMBER_ACTIVE), "active");
    assert_string_equal(cnops_member_status_name(CNOPS_MEMBER_CLOSED), "closed");
    assert_string_equal(cnops_member_status_name(CNOPS_MEMBER_DECEASED), "deceased");
}

static void test_parsers_undo_the_names(void **state)
{
    cnops_scheme_e scheme = CNOPS_SCHEME_PUBLIC;
    cnops_payment_e payment = CNOPS_PAYMENT_TRANSFER;
    cnops_member_status_e status = CNOPS_MEMBER_ACTIVE;

    (void)state;
    assert_true(cnops_scheme_parse(&scheme, "student"));
    assert_int_equal(scheme, CNOPS_SCHEME_STUDENT);
    assert_true(cnops_payment_parse(&payment, ""));
    assert_int_equal(payment, CNOPS_PAYMENT_NONE);
    assert_true(cnops_payment_parse(&payment, "money_order"));
    assert_int_equal(payment, CNOPS_PAYMENT_MONEY_ORDER);
    assert_true(cnops_member_status_parse(&status, "deceased"));
    assert_int_equal(status, CNOPS_MEMBER_DECEASED);
}

static void test_other_words_change_nothing(void **state)
{
    cnops_scheme_e scheme = CNOPS_SCHEME_STUDENT;
    cnops_payment_e payment = CNOPS_PAYMENT_MONEY_ORDER;
    cnops_member_status_e status = CNOPS_MEMBER_CLOSED;

    (void)state;
    assert_false(cnops_scheme_parse(&scheme, "Public"));
    assert_false(cnops_scheme_parse(&scheme, ""));
    assert_false(cnops_scheme_parse(&scheme, NULL));
    assert_int_equal(scheme, CNOPS_SCHEME_STUDENT);
    assert_false(cnops_payment_parse(&payment, "transfer "));
    assert_int_equal(payment, CNOPS_PAYMENT_MONEY_ORDER);
    assert_false(cnops_member_status_parse(&status, "dead"));
    assert_int_equal(status, CNOPS_MEMBER_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_those_of_the_files),
        cmocka_unit_test(test_parsers_undo_the_names),
        cmocka_unit_test(test_other_words_change_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
