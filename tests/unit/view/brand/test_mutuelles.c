/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/mutuelles.h"

#include "base/json.h"
#include "base/test_pool.h"

#include <apr_strings.h>

#define AMAL                                                                                         \
    "{\"code\":\"al-amal\",\"name\":\"Mutuelle Al Amal\",\"name_ar\":\"تعاضدية الأمل\"," \
    "\"also\":[\"M.A.A.\"]}"
#define NAKHIL                                                                                     \
    "{\"code\":\"annakhil\",\"name\":\"Mutuelle Annakhil\",\"name_ar\":\"تعاضدية النخيل\"}"

static const cnops_tree_t *parse(const char *text)
{
    cnops_tree_t *tree;

    assert_int_equal(cnops_json_parse(&tree, text, strlen(text), pool), APR_SUCCESS);
    return tree;
}

static const char *code_of(const cnops_tree_t *institution, const char *name)
{
    return cnops_tree_text(cnops_mutuelle_named(institution, name, pool), "code");
}

static void an_entry_is_found_by_any_of_its_names(void **state)
{
    static const char *const spelled[] = {
        "al-amal", "Mutuelle Al Amal", "MUTUELLE  AL-AMAL ", "تعاضدية الأمل", "maa", "M.A.A."};
    const cnops_tree_t *institution = parse("{\"mutuelles\":[" NAKHIL "," AMAL "]}");

    (void)state;
    for (size_t i = 0; i < COUNT_OF(spelled); i++)
        assert_string_equal(code_of(institution, spelled[i]), "al-amal");
    assert_string_equal(code_of(institution, "mutuelle annakhil"), "annakhil");
    assert_null(code_of(institution, "Mutuelle"));
    assert_null(code_of(institution, "-"));
    assert_null(code_of(institution, NULL));
}

static void an_address_has_the_code_as_it_is(void **state)
{
    const cnops_tree_t *institution = parse("{\"mutuelles\":[" AMAL "]}");

    (void)state;
    assert_non_null(cnops_mutuelle_coded(institution, "al-amal"));
    assert_null(cnops_mutuelle_coded(institution, "AL-AMAL"));
    assert_null(cnops_mutuelle_coded(institution, "maa"));
    assert_null(cnops_mutuelle_coded(parse("{}"), "al-amal"));
}

static const char *faults_of(const char *text)
{
    cnops_faults_t *faults = cnops_faults_make(pool);
    const char *said;

    cnops_mutuelles_check(faults, parse(text), pool);
    said = cnops_faults_text(faults, "", pool);
    return said ? said : "";
}

static void a_name_of_two_entries_is_told(void **state)
{
    (void)state;
    assert_string_equal(faults_of("{\"mutuelles\":[" AMAL "," NAKHIL "]}"), "");
    assert_non_null(strstr(faults_of("{\"mutuelles\":[" AMAL ",{\"code\":\"x\",\"also\":[\"b\","
                                     "\"MAA\"]}]}"),
                           "/mutuelles/1/also/1: is the same name as /mutuelles/0/also/0;"));
    assert_non_null(strstr(faults_of("{\"mutuelles\":[" AMAL ",{\"code\":\"al-amal\"}]}"),
                           "/mutuelles/1/code: is the same name as /mutuelles/0/code;"));
    /* An entry may say the same name twice. */
    assert_string_equal(faults_of("{\"mutuelles\":[{\"code\":\"maa\",\"name\":\"MAA\"}]}"), "");
}

static void a_code_is_no_scheme(void **state)
{
    (void)state;
    assert_non_null(strstr(faults_of("{\"mutuelles\":[{\"code\":\"etudiants\"}]}"),
                           "/mutuelles/0/code: \"etudiants\" is the name of a scheme's own"));
    assert_non_null(strstr(faults_of("{\"mutuelles\":[{\"code\":\"secteur-public\"}]}"),
                           "for example \"mutuelle-secteur-public\""));
}

/* The schema tells what is wrong with such a tree. */
static void any_tree_is_looked_at(void **state)
{
    static const char *const values[] = {"null", "true", "0", "\"a\"", "[]", "{}", "[null]"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        const char *v = values[i];

        assert_string_equal(faults_of(apr_psprintf(pool, "{\"mutuelles\":%s}", v)), "");
        assert_string_equal(
            faults_of(apr_psprintf(pool, "{\"mutuelles\":[{\"code\":[],\"also\":%s}]}", v)), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(an_entry_is_found_by_any_of_its_names),
        POOL_TEST(an_address_has_the_code_as_it_is),
        POOL_TEST(a_name_of_two_entries_is_told),
        POOL_TEST(a_code_is_no_scheme),
        POOL_TEST(any_tree_is_looked_at),
    };

    return RUN_TESTS(tests);
}
