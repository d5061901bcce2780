/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/tree.h"

#include "base/test_pool.h"

#include <apr_strings.h>

static void keeps_what_was_set(void **state)
{
    char text[] = "typed";
    cnops_tree_t *root = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_text(root, "text", text);
    text[0] = 'X';
    cnops_tree_set_int(root, "int", -5);
    cnops_tree_set_bool(root, "bool", true);
    cnops_tree_set_text(root, "null", NULL);
    assert_string_equal(cnops_tree_text(root, "text"), "typed");
    assert_int_equal(cnops_tree_int(root, "int", 9), -5);
    assert_true(cnops_tree_bool(root, "bool"));
    assert_int_equal(cnops_tree_get(root, "null")->type, CNOPS_TREE_NULL);
}

static void getters_ignore_other_types(void **state)
{
    cnops_tree_t *root = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_text(root, "text", "5");
    cnops_tree_set_int(root, "int", 5);
    assert_null(cnops_tree_text(root, "int"));
    assert_null(cnops_tree_text(root, "none"));
    assert_int_equal(cnops_tree_int(root, "text", 9), 9);
    assert_int_equal(cnops_tree_int(root, "none", 9), 9);
    assert_false(cnops_tree_bool(root, "int"));
    assert_null(cnops_tree_get(NULL, "int"));
    assert_null(cnops_tree_get(cnops_tree_get(root, "int"), "int"));
}

static void replaces_in_place(void **state)
{
    static const char *const names[] = {"a", "b", "c"};

    (void)state;
    for (size_t at = 0; at < COUNT_OF(names); at++) {
        cnops_tree_t *root = cnops_tree_object(pool);
        size_t seen = 0;

        for (size_t i = 0; i < COUNT_OF(names); i++)
            cnops_tree_set_int(root, names[i], (apr_int64_t)i);
        cnops_tree_set_text(root, names[at], "new");
        for (const cnops_tree_t *child = root->first; child; child = child->next)
            assert_string_equal(child->name, names[seen++]);
        assert_int_equal(seen, 3);
        assert_string_equal(cnops_tree_text(root, names[at]), "new");
        cnops_tree_set_int(root, "d", 4);
        assert_string_equal(root->last->name, "d");
        assert_int_equal(cnops_tree_int(root, "d", 0), 4);
    }
}

static void nests(void **state)
{
    cnops_tree_t *root = cnops_tree_object(pool);
    cnops_tree_t *list = cnops_tree_set_list(root, "list");

    (void)state;
    cnops_tree_set_int(cnops_tree_add_object(list), "n", 1);
    cnops_tree_add_text(list, "two");
    cnops_tree_set_int(cnops_tree_set_object(root, "object"), "n", 3);
    const cnops_tree_t *got = cnops_tree_get(root, "list");
    assert_int_equal(cnops_tree_int(got->first, "n", 0), 1);
    assert_string_equal(got->first->next->value.text, "two");
    assert_null(got->first->next->next);
    assert_int_equal(cnops_tree_int(cnops_tree_get(root, "object"), "n", 0), 3);
}

static void knows_truth(void **state)
{
    cnops_tree_t *root = cnops_tree_object(pool);
    static const char *const no[] = {"null", "false", "zero", "empty", "list", "none"};
    static const char *const yes[] = {"true", "one", "text", "full", "object"};

    (void)state;
    cnops_tree_set_text(root, "null", NULL);
    cnops_tree_set_bool(root, "false", false);
    cnops_tree_set_int(root, "zero", 0);
    cnops_tree_set_text(root, "empty", "");
    cnops_tree_set_list(root, "list");
    cnops_tree_set_bool(root, "true", true);
    cnops_tree_set_int(root, "one", -1);
    cnops_tree_set_text(root, "text", "0");
    cnops_tree_add_text(cnops_tree_set_list(root, "full"), "");
    cnops_tree_set_object(root, "object");
    for (size_t at = 0; at < COUNT_OF(no); at++)
        assert_false(cnops_tree_truth(cnops_tree_get(root, no[at])));
    for (size_t at = 0; at < COUNT_OF(yes); at++)
        assert_true(cnops_tree_truth(cnops_tree_get(root, yes[at])));
}

/* {"a": {"b": [{"c": "found"}, 7]}, "0": true, "l": [], "longer": 1} */
static cnops_tree_t *sample(void)
{
    cnops_tree_t *root = cnops_tree_object(pool);
    cnops_tree_t *list = cnops_tree_set_list(cnops_tree_set_object(root, "a"), "b");
    cnops_tree_t *seven = cnops_tree_object(pool);

    cnops_tree_set_text(cnops_tree_add_object(list), "c", "found");
    cnops_tree_set_int(seven, "n", 7);
    cnops_tree_add(list, (cnops_tree_t *)cnops_tree_get(seven, "n"));
    cnops_tree_set_bool(root, "0", true);
    cnops_tree_set_list(root, "l");
    cnops_tree_set_int(root, "longer", 1);
    return root;
}

static void follows_paths(void **state)
{
    static const char *const nothing[] = {
        "x",      "a.x",   "a.b.2", "a.b.-1",  "a.b.x",
        "a.b.0x", "a.b..", "l.0",   "a.b.1.0", "a.0",
        ".a",     "aa",    "long",  "a.b.c",   "a.b.99999999999999999999"};
    const cnops_tree_t *root = sample();

    (void)state;
    assert_ptr_equal(cnops_tree_at(root, ""), root);
    assert_string_equal(cnops_tree_at(root, "a.b.0.c")->value.text, "found");
    assert_int_equal(cnops_tree_at(root, "a.b.1")->value.integer, 7);
    assert_int_equal(cnops_tree_at(root, "a.b.01")->value.integer, 7);
    assert_true(cnops_tree_at(root, "0")->value.boolean); /* a name, because root is an object */
    assert_int_equal(cnops_tree_at(root, "l")->type, CNOPS_TREE_LIST);
    assert_null(cnops_tree_at(NULL, "a"));
    for (size_t at = 0; at < COUNT_OF(nothing); at++)
        assert_null(cnops_tree_at(root, nothing[at]));
}

static void wipes_every_text(void **state)
{
    cnops_tree_t *root = sample();
    const char *text = cnops_tree_at(root, "a.b.0.c")->value.text;

    (void)state;
    cnops_tree_wipe(root);
    assert_memory_equal(text, "\0\0\0\0\0", 6);
    assert_int_equal(cnops_tree_at(root, "a.b.1")->value.integer, 7);
    cnops_tree_wipe(NULL);
}

static void a_text_may_have_pieces_and_links(void **state)
{
    cnops_tree_t *root = cnops_tree_object(pool), *pieces = cnops_tree_list(pool);
    const cnops_tree_t *phrase;

    (void)state;
    cnops_tree_add_text(pieces, "a ");
    cnops_tree_add_link(pieces, "b", "/b");
    cnops_tree_set(root, "phrase", cnops_tree_phrase("a b", pieces));
    cnops_tree_set_link(root, "link", "c", "/c");
    cnops_tree_set_link(root, "plain", "d", NULL);
    cnops_tree_set_link(root, "null", NULL, "/e");

    assert_string_equal(cnops_tree_text(root, "phrase"), "a b");
    assert_string_equal(cnops_tree_text(root, "link"), "c");
    phrase = cnops_tree_get(root, "phrase");
    assert_null(phrase->first->href);
    assert_string_equal(phrase->last->href, "/b");
    assert_string_equal(cnops_tree_get(root, "link")->href, "/c");
    assert_null(cnops_tree_get(root, "plain")->href);
    assert_int_equal(cnops_tree_get(root, "null")->type, CNOPS_TREE_NULL);
    assert_null(cnops_tree_get(root, "null")->href);
}

/* Their length, first, middle and last bytes are the same. */
static void keeps_similar_names_apart(void **state)
{
    cnops_tree_t *root = cnops_tree_object(pool);
    const cnops_tree_name_t second = cnops_tree_name("a9b7c");

    (void)state;
    cnops_tree_set_int(root, "a1b2c", 1);
    cnops_tree_set_int(root, "a9b7c", 2);
    cnops_tree_set_int(root, "", 3);
    cnops_tree_set_int(root, "a1b2c", 4);

    assert_int_equal(cnops_tree_int(root, "a1b2c", 0), 4);
    assert_int_equal(cnops_tree_int(root, "a9b7c", 0), 2);
    assert_int_equal(cnops_tree_int(root, "", 0), 3);
    assert_int_equal(cnops_tree_find(root, &second)->value.integer, 2);
    assert_null(cnops_tree_get(root, "a3b3c"));
}

/* More names than the 64 bits by which an object knows what it lacks. */
static void finds_each_of_many_names(void **state)
{
    cnops_tree_t *object = cnops_tree_object(pool);

    (void)state;
    for (int i = 0; i < 300; i++) {
        const char *name = apr_psprintf(pool, "n%d", i);

        assert_null(cnops_tree_get(object, name));
        cnops_tree_set_int(object, name, i);
    }
    for (int i = 0; i < 300; i++)
        cnops_tree_set_int(object, apr_psprintf(pool, "n%d", i), 2 * i);
    for (int i = 0; i < 300; i++)
        assert_int_equal(cnops_tree_int(object, apr_psprintf(pool, "n%d", i), -1), 2 * i);
    assert_null(cnops_tree_get(object, "n300"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(keeps_what_was_set),
        POOL_TEST(getters_ignore_other_types),
        POOL_TEST(replaces_in_place),
        POOL_TEST(nests),
        POOL_TEST(knows_truth),
        POOL_TEST(follows_paths),
        POOL_TEST(wipes_every_text),
        POOL_TEST(a_text_may_have_pieces_and_links),
        POOL_TEST(keeps_similar_names_apart),
        POOL_TEST(finds_each_of_many_names),
    };

    return RUN_TESTS(tests);
}
