/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tests what is the same for every kind of gateway. */
#include "base/errors.h"
#include "courier/gateways.h"
#include "courier/sms_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_sends_to_morocco_only(void **state)
{
    static const char *const refused[] = {"+33612345678",
                                          "0612345678",
                                          "+21261234567",
                                          "+2126123456789",
                                          "+212612345678\r\nX-Kannel-To: 1",
                                          ""};
    sms_fixture_t *fixture = *state;

    sms_fixture_open_silent(fixture, "kannel", "/sms");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(sms_fixture_send(fixture, refused[i], "texte"), CNOPS_EREFUSED);
        assert_string_equal(fixture->detail, "not a number of +212");
    }
    assert_string_equal(sms_fixture_close(fixture), "");
}

static int count(const char *text, const char *word)
{
    int found = 0;

    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        found++;
    return found;
}

/* The gateway would handle all requests when it runs again. */
static void test_sends_one_message_to_a_silent_gateway(void **state)
{
    sms_fixture_t *fixture = *state;

    sms_fixture_open_silent(fixture, "kannel", "/sms");
    assert_int_equal(sms_fixture_send(fixture, SMS_TO, "texte"), APR_EAGAIN);
    for (int i = 0; i < 2; i++)
        assert_int_equal(sms_fixture_send(fixture, SMS_TO, "texte"), CNOPS_EUNAVAILABLE);
    assert_int_equal(count(sms_fixture_close(fixture), "POST "), 1);
}

static const char *fault_of(sms_fixture_t *fixture, const char *kind, const char *from)
{
    cnops_settings_t *settings = fixture->core->settings;

    settings->sms_gateway = (cnops_gateway_setting_t){kind, "http://127.0.0.1:13013/sms"};
    settings->sms_from = from;
    return cnops_courier_sms_fault(settings, fixture->pool);
}

static void test_names_the_fault_of_the_settings(void **state)
{
    assert_null(fault_of(*state, "kannel", ""));
    assert_null(fault_of(*state, "kannel", "CNOPS"));
    assert_null(fault_of(*state, "kannel", "+212537000000"));
    assert_non_null(strstr(fault_of(*state, "kanel", ""), "'kanel'; known: kannel, json;"));
    assert_non_null(strstr(fault_of(*state, "kannel", "douze lettres"), "CnopsSmsFrom"));
    assert_non_null(fault_of(*state, "kannel", "ABCDEFGHIJKL"));
    assert_non_null(fault_of(*state, "kannel", "A\r\nX: 1"));
}

/* The kind is part of a receipt's address, where '-' separates the parts. */
static void test_names_every_kind_in_lower_case_letters(void **state)
{
    int kinds = 0;

    (void)state;
    for (const cnops_gateway_t *const *at = cnops_gateways; *at; at++, kinds++) {
        assert_true(*(*at)->kind);
        assert_int_equal(strspn((*at)->kind, "abcdefghijklmnopqrstuvwxyz"), strlen((*at)->kind));
        assert_ptr_equal(cnops_gateway_find((*at)->kind), *at);
    }
    assert_true(kinds > 0);
    assert_null(cnops_gateway_find("pigeon"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sms_fixture_setup, sms_fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_sends_to_morocco_only),
        TEST(test_sends_one_message_to_a_silent_gateway),
        TEST(test_names_the_fault_of_the_settings),
        TEST(test_names_every_kind_in_lower_case_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
