/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/palette.h"

#include "base/test_pool.h"

#include <apr_strings.h>

static cnops_tree_t *colours(const char *primary, const char *accent)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    cnops_tree_set_text(tree, "primary", primary);
    cnops_tree_set_text(tree, "accent", accent);
    return tree;
}

/* The faults of a palette; "" where there are none. */
static const char *faults_of(const char *primary, const char *accent)
{
    cnops_faults_t *faults = cnops_faults_make(pool);
    cnops_palette_t palette;
    bool made = cnops_palette_make(&palette, faults, colours(primary, accent), pool);

    assert_int_equal(made, !cnops_faults_any(faults));
    return made ? "" : cnops_faults_text(faults, "", pool);
}

static void assert_readable(cnops_colour_t text, cnops_colour_t ground, double ratio,
                            const char *what)
{
    if (cnops_colour_contrast(text, ground) < ratio)
        fail_msg("%s: %s on %s", what, cnops_colour_text(text, pool),
                 cnops_colour_text(ground, pool));
}

static void check_shades(const cnops_shades_t *shades, cnops_colour_t text, cnops_colour_t ground)
{
    assert_readable(shades->on_primary, shades->primary, 4.5, "button");
    assert_readable(shades->primary_deep, ground, 7, "heading");
    assert_readable(shades->primary_deep, shades->primary_pale, 4.5,
                    "heading on the tinted ground");
    assert_readable(text, shades->primary_pale, 7, "text on the tinted ground");
    assert_readable(text, shades->accent_pale, 7, "text on the accent's ground");
    assert_readable(shades->link, ground, 4.5, "link");
    assert_readable(shades->link, shades->primary_pale, 4.5, "link on the tinted ground");
    assert_readable(shades->link, shades->accent_pale, 4.5, "link on the accent's ground");
}

/* Every colour of a grid that keeps the rules. */
static void every_accepted_palette_is_readable(void **state)
{
    static const int parts[] = {0x00, 0x33, 0x66, 0x99, 0xcc, 0xff};
    int accepted = 0;

    (void)state;
    for (int i = 0; i < 216; i++) {
        const char *text =
            apr_psprintf(pool, "#%02x%02x%02x", parts[i / 36], parts[i / 6 % 6], parts[i % 6]);
        cnops_faults_t *faults = cnops_faults_make(pool);
        cnops_palette_t palette;

        /* A primary beside a fixed accent, and an accent beside a fixed primary. */
        for (int turn = 0; turn < 2; turn++) {
            if (!cnops_palette_make(&palette, faults,
                                    turn ? colours("#0f6b6b", text) : colours(text, "#e9b949"),
                                    pool))
                continue;
            accepted++;
            check_shades(&palette.light, CNOPS_INK, CNOPS_LIGHT_GROUND);
            check_shades(&palette.dark, CNOPS_DARK_TEXT, CNOPS_DARK_GROUND);
            assert_readable(CNOPS_INK, palette.light.accent, 4.5, "text on the accent");
            assert_readable(palette.dark.primary, CNOPS_DARK_GROUND, 4.5, "the primary");
            assert_readable(palette.dark.accent, CNOPS_DARK_GROUND, 4.5, "the accent");
        }
    }
    assert_true(accepted > 150);
}

static void a_colour_that_is_hard_to_read_on_is_refused(void **state)
{
    (void)state;
    assert_string_equal(faults_of("#0f6b6b", "#e9b949"), "");
    assert_string_equal(faults_of("#767676", "#e9b949"), "");
    assert_string_equal(
        faults_of("#777777", "#e9b949"),
        "/colours/primary: #777777 has a contrast of 4.47 with white text, and 4.50 is needed to "
        "read it; for example \"#767676\"");
    assert_non_null(
        strstr(faults_of("#0f6b6b", "#7a5c10"), "/colours/accent: #7a5c10 has a contrast of 2.3"));
    /* Both at once; and each example is accepted. */
    assert_non_null(strstr(faults_of("#e9b949", "#0f6b6b"), "\n/colours/accent: "));
}

static const char *example_in(const char *fault, const char *after)
{
    const char *at = strstr(strstr(fault, after), "for example \"");

    return apr_pstrmemdup(pool, at + strlen("for example \""), 7);
}

static void the_example_passes(void **state)
{
    static const char *const colours_refused[] = {"#ff0000", "#00ff00", "#e9b949", "#ffffff"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(colours_refused); i++) {
        const char *fault = faults_of(colours_refused[i], "#000080");

        assert_string_equal(faults_of(example_in(fault, "primary"), example_in(fault, "accent")),
                            "");
    }
}

static void what_is_no_colour_is_for_the_schema(void **state)
{
    cnops_faults_t *faults = cnops_faults_make(pool);
    cnops_palette_t palette;

    (void)state;
    assert_false(cnops_palette_make(&palette, faults, NULL, pool));
    assert_false(cnops_palette_make(&palette, faults, colours("teal", NULL), pool));
    assert_false(cnops_faults_any(faults));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(every_accepted_palette_is_readable),
        POOL_TEST(a_colour_that_is_hard_to_read_on_is_refused),
        POOL_TEST(the_example_passes),
        POOL_TEST(what_is_no_colour_is_for_the_schema),
    };

    return RUN_TESTS(tests);
}
