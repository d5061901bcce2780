/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/schemes.h"

#include "base/json.h"
#include "base/test_pool.h"

static bool have_students(const char *text)
{
    cnops_tree_t *tree;

    assert_int_equal(cnops_json_parse(&tree, text, strlen(text), pool), APR_SUCCESS);
    return cnops_schemes_have(tree, CNOPS_SCHEME_OF_STUDENTS);
}

static void a_list_names_the_schemes(void **state)
{
    (void)state;
    assert_true(have_students("{\"schemes\":[{\"code\":\"public\"},{\"code\":\"student\"}]}"));
    assert_false(have_students("{\"schemes\":[{\"code\":\"public\"}]}"));
    assert_false(have_students("{\"schemes\":[]}"));
}

static void a_file_without_the_list_has_all(void **state)
{
    (void)state;
    assert_true(have_students("{}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_list_names_the_schemes),
        POOL_TEST(a_file_without_the_list_has_all),
    };

    return RUN_TESTS(tests);
}
