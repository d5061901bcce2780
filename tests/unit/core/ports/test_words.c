/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The words that stand in databases already: they are what they were, whatever the enums do. */
#include "core/ports/addresses.h"
#include "core/ports/claims.h"
#include "core/ports/establishments.h"
#include "core/ports/requests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_channels(void **state)
{
    cnops_channel_e channel = CNOPS_CHANNEL_EMAIL;

    (void)state;
    assert_string_equal(cnops_channel_name(CNOPS_CHANNEL_EMAIL), "email");
    assert_string_equal(cnops_channel_name(CNOPS_CHANNEL_SMS), "sms");
    assert_true(cnops_channel_parse(&channel, "sms"));
    assert_int_equal(channel, CNOPS_CHANNEL_SMS);
    assert_false(cnops_channel_parse(&channel, "fax"));
    assert_false(cnops_channel_parse(&channel, NULL));
    assert_int_equal(channel, CNOPS_CHANNEL_SMS);
}

static void test_answers_about_an_address(void **state)
{
    cnops_address_how_e how = CNOPS_ADDRESS_CONFIRMED;

    (void)state;
    assert_string_equal(cnops_address_how_name(CNOPS_ADDRESS_CONFIRMED), "confirmed");
    assert_string_equal(cnops_address_how_name(CNOPS_ADDRESS_CORRECTED), "corrected");
    assert_true(cnops_address_how_parse(&how, "corrected"));
    assert_int_equal(how, CNOPS_ADDRESS_CORRECTED);
    assert_false(cnops_address_how_parse(&how, "refused"));
    assert_false(cnops_address_how_parse(&how, NULL));
    assert_int_equal(how, CNOPS_ADDRESS_CORRECTED);
}

static void test_states_of_an_account(void **state)
{
    static const struct {
        cnops_account_state_e state;
        const char *word;
    } words[] = {{CNOPS_ACCOUNT_ACTIVE, "active"},
                 {CNOPS_ACCOUNT_PENDING, "pending"},
                 {CNOPS_ACCOUNT_CLOSED, "closed"}};
    cnops_account_state_e read;

    (void)state;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        assert_string_equal(cnops_account_state_name(words[i].state), words[i].word);
        assert_true(cnops_account_state_parse(&read, words[i].word));
        assert_int_equal(read, words[i].state);
    }
    assert_false(cnops_account_state_parse(&read, "Closed"));
    assert_false(cnops_account_state_parse(&read, NULL));
    assert_int_equal(read, CNOPS_ACCOUNT_CLOSED);
}

static void test_kinds_of_requests(void **state)
{
    cnops_request_kind_e read = CNOPS_REQUEST_CONTACT;

    (void)state;
    assert_string_equal(cnops_request_kind_name(CNOPS_REQUEST_CONTACT), "contact");
    assert_string_equal(cnops_request_kind_name(CNOPS_REQUEST_OPENING), "opening");
    assert_true(cnops_request_kind_parse(&read, "opening"));
    assert_int_equal(read, CNOPS_REQUEST_OPENING);
    assert_false(cnops_request_kind_parse(&read, ""));
    assert_int_equal(read, CNOPS_REQUEST_OPENING);
}

static void test_states_of_requests(void **state)
{
    static const struct {
        cnops_request_state_e state;
        const char *word;
    } words[] = {{CNOPS_REQUEST_OPEN, "open"},         {CNOPS_REQUEST_ACCEPTED, "accepted"},
                 {CNOPS_REQUEST_DECLINED, "declined"}, {CNOPS_REQUEST_APPLIED, "applied"},
                 {CNOPS_REQUEST_OPPOSED, "opposed"},   {CNOPS_REQUEST_REFUSED, "refused"},
                 {CNOPS_REQUEST_EXPIRED, "expired"}};
    cnops_request_state_e read;

    (void)state;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        assert_string_equal(cnops_request_state_name(words[i].state), words[i].word);
        assert_true(cnops_request_state_parse(&read, words[i].word));
        assert_int_equal(read, words[i].state);
    }
    assert_false(cnops_request_state_parse(&read, "opened"));
    assert_int_equal(read, CNOPS_REQUEST_EXPIRED);
}

static void test_statuses_of_claims(void **state)
{
    static const struct {
        cnops_claim_status_e status;
        const char *word;
    } words[] = {{CNOPS_CLAIM_RECEIVED, "received"},
                 {CNOPS_CLAIM_IN_PROCESS, "in_process"},
                 {CNOPS_CLAIM_DOCUMENT_ASKED, "document_asked"},
                 {CNOPS_CLAIM_PAID, "paid"},
                 {CNOPS_CLAIM_REJECTED, "rejected"}};
    cnops_claim_status_e read;

    (void)state;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        assert_string_equal(cnops_claim_status_name(words[i].status), words[i].word);
        assert_true(cnops_claim_status_parse(&read, words[i].word));
        assert_int_equal(read, words[i].status);
    }
    assert_false(cnops_claim_status_parse(&read, "Paid"));
    assert_false(cnops_claim_status_parse(&read, NULL));
    assert_int_equal(read, CNOPS_CLAIM_REJECTED);
}

static void test_states_of_establishments(void **state)
{
    cnops_establishment_state_e read = CNOPS_ESTABLISHMENT_ACTIVE;

    (void)state;
    assert_string_equal(cnops_establishment_state_name(CNOPS_ESTABLISHMENT_ACTIVE), "active");
    assert_string_equal(cnops_establishment_state_name(CNOPS_ESTABLISHMENT_REVOKED), "revoked");
    assert_true(cnops_establishment_state_parse(&read, "revoked"));
    assert_int_equal(read, CNOPS_ESTABLISHMENT_REVOKED);
    assert_false(cnops_establishment_state_parse(&read, "Active"));
    assert_int_equal(read, CNOPS_ESTABLISHMENT_REVOKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_channels),
        cmocka_unit_test(test_states_of_an_account),
        cmocka_unit_test(test_kinds_of_requests),
        cmocka_unit_test(test_states_of_requests),
        cmocka_unit_test(test_statuses_of_claims),
        cmocka_unit_test(test_answers_about_an_address),
        cmocka_unit_test(test_states_of_establishments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
