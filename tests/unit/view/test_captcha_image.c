/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/captcha_image.h"

#include "base/test_pool.h"

#include <cairo.h>
#include <stdbool.h>

#define WIDTH  CNOPS_CAPTCHA_IMAGE_WIDTH
#define HEIGHT CNOPS_CAPTCHA_IMAGE_HEIGHT

typedef struct png_t {
    const char *bytes;
    apr_size_t len, read;
} png_t;

static png_t draw(const char *digits, apr_uint64_t seed)
{
    png_t png = {0};

    assert_int_equal(cnops_captcha_image_draw(&png.bytes, &png.len, digits, seed, pool),
                     APR_SUCCESS);
    return png;
}

static cairo_status_t read_bytes(void *self, unsigned char *to, unsigned len)
{
    png_t *png = self;

    if (len > png->len - png->read)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(to, png->bytes + png->read, len);
    png->read += len;
    return CAIRO_STATUS_SUCCESS;
}

/* The number of dark pixels in a column. */
static int count_ink(cairo_surface_t *surface, int column)
{
    const unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface), dark = 0;

    for (int row = 0; row < HEIGHT; row++)
        dark += data[row * stride + 4 * column + 1] < 128;
    return dark;
}

static bool is_same(png_t one, png_t other)
{
    return one.len == other.len && memcmp(one.bytes, other.bytes, one.len) == 0;
}

static void draws_a_png_with_ink_across_its_width(void **state)
{
    (void)state;
    for (apr_uint64_t seed = 0; seed < 40; seed++) {
        png_t png = draw(seed % 2 ? "234567" : "987654", seed);
        cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_bytes, &png);
        int ink = 0;

        assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
        assert_int_equal(cairo_image_surface_get_width(surface), WIDTH);
        assert_int_equal(cairo_image_surface_get_height(surface), HEIGHT);
        assert_int_equal(png.read, png.len);
        for (int column = 0; column < WIDTH; column++)
            ink += count_ink(surface, column);
        /* Six digits and two curves cover more than a few pixels, and far from all of them. */
        assert_in_range(ink, WIDTH * HEIGHT / 15, WIDTH * HEIGHT / 3);
        for (int column = 2; column < WIDTH - 2; column += 6)
            assert_true(count_ink(surface, column - 2) + count_ink(surface, column) +
                            count_ink(surface, column + 2) >
                        0);
        cairo_surface_destroy(surface);
    }
}

static void makes_a_small_file(void **state)
{
    (void)state;
    for (apr_uint64_t seed = 0; seed < 20; seed++)
        assert_in_range(draw("888888", seed).len, 2000, 24000);
}

static void draws_the_same_for_the_same_seed(void **state)
{
    (void)state;
    assert_true(is_same(draw("352974", 5), draw("352974", 5)));
    assert_false(is_same(draw("352974", 5), draw("352974", 6)));
    assert_false(is_same(draw("352974", 5), draw("352975", 5)));
}

static void draws_every_digit(void **state)
{
    char digits[] = "222222";

    (void)state;
    for (int digit = '2'; digit <= '9'; digit++) {
        memset(digits, digit, 6);
        for (apr_uint64_t seed = 0; seed < 8; seed++)
            assert_true(draw(digits, seed).len > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(draws_a_png_with_ink_across_its_width),
        POOL_TEST(makes_a_small_file),
        POOL_TEST(draws_the_same_for_the_same_seed),
        POOL_TEST(draws_every_digit),
    };

    return RUN_TESTS(tests);
}
