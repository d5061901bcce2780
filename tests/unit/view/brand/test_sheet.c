/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/sheet.h"

#include "base/test_pool.h"

#include <apr_strings.h>

static const cnops_palette_t palette = {
    .light = {.primary = {1, 0, 0},
              .primary_deep = {2, 0, 0},
              .primary_pale = {3, 0, 0},
              .on_primary = {4, 0, 0},
              .accent = {5, 0, 0},
              .accent_pale = {6, 0, 0},
              .link = {7, 0, 0}},
    .dark = {.primary = {0, 1, 0},
             .primary_deep = {0, 2, 0},
             .primary_pale = {0, 3, 0},
             .on_primary = {0, 4, 0},
             .accent = {0, 5, 0},
             .accent_pale = {0, 6, 0},
             .link = {0, 7, 0}},
};

#define LIGHT                                                                                      \
    "  --primary: #010000;\n  --primary-deep: #020000;\n  --primary-pale: #030000;\n"              \
    "  --on-primary: #040000;\n  --accent: #050000;\n  --accent-pale: #060000;\n"                  \
    "  --link: #070000;\n"
#define DARK                                                                                       \
    "}\n@media (prefers-color-scheme: dark) {\n:root {\n"                                          \
    "  --primary: #000100;\n  --primary-deep: #000200;\n  --primary-pale: #000300;\n"              \
    "  --on-primary: #000400;\n  --accent: #000500;\n  --accent-pale: #000600;\n"                  \
    "  --link: #000700;\n"                                                                         \
    "}\n}\n"

static void without_a_face_there_are_only_the_shades(void **state)
{
    (void)state;
    assert_string_equal(cnops_sheet_write(&palette, NULL, pool), ":root {\n" LIGHT DARK);
}

static void a_family_without_files_is_only_named(void **state)
{
    cnops_tree_t *face = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_text(face, "latin", "One");
    cnops_tree_set_text(face, "arabic", "Two Sans");
    assert_string_equal(cnops_sheet_write(&palette, face, pool),
                        ":root {\n" LIGHT
                        "  --face-latin: \"One\";\n  --face-arabic: \"Two Sans\";\n" DARK);
}

static void add_file(cnops_tree_t *list, const char *name, apr_int64_t weight)
{
    cnops_tree_t *file = cnops_tree_add_object(list);

    cnops_tree_set_text(file, "family", "One");
    cnops_tree_set_text(file, "file", name);
    cnops_tree_set_int(file, "weight", weight);
}

static void each_file_is_a_weight_of_its_family(void **state)
{
    cnops_tree_t *face = cnops_tree_object(pool);
    cnops_tree_t *files = cnops_tree_set_list(face, "files");

    (void)state;
    cnops_tree_set_text(face, "latin", "One");
    add_file(files, "a.woff2", 400);
    add_file(files, "b.woff2", 700);
    assert_string_equal(cnops_sheet_write(&palette, face, pool),
                        "@font-face {\n  font-family: \"One\";\n  font-weight: 400;\n"
                        "  font-display: swap;\n  src: url(\"a.woff2\") format(\"woff2\");\n}\n"
                        "@font-face {\n  font-family: \"One\";\n  font-weight: 700;\n"
                        "  font-display: swap;\n  src: url(\"b.woff2\") format(\"woff2\");\n}\n"
                        ":root {\n" LIGHT "  --face-latin: \"One\";\n" DARK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(without_a_face_there_are_only_the_shades),
        POOL_TEST(a_family_without_files_is_only_named),
        POOL_TEST(each_file_is_a_weight_of_its_family),
    };

    return RUN_TESTS(tests);
}
