/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/form/field.h"

#include "base/secret.h"
#include "core/ports.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static apr_pool_t *pool;

static int setup(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* NONE: the field does not exist. */
static cnops_field_e find(const char *name)
{
    for (int field = CNOPS_FIELD_NONE + 1; field < CNOPS_FIELDS_END; field++) {
        if (strcmp(cnops_field((cnops_field_e)field)->name, name) == 0)
            return (cnops_field_e)field;
    }
    return CNOPS_FIELD_NONE;
}

static void assert_normal(const char *field, const char *typed, const char *expected)
{
    const char *value = NULL;

    assert_null(cnops_field_check(find(field), &value, typed, pool));
    assert_string_equal(value, expected);
}

static void assert_fault(const char *field, const char *typed, const char *expected)
{
    const char *value = NULL;
    const char *fault = cnops_field_check(find(field), &value, typed, pool);

    assert_non_null(fault);
    assert_string_equal(fault, expected);
}

static void test_every_field_of_the_contract_is_there(void **state)
{
    static const char *const names[] = {"accepte",
                                        "mode",
                                        "immatriculation",
                                        "identifiant_employeur",
                                        "cni",
                                        "date_naissance",
                                        "rib",
                                        "etat_civil",
                                        "cine",
                                        "massar",
                                        "courriel",
                                        "code",
                                        "courriel_confirmation",
                                        "telephone_confirmation",
                                        "telephone",
                                        "mot_de_passe",
                                        "mot_de_passe_confirmation",
                                        "identifiant"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_not_equal(find(names[i]), CNOPS_FIELD_NONE);
    assert_int_equal(find("jeton"), CNOPS_FIELD_NONE);
    assert_int_equal(find(""), CNOPS_FIELD_NONE);
}

/* Also for fields that are added later: each can be checked and shown. */
static void test_every_row_is_sound(void **state)
{
    (void)state;
    for (int i = CNOPS_FIELD_NONE + 1; i < CNOPS_FIELDS_END; i++) {
        const cnops_field_t *field = cnops_field((cnops_field_e)i);
        bool is_choice = field->kind == CNOPS_KIND_CHOICE;

        /* Two fields may have one name, but not the same sentences. */
        assert_true(((int)find(field->name) == i) != (field->word != NULL));
        assert_true(field->max > 0);
        assert_non_null(cnops_field_kind_name(field->kind));
        assert_int_equal(field->choices != NULL, is_choice);
        assert_int_equal(field->check == NULL, is_choice);
        if (field->same_as)
            assert_ptr_equal(cnops_field(field->same_as)->check, field->check);
    }
}

/* What proves an identity or opens an account is never shown back. */
static void test_facts_codes_and_passwords_are_secret(void **state)
{
    static const char *const secrets[] = {
        "identifiant_employeur",    "rib", "etat_civil", "code", "mot_de_passe",
        "mot_de_passe_confirmation"};

    (void)state;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_true(cnops_field(find(secrets[i]))->secret);
    assert_false(cnops_field(find("courriel"))->secret);
    assert_false(cnops_field(find("cni"))->secret);
}

static void test_documents(void **state)
{
    (void)state;
    assert_normal("cni", "ab 123456", "AB123456");
    assert_normal("cni", "A-1234", "A1234");
    assert_normal("cni",
                  " \xe2\x80\x8f"
                  "AB12\xd9\xa3\xd9\xa4 ",
                  "AB1234");
    assert_normal("cni", "12345678901234567890", "12345678901234567890");
    assert_normal("cni", "a1", "A1");
    assert_normal("cni", "AB1", "AB1");
    assert_fault("cni", "A", "invalid_document");
    assert_fault("cni", "123", "invalid_document");
    assert_fault("cni", "AB", "invalid_document");
    assert_fault("cni", "ABC", "invalid_document");
    assert_fault("cni", "123456789012345678901", "invalid_document");
    assert_fault("cni", "AB123456;", "invalid_document");
    assert_fault("cni",
                 "\xc3\x89"
                 "B123456",
                 "invalid_document");
    assert_fault("cni", " ", "invalid_document");
}

static void test_massar_codes(void **state)
{
    (void)state;
    assert_normal("massar", "g123456789", "G123456789");
    assert_normal("massar", " G 1234 56789 ", "G123456789");
    assert_normal("massar", "1234567890", "1234567890");
    assert_fault("massar", "G12345678", "invalid_massar");
    assert_fault("massar", "G1234567890", "invalid_massar");
    assert_fault("massar", "GH12345678", "invalid_massar");
    assert_fault("massar", "12345678G9", "invalid_massar");
    assert_normal("cine", "ab 123456", "AB123456");
    assert_fault("cine", "123", "invalid_document");
}

static void test_immatriculations_are_digits_or_a_students_document(void **state)
{
    (void)state;
    assert_normal("immatriculation", "7", "7");
    assert_normal("immatriculation", "10 000 001", "10000001");
    assert_normal("immatriculation", "e345678", "E345678");
    assert_normal("identifiant", "ab 123 456", "AB123456");
    assert_normal("immatriculation", "e3", "E3");
    assert_fault("immatriculation", "E", "invalid_immatriculation");
    assert_fault("immatriculation", "12x", "invalid_immatriculation");
    assert_fault("immatriculation", "", "invalid_immatriculation");
    assert_fault("immatriculation", "100<001", "invalid_immatriculation");
}

static void test_facts(void **state)
{
    (void)state;
    assert_normal("identifiant_employeur", "emp-0001", "EMP0001");
    assert_fault("identifiant_employeur", "1", "invalid_employee_number");
    assert_normal("etat_civil", " 45/2198 ", "452198");
    assert_normal("etat_civil", "7", "7");
    assert_fault("etat_civil", "-", "invalid_civil_status");
    assert_fault("etat_civil", "1234567890123456789012345678901", "invalid_civil_status");
    assert_normal("rib", "1234 5678", "12345678");
    assert_normal("rib", "000 000 0000000000 12345678", "12345678");
    assert_normal("rib", "\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6\xd9\xa7\xd9\xa8",
                  "12345678");
    assert_fault("rib", "1234567", "invalid_rib");
    assert_fault("rib", "123456789", "invalid_rib");
    assert_fault("rib", "1234567A", "invalid_rib");
    assert_fault("rib", "00000000000000012345678", "invalid_rib");
}

/* What a check took from the pool lies between two small pieces of that pool. */
static void test_no_copy_of_a_fact_stays_behind(void **state)
{
    static const char *const facts[][3] = {
        {"rib", "735 000 0000000000 57395173", "57395173"},
        {"rib", "735 000 0000000000 57395173", "7350000000"},
        {"rib", "735-0000000000000-57395173-", "7395173"},
        {"rib", "57395173x", "57395173"},
        {"identifiant_employeur", " canari 31337 ", "31337"},
        {"identifiant_employeur", " canari 31337 ", "canari"},
        {"etat_civil", "31337/1999", "1999"},
    };
    apr_pool_t *inner;

    (void)state;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const char *value = NULL, *from, *to;

        apr_pool_create(&inner, pool);
        from = apr_pcalloc(inner, 1);
        cnops_field_check(find(facts[i][0]), &value, facts[i][1], inner);
        to = apr_pcalloc(inner, 1);
        cnops_secret_wipe((char *)value);
        assert_true(to > from && to - from < 4096);
        assert_null(memmem(from, (size_t)(to - from), facts[i][2], strlen(facts[i][2])));
        apr_pool_destroy(inner);
    }
}

static void test_codes(void **state)
{
    (void)state;
    assert_normal("code", "493 027", "493027");
    assert_normal("code", "0000", "0000");
    assert_fault("code", "493", "invalid_code");
    assert_fault("code", "12345678901", "invalid_code");
    assert_fault("code", "49302a", "invalid_code");
}

static void test_birth_dates_are_past(void **state)
{
    apr_time_exp_t next;

    (void)state;
    assert_normal("date_naissance", "14/03/1975", "1975-03-14");
    assert_normal("date_naissance", "1975-03-14", "1975-03-14");
    assert_normal("date_naissance", "14031975", "1975-03-14");
    assert_normal("date_naissance", " ١٤٠٣١٩٧٥ ", "1975-03-14");
    assert_fault("date_naissance", "19750314", "invalid_date");
    assert_fault("date_naissance", "1403197", "invalid_date");
    assert_fault("date_naissance", "140319755", "invalid_date");
    assert_fault("date_naissance", "31/02/1975", "invalid_date");
    assert_fault("date_naissance", "hier", "invalid_date");
    apr_time_exp_gmt(&next, apr_time_now() + apr_time_from_sec(400 * 86400));
    assert_fault("date_naissance", apr_psprintf(pool, "01/01/%d", 1900 + next.tm_year),
                 "invalid_date");
    assert_fault("date_naissance", "01/01/2900", "invalid_date");
}

static void test_addresses(void **state)
{
    static const char *const bad[] = {"",
                                      "salma",
                                      "salma@",
                                      "@example.ma",
                                      "salma@example",
                                      "salma@@example.ma",
                                      "salma@example.ma@example.ma",
                                      "sal ma@example.ma",
                                      "salma@exam ple.ma",
                                      ".salma@example.ma",
                                      "salma.@example.ma",
                                      "sal..ma@example.ma",
                                      "salma@.example.ma",
                                      "salma@example..ma",
                                      "salma@example.ma.",
                                      "salma@-example.ma",
                                      "salma@example-.ma",
                                      "salma@example.m",
                                      "salma@example.123",
                                      "salma@192.0.2.1",
                                      "salma@[192.0.2.1]",
                                      "\"salma\"@example.ma",
                                      "salma(a)@example.ma",
                                      "salma,anas@example.ma",
                                      "salma;anas@example.ma",
                                      "<salma@example.ma>",
                                      "salma@example.ma\nBcc: anas@example.ma",
                                      "salma\r@example.ma",
                                      "salma\t@example.ma",
                                      "s\xc3\xa9lma@example.ma",
                                      "salma@ex_ample.ma"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fault("courriel", bad[i], "invalid_email");
    assert_normal("courriel", "salma@example.ma", "salma@example.ma");
    assert_normal("courriel", " Salma.El+cnops@Mail.Example.MA ", "Salma.El+cnops@mail.example.ma");
    assert_normal("courriel", "o'neil_-x@a-b.example", "o'neil_-x@a-b.example");
    assert_normal("courriel", "a@b.xn--mgbc0a9azcg", "a@b.xn--mgbc0a9azcg");
    assert_normal("courriel_confirmation", "salma@EXAMPLE.ma", "salma@example.ma");
}

static void test_lengths_of_addresses(void **state)
{
    char local[80], label[80];

    (void)state;
    memset(local, 'a', sizeof local);
    memset(label, 'b', sizeof label);
    local[64] = label[63] = '\0';
    assert_normal("courriel", apr_psprintf(pool, "%s@%s.ma", local, label),
                  apr_psprintf(pool, "%s@%s.ma", local, label));
    assert_fault("courriel", apr_psprintf(pool, "a%s@%s.ma", local, label), "invalid_email");
    assert_fault("courriel", apr_psprintf(pool, "%s@b%s.ma", local, label), "invalid_email");
    /* 64 + 1 + 63 + 1 + 63 + 1 + 58 + 3 = 254, then one more */
    assert_normal("courriel", apr_psprintf(pool, "%s@%s.%s.%.58s.ma", local, label, label, label),
                  apr_psprintf(pool, "%s@%s.%s.%.58s.ma", local, label, label, label));
    assert_fault("courriel", apr_psprintf(pool, "%s@%s.%s.%.59s.ma", local, label, label, label),
                 "invalid_email");
}

static void test_mobiles(void **state)
{
    static const char *const same[] = {"0612345678",
                                       "06 12 34 56 78",
                                       "06.12.34.56.78",
                                       "06-12-34-56-78",
                                       "+212612345678",
                                       "+212 6 12 34 56 78",
                                       "00212612345678",
                                       "212612345678",
                                       "+2120612345678",
                                       "+212 (0)6 12 34 56 78",
                                       "(06) 12345678",
                                       ("\xd9\xa0\xd9\xa6\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5"
                                        "\xd9\xa6\xd9\xa7\xd9\xa8"),
                                       "\xe2\x80\xaa+212 612-345678\xe2\x80\xac"};
    static const char *const bad[] = {"",
                                      "0512345678",
                                      "061234567",
                                      "06123456789",
                                      "612345678",
                                      "+33612345678",
                                      "0033612345678",
                                      "+212512345678",
                                      "06123x5678",
                                      "+",
                                      "++212612345678",
                                      "0612345678\n0612345679"};

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_normal("telephone", same[i], "+212612345678");
    assert_normal("telephone_confirmation", "0700000001", "+212700000001");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fault("telephone", bad[i], "invalid_phone");
}

static void test_postal_addresses(void **state)
{
    (void)state;
    assert_normal("adresse", "  12, rue des Orangers ", "12, rue des Orangers");
    assert_normal("ville", "Sal\xc3\xa9", "Sal\xc3\xa9");
    assert_fault("adresse", "12, rue\ndes Orangers", "malformed");
    assert_fault("adresse",
                 "12, rue \xe2\x80\xa8"
                 "des Orangers",
                 "malformed");
    assert_fault("ville", "Rabat\x07", "malformed");
    assert_normal("code_postal", "10 000", "10000");
    assert_fault("code_postal", "1000", "invalid_postal_code");
    assert_fault("code_postal", "100000", "invalid_postal_code");
    assert_fault("code_postal", "1000A", "invalid_postal_code");
}

static void test_choices(void **state)
{
    (void)state;
    assert_normal("accepte", "oui", "oui");
    assert_fault("accepte", "Oui", "terms_required");
    assert_fault("accepte", "non", "terms_required");
    assert_normal("mode", "immatriculation", "immatriculation");
    assert_normal("mode", "employeur", "employeur");
    assert_fault("mode", "autre", "invalid_choice");
    assert_int_equal(cnops_field_choice(CNOPS_FIELD_MODE, "employeur"), CNOPS_MODE_EMPLOYEUR);
    assert_int_equal(cnops_field_choice(CNOPS_FIELD_CANAL, "courriel"), CNOPS_CHANNEL_EMAIL);
    assert_int_equal(cnops_field_choice(CNOPS_FIELD_CANAL, "sms"), CNOPS_CHANNEL_SMS);
    assert_int_equal(cnops_field_choice(CNOPS_FIELD_CANAL, "fax"), -1);
    assert_fault("canal", "fax", "invalid_choice");
    assert_normal("langue", "ar", "ar");
    assert_fault("langue", "de", "invalid_choice");
}

static void test_passwords_are_kept_as_typed(void **state)
{
    (void)state;
    assert_normal("mot_de_passe", "  \xd9\xa1 Tab\t\xe2\x80\x8f ", "  \xd9\xa1 Tab\t\xe2\x80\x8f ");
    assert_int_equal(cnops_field(find("mot_de_passe"))->max, 128);
}

static void test_kinds_have_the_names_templates_know(void **state)
{
    (void)state;
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_TEXT), "text");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_IDENTIFIER), "identifier");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_DIGITS), "digits");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_DATE), "date");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_EMAIL), "email");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_PHONE), "phone");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_CODE), "code");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_PASSWORD), "password");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_NEW_PASSWORD), "new_password");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_CHOICE), "choice");
    assert_string_equal(cnops_field_kind_name(CNOPS_KIND_TICK), "tick");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_every_field_of_the_contract_is_there),
        CASE(test_every_row_is_sound),
        CASE(test_facts_codes_and_passwords_are_secret),
        CASE(test_documents),
        CASE(test_massar_codes),
        CASE(test_immatriculations_are_digits_or_a_students_document),
        CASE(test_facts),
        CASE(test_no_copy_of_a_fact_stays_behind),
        CASE(test_codes),
        CASE(test_birth_dates_are_past),
        CASE(test_addresses),
        CASE(test_lengths_of_addresses),
        CASE(test_mobiles),
        CASE(test_postal_addresses),
        CASE(test_choices),
        CASE(test_passwords_are_kept_as_typed),
        CASE(test_kinds_have_the_names_templates_know),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
