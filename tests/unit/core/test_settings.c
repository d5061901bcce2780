/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/settings.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static apr_pool_t *pool;

static int setup(void **state)
{
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    *state = cnops_settings_make(pool);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static const cnops_setting_t *row_of(const char *name)
{
    const cnops_setting_t *row = cnops_settings_table;

    while (row->name && strcmp(row->name, name) != 0)
        row++;
    assert_non_null(row->name);
    return row;
}

static const char *set(cnops_settings_t *settings, const char *name, const char *value)
{
    return cnops_setting_set(settings, row_of(name), value, NULL, pool);
}

static void test_every_row_is_sound(void **state)
{
    (void)state;
    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++) {
        cnops_settings_t *settings = cnops_settings_make(pool);

        assert_memory_equal(row->name, "Cnops", 5);
        assert_true(*row->help);
        for (const cnops_setting_t *other = row + 1; other->name; other++) {
            assert_string_not_equal(row->name, other->name);
            assert_int_not_equal(row->offset, other->offset);
        }
        if (row->fallback)
            assert_null(cnops_setting_set(settings, row, row->fallback, NULL, pool));
    }
}

/* For each row, also for choices that are added later. */
static void test_a_choice_is_the_index_of_its_word(void **state)
{
    int choices = 0;

    for (const cnops_setting_t *row = cnops_settings_table; row->name; row++) {
        const unsigned *member = (const unsigned *)((const char *)*state + row->offset);

        if (row->type != CNOPS_SETTING_CHOICE) {
            assert_null(row->words);
            continue;
        }
        choices++;
        for (unsigned i = 0; row->words[i]; i++) {
            assert_null(set(*state, row->name, row->words[i]));
            assert_int_equal(*member, i);
        }
        assert_non_null(strstr(set(*state, row->name, "neither"), row->words[0]));
        assert_non_null(set(*state, row->name, ""));
    }
    assert_true(choices > 3);
}

static void test_defaults_are_the_contracts(void **state)
{
    const cnops_settings_t *s = *state;

    assert_null(s->public_url);
    assert_null(s->key_file);
    assert_string_equal(s->default_lang, "fr");
    assert_int_equal(s->smtp_starttls, CNOPS_STARTTLS_REQUIRED);
    assert_int_equal(s->contact_change, CNOPS_CONTACT_CHANGE_LETTER);
    assert_int_equal(s->creation_assurance, CNOPS_ASSURANCE_FACTS);
    assert_int_equal(s->signin_second_step, CNOPS_SECOND_STEP_NEW_BROWSER);
    assert_int_equal(s->password_policy, CNOPS_PASSWORD_POLICY_HOUSE);
    assert_string_equal(s->outbox_dir, "");
    assert_false(s->outbox_echo);
    assert_int_equal(s->journey_ttl, apr_time_from_sec(1800));
    assert_int_equal(s->code_ttl, apr_time_from_sec(600));
    assert_int_equal(s->code_digits, 6);
    assert_int_equal(s->code_tries, 5);
    assert_int_equal(s->resend_after, apr_time_from_sec(60));
    assert_int_equal(s->destination_codes, 5);
    assert_int_equal(s->contact_accounts, 5);
    assert_int_equal(s->journey_identities, 5);
    assert_int_equal(s->journey_answers, 3);
    assert_int_equal(s->person_answers, 30);
    assert_int_equal(s->signin_free, 3);
    assert_int_equal(s->signin_delay_max, apr_time_from_sec(900));
    assert_int_equal(s->block_failures, 600);
    assert_int_equal(s->block_allowances->nelts, 0);
    assert_int_equal(s->claim_years, 5);
    assert_int_equal(s->registration_years, 5);
    assert_int_equal(s->beneficiary_mask, CNOPS_BENEFICIARY_MASK_CARE);
    assert_int_equal(s->claim_delays->nelts, 0);
    assert_int_equal(s->session_idle, apr_time_from_sec(900));
    assert_int_equal(s->session_max, apr_time_from_sec(8 * 3600));
    assert_int_equal(s->password_min, 8);
    assert_int_equal(s->password_max, 128);
    assert_int_equal(s->argon2_memory, 19456);
    assert_int_equal(s->argon2_passes, 2);
    assert_int_equal(s->hash_deadline, apr_time_from_sec(2));
}

static void test_durations(void **state)
{
    cnops_settings_t *s = *state;

    assert_null(set(s, "CnopsHashDeadline", "500ms"));
    assert_int_equal(s->hash_deadline, 500000);
    assert_null(set(s, "CnopsCodeTTL", "90s"));
    assert_int_equal(s->code_ttl, apr_time_from_sec(90));
    assert_null(set(s, "CnopsSessionMax", "2d"));
    assert_int_equal(s->session_max, apr_time_from_sec(2 * 86400));
    assert_null(set(s, "CnopsSessionMax", "12h"));
    assert_int_equal(s->session_max, apr_time_from_sec(12 * 3600));

    assert_string_equal(set(s, "CnopsCodeTTL", "10"),
                        "CnopsCodeTTL must be a duration from 1s to 1h, for instance 10m");
    assert_non_null(set(s, "CnopsCodeTTL", ""));
    assert_non_null(set(s, "CnopsCodeTTL", "m"));
    assert_non_null(set(s, "CnopsCodeTTL", "-10m"));
    assert_non_null(set(s, "CnopsCodeTTL", "10 m"));
    assert_non_null(set(s, "CnopsCodeTTL", "10mm"));
    assert_non_null(set(s, "CnopsCodeTTL", "999ms"));
    assert_non_null(set(s, "CnopsCodeTTL", "61m"));
    assert_non_null(set(s, "CnopsCodeTTL", "9223372036854775807d"));
    assert_non_null(set(s, "CnopsCodeTTL", "99999999999999999999s"));
    assert_int_equal(s->code_ttl, apr_time_from_sec(90));
}

static void test_counts(void **state)
{
    cnops_settings_t *s = *state;

    assert_null(set(s, "CnopsCodeDigits", "10"));
    assert_int_equal(s->code_digits, 10);
    assert_string_equal(set(s, "CnopsCodeDigits", "11"),
                        "CnopsCodeDigits must be a whole number from 6 to 10, for instance 6");
    assert_non_null(set(s, "CnopsCodeDigits", "5"));
    assert_non_null(set(s, "CnopsCodeDigits", "7x"));
    assert_non_null(set(s, "CnopsCodeDigits", " 7"));
    assert_non_null(set(s, "CnopsCodeDigits", "+7"));
    assert_non_null(set(s, "CnopsCodeDigits", "99999999999999999999"));
    assert_int_equal(s->code_digits, 10);
}

static void test_flags_and_languages(void **state)
{
    cnops_settings_t *s = *state;

    assert_null(set(s, "CnopsOutboxEcho", "On"));
    assert_true(s->outbox_echo);
    assert_non_null(set(s, "CnopsOutboxEcho", "yes"));
    assert_null(set(s, "CnopsPasswordPolicy", "long"));
    assert_int_equal(s->password_policy, CNOPS_PASSWORD_POLICY_LONG);
    assert_non_null(set(s, "CnopsPasswordPolicy", "hous"));
    assert_non_null(set(s, "CnopsPasswordPolicy", "house long"));
    assert_non_null(set(s, "CnopsPasswordPolicy", ""));
    assert_int_equal(s->password_policy, CNOPS_PASSWORD_POLICY_LONG);
    assert_true(s->outbox_echo);
    assert_null(set(s, "CnopsDefaultLanguage", "ar"));
    assert_string_equal(s->default_lang, "ar");
    assert_non_null(strstr(set(s, "CnopsDefaultLanguage", "de"), "for instance, fr"));
    assert_string_equal(s->default_lang, "ar");
}

static void test_addresses(void **state)
{
    static const char *const bad[] = {"",
                                      "www.example.ma",
                                      "/mon_compte",
                                      "ftp://www.example.ma",
                                      "https://",
                                      "https:///mon_compte",
                                      "https://www.example.ma/",
                                      "https://www.example.ma//x",
                                      "https://www.example.ma/a b",
                                      "https://www.example.ma:x/b",
                                      "https://www.example.ma:/b",
                                      "https://www.example.ma:99999/b",
                                      "https://www.example.ma:0",
                                      "https://www.example.ma:1:2",
                                      "https://user@www.example.ma",
                                      "https://www.example.ma/?a=b",
                                      "https://www.example.ma/\r\nX: y",
                                      "https://www.example.ma/\"x"};
    cnops_settings_t *s = *state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(set(s, "CnopsPublicURL", bad[i]));
    assert_null(s->public_url);

    assert_null(set(s, "CnopsPublicURL", "https://www.example.ma/mon_compte"));
    assert_string_equal(cnops_settings_mount(s, pool), "/mon_compte");
    assert_string_equal(cnops_settings_host(s, pool), "www.example.ma");
    assert_true(cnops_settings_is_https(s));

    assert_null(set(s, "CnopsPublicURL", "http://localhost:8080"));
    assert_string_equal(cnops_settings_mount(s, pool), "");
    assert_string_equal(cnops_settings_host(s, pool), "localhost:8080");
    assert_false(cnops_settings_is_https(s));

    assert_null(set(s, "CnopsPublicURL", "http://localhost:8080/a/b"));
    assert_string_equal(cnops_settings_mount(s, pool), "/a/b");
}

static void test_block_allowances_add_up(void **state)
{
    const cnops_setting_t *row = row_of("CnopsBlockAllowance");
    cnops_settings_t *s = *state;
    const cnops_block_allowance_t *list;

    assert_null(cnops_setting_set(s, row, "198.51.100.0/24", "6000", pool));
    assert_null(cnops_setting_set(s, row, "2001:db8::/32", "9000", pool));
    assert_non_null(cnops_setting_set(s, row, "198.51.100.7/24", "6000", pool));
    assert_non_null(cnops_setting_set(s, row, "198.51.100.0/24", "0", pool));
    assert_non_null(cnops_setting_set(s, row, "198.51.100.0/24", "many", pool));
    assert_non_null(cnops_setting_set(s, row, "198.51.100.0/24", NULL, pool));
    assert_int_equal(s->block_allowances->nelts, 2);
    list = (const cnops_block_allowance_t *)s->block_allowances->elts;
    assert_string_equal(list[1].cidr, "2001:db8::/32");
    assert_int_equal(list[1].failures, 9000);
}

static void test_delays_of_claims_add_up(void **state)
{
    static const char *const wrong[] = {"0", "3661", "-1", "30d", "many", "", NULL};
    const cnops_setting_t *row = row_of("CnopsClaimDelay");
    cnops_settings_t *s = *state;
    const cnops_claim_delay_t *list;

    assert_null(cnops_setting_set(s, row, "soins dentaires", "60", pool));
    assert_null(cnops_setting_set(s, row, "*", "3660", pool));
    assert_non_null(cnops_setting_set(s, row, "", "60", pool));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(strstr(cnops_setting_set(s, row, "*", wrong[i], pool), "CnopsClaimDelay"));
    assert_int_equal(s->claim_delays->nelts, 2);
    list = (const cnops_claim_delay_t *)s->claim_delays->elts;
    assert_string_equal(list[0].care_kind, "soins dentaires");
    assert_int_equal(list[0].days, 60);
    assert_string_equal(list[1].care_kind, "*");
    assert_int_equal(list[1].days, 3660);
}

static void test_code_servers_add_up(void **state)
{
    static const char *const wrong[] = {"", "127.0.0.1", "127.0.0.1:0", "a b:1", "[::1]:11211"};
    cnops_settings_t *s = *state;
    const char *fault;

    assert_int_equal(s->code_servers->nelts, 0);
    assert_int_equal(s->code_timeout, 250000);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fault = set(s, "CnopsCodeServers", wrong[i]);
        assert_non_null(strstr(fault, "CnopsCodeServers"));
        assert_non_null(strstr(fault, "127.0.0.1:11211"));
    }
    assert_null(set(s, "CnopsCodeServers", "192.0.2.1:11211"));
    assert_null(set(s, "CnopsCodeServers", "codes2.example:11211"));
    assert_non_null(strstr(set(s, "CnopsCodeServers", "192.0.2.1:11211"), "twice"));
    assert_int_equal(s->code_servers->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(s->code_servers, 1, const char *), "codes2.example:11211");
    for (int i = 2; i < CNOPS_CODE_SERVERS_MAX; i++)
        assert_null(set(s, "CnopsCodeServers", apr_psprintf(pool, "192.0.2.%d:11211", i)));
    assert_non_null(strstr(set(s, "CnopsCodeServers", "192.0.2.99:1"), "more than"));
    assert_non_null(set(s, "CnopsCodeTimeout", "1ms"));
    assert_non_null(set(s, "CnopsCodeTimeout", "1m"));
}

static void test_settings_that_contradict_each_other_are_refused(void **state)
{
    cnops_settings_t *s = *state;

    assert_non_null(strstr(cnops_settings_check(s, pool), "CnopsPublicURL is missing"));
    assert_null(set(s, "CnopsPublicURL", "http://localhost"));
    assert_non_null(strstr(cnops_settings_check(s, pool), "CnopsKeyFile is missing"));
    assert_null(set(s, "CnopsKeyFile", "/etc/cnops/keys"));
    assert_null(cnops_settings_check(s, pool));

    assert_null(set(s, "CnopsJourneyTTL", "5m"));
    assert_non_null(cnops_settings_check(s, pool));
    assert_null(set(s, "CnopsJourneyTTL", "30m"));
    assert_null(set(s, "CnopsSessionIdle", "9h"));
    assert_non_null(cnops_settings_check(s, pool));
    assert_null(set(s, "CnopsSessionIdle", "15m"));
    assert_null(set(s, "CnopsPowBits", "18"));
    assert_non_null(cnops_settings_check(s, pool));
    assert_null(set(s, "CnopsPowBits", "20"));
    assert_null(cnops_settings_check(s, pool));
}

/* --- relays and gateways --- */

static void test_a_relay_is_a_host_and_nothing_else(void **state)
{
    cnops_settings_t *s = *state;
    static const char *const refused[] = {
        "relais:25",           "http://relais",  "smtp://",         "smtp://a@relais",
        "smtp://relais/x",     "smtp://re lais", "smtp://relais:x", "smtp://relais:0",
        "smtp://relais:65536", "smtp://relais:", "smtp://[::1]x",   "smtp://[::1]:99999"};

    assert_null(set(s, "CnopsSmtpURL", "smtp://[::1]:2525"));
    assert_null(set(s, "CnopsSmtpURL", "smtps://[::1]"));
    assert_null(set(s, "CnopsSmtpURL", "smtp://relais.example.ma:587"));
    assert_string_equal(s->smtp_url, "smtp://relais.example.ma:587");
    assert_null(set(s, "CnopsSmtpURL", "smtps://[::1]:465"));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_non_null(strstr(set(s, "CnopsSmtpURL", refused[i]), "for instance smtp://"));
    assert_null(set(s, "CnopsSmtpURL", ""));
}

static void test_a_gateway_is_a_kind_and_an_address(void **state)
{
    cnops_settings_t *s = *state;
    const cnops_setting_t *gateway = row_of("CnopsSmsGateway");
    const char *url = "http://127.0.0.1:13013/cgi-bin/sendsms";

    assert_null(s->sms_gateway.kind);
    assert_null(cnops_setting_set(s, gateway, "kannel", url, pool));
    assert_string_equal(s->sms_gateway.kind, "kannel");
    assert_string_equal(s->sms_gateway.url, url);
    assert_non_null(cnops_setting_set(s, gateway, "kannel", NULL, pool));
    assert_non_null(cnops_setting_set(s, gateway, "kannel", "http://a/?password=x", pool));
    assert_non_null(cnops_setting_set(s, gateway, "kannel", "ftp://a/", pool));
    /* Some gateways insist on the last '/'. */
    assert_null(cnops_setting_set(s, gateway, "json", "https://sms.example.ma/v1/messages/", pool));
    assert_non_null(set(s, "CnopsSmsReceiptURL", "https://sms.example.ma/v1/"));
}

static const cnops_setting_test_t *accepted(const cnops_settings_t *settings, int i)
{
    assert_true(i < settings->sms_json_accepted->nelts);
    return &APR_ARRAY_IDX(settings->sms_json_accepted, i, cnops_setting_test_t);
}

static void test_what_an_answer_says_adds_up(void **state)
{
    static const char *const wrong[] = {"",     "=",      "=queued", "status=", ".status=x",
                                        "a.=x", "a..b=x", "a b=x",   "é=x",     "a\x01=x"};
    cnops_settings_t *s = *state;

    assert_int_equal(s->sms_json_accepted->nelts, 0);
    assert_int_equal(s->sms_json_failed->nelts, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *fault = set(s, "CnopsSmsJsonAccepted", wrong[i]);

        assert_non_null(strstr(fault, "CnopsSmsJsonAccepted"));
        assert_non_null(strstr(fault, "for instance, status=queued"));
    }
    assert_null(set(s, "CnopsSmsJsonAccepted", "messages.0.status=PENDING"));
    assert_null(set(s, "CnopsSmsJsonAccepted", "note=a=b, c"));
    assert_null(set(s, "CnopsSmsJsonAccepted", "id"));
    assert_int_equal(s->sms_json_accepted->nelts, 3);
    assert_string_equal(accepted(s, 0)->path, "messages.0.status");
    assert_string_equal(accepted(s, 0)->value, "PENDING");
    assert_string_equal(accepted(s, 1)->path, "note");
    assert_string_equal(accepted(s, 1)->value, "a=b, c");
    assert_string_equal(accepted(s, 2)->path, "id");
    assert_null(accepted(s, 2)->value);
    assert_int_equal(s->sms_json_refused->nelts, 0);
}

static void test_a_place_is_a_path(void **state)
{
    static const char *const wrong[] = {".id", "id.", "a..b", "a b", "id=x", "é"};
    cnops_settings_t *s = *state;

    assert_string_equal(s->sms_json_id, "");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(strstr(set(s, "CnopsSmsJsonId", wrong[i]), "CnopsSmsJsonId must be"));
    assert_null(set(s, "CnopsSmsJsonId", "messages.0.messageId"));
    assert_string_equal(s->sms_json_id, "messages.0.messageId");
    assert_null(set(s, "CnopsSmsJsonId", ""));
}

static void test_a_password_goes_to_no_relay_in_clear(void **state)
{
    cnops_settings_t *s = *state;

    assert_null(set(s, "CnopsPublicURL", "https://a/b"));
    assert_null(set(s, "CnopsKeyFile", "/keys"));
    assert_null(set(s, "CnopsSmtpURL", "smtp://relais:25"));
    assert_null(set(s, "CnopsSmtpCredentials", "/credentials"));
    assert_null(cnops_settings_check(s, pool));
    assert_non_null(set(s, "CnopsSmtpStartTLS", "no"));
    assert_null(set(s, "CnopsSmtpStartTLS", "opportunistic"));
    assert_non_null(strstr(cnops_settings_check(s, pool), "CnopsSmtpCredentials"));
    assert_null(set(s, "CnopsSmtpURL", "smtps://relais:465"));
    assert_null(cnops_settings_check(s, pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_row_is_sound, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_relay_is_a_host_and_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_gateway_is_a_kind_and_an_address, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_an_answer_says_adds_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_place_is_a_path, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_password_goes_to_no_relay_in_clear, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_choice_is_the_index_of_its_word, setup, teardown),
        cmocka_unit_test_setup_teardown(test_defaults_are_the_contracts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_durations, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_flags_and_languages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_addresses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_block_allowances_add_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_delays_of_claims_add_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_code_servers_add_up, setup, teardown),
        cmocka_unit_test_setup_teardown(test_settings_that_contradict_each_other_are_refused, setup,
                                        teardown),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
