/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/colour.h"

#include "base/test_pool.h"

static cnops_colour_t colour(const char *text)
{
    cnops_colour_t parsed;

    assert_true(cnops_colour_parse(&parsed, text));
    return parsed;
}

static void reads_and_writes(void **state)
{
    static const char *const bad[] = {NULL,      "",        "0f6b6b",  "#0f6b6", "#0f6b6b0",
                                      "#0f6b6g", "# f6b6b", "#-f6b6b", "teal",   "#0f6b6b "};
    cnops_colour_t unused;

    (void)state;
    assert_string_equal(cnops_colour_text(colour("#0F6b6B"), pool), "#0f6b6b");
    assert_string_equal(cnops_colour_text(CNOPS_WHITE, pool), "#ffffff");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(cnops_colour_parse(&unused, bad[i]));
}

static void assert_contrast(const char *a, const char *b, int hundredths)
{
    assert_int_equal((int)(cnops_colour_contrast(colour(a), colour(b)) * 100), hundredths);
    assert_int_equal((int)(cnops_colour_contrast(colour(b), colour(a)) * 100), hundredths);
}

/* The figures are those of the WebAIM contrast checker. */
static void measures_contrast(void **state)
{
    (void)state;
    assert_contrast("#000000", "#ffffff", 2100);
    assert_contrast("#777777", "#777777", 100);
    assert_contrast("#767676", "#ffffff", 454);
    assert_contrast("#777777", "#ffffff", 447);
    assert_contrast("#ff0000", "#ffffff", 399);
    assert_contrast("#0000ff", "#ffffff", 859);
}

static const char *shade(const char *text, cnops_colour_t end, double share)
{
    return cnops_colour_text(cnops_colour_shade(colour(text), end, share), pool);
}

static void shades(void **state)
{
    (void)state;
    assert_string_equal(shade("#0f6b6b", CNOPS_WHITE, 1), "#ffffff");
    assert_string_equal(shade("#0f6b6b", CNOPS_BLACK, 1), "#000000");
    /* The grey whose lightness is half of white's; color-mix(in oklab) of CSS says the same. */
    assert_string_equal(shade("#000000", CNOPS_WHITE, .5), "#636363");
    assert_string_equal(shade("#ffffff", CNOPS_BLACK, .5), "#636363");
}

/* Each colour of a grid comes back from OKLab, and each step brings it nearer to white and black.
 */
static void shades_are_ordered(void **state)
{
    (void)state;
    for (int i = 0; i < 216; i++) {
        cnops_colour_t start = {(unsigned char)(i / 36 * 51), (unsigned char)(i / 6 % 6 * 51),
                                (unsigned char)(i % 6 * 51)};
        cnops_colour_t light = cnops_colour_shade(start, CNOPS_WHITE, 0), dark = light;

        assert_memory_equal(&light, &start, sizeof start);
        for (int step = 1; step <= 10; step++) {
            cnops_colour_t lighter = cnops_colour_shade(start, CNOPS_WHITE, step / 10.0);
            cnops_colour_t darker = cnops_colour_shade(start, CNOPS_BLACK, step / 10.0);

            assert_true(cnops_colour_contrast(lighter, CNOPS_BLACK) >=
                        cnops_colour_contrast(light, CNOPS_BLACK));
            assert_true(cnops_colour_contrast(darker, CNOPS_WHITE) >=
                        cnops_colour_contrast(dark, CNOPS_WHITE));
            light = lighter;
            dark = darker;
        }
    }
}

static void reaches_a_contrast_with_the_least_change(void **state)
{
    const cnops_colour_t yellow = colour("#e9b949");
    const cnops_colour_t dark = cnops_colour_reach(yellow, CNOPS_BLACK, CNOPS_WHITE, 4.5);

    (void)state;
    assert_true(cnops_colour_contrast(dark, CNOPS_WHITE) >= 4.5);
    assert_true(cnops_colour_contrast(dark, CNOPS_WHITE) < 4.6);
    /* One that has the contrast stays as it is; one that cannot have it becomes the end. */
    assert_string_equal(
        cnops_colour_text(cnops_colour_reach(dark, CNOPS_BLACK, CNOPS_WHITE, 4.5), pool),
        cnops_colour_text(dark, pool));
    assert_string_equal(
        cnops_colour_text(cnops_colour_reach(yellow, CNOPS_WHITE, CNOPS_WHITE, 2), pool),
        "#ffffff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(reads_and_writes),
        POOL_TEST(measures_contrast),
        POOL_TEST(shades),
        POOL_TEST(shades_are_ordered),
        POOL_TEST(reaches_a_contrast_with_the_least_change),
    };

    return RUN_TESTS(tests);
}
