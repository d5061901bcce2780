/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/picture.h"

#include "base/buffer.h"
#include "base/errors.h"
#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

static cairo_status_t keep(void *closure, const unsigned char *bytes, unsigned len)
{
    cnops_buffer_add(closure, (const char *)bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

/* Two points: one red of half opacity, one that is not seen. */
static void write_png(cnops_buffer_t *png, cairo_format_t format, apr_pool_t *pool)
{
    cairo_surface_t *image = cairo_image_surface_create(format, 2, 1);
    cairo_t *cairo = cairo_create(image);

    cnops_buffer_init(png, 1024, pool);
    cairo_set_source_rgba(cairo, 1, 0, 0, 128 / 255.0);
    cairo_rectangle(cairo, 0, 0, 1, 1);
    cairo_fill(cairo);
    cairo_destroy(cairo);
    assert_int_equal(cairo_surface_write_to_png_stream(image, keep, png), CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(image);
}

static void holds(const char *packed, apr_size_t packed_len, const char *points, apr_size_t len)
{
    unsigned char bytes[64];
    uLongf bytes_len = sizeof bytes;

    assert_int_equal(uncompress(bytes, &bytes_len, (const Bytef *)packed, packed_len), Z_OK);
    assert_int_equal(bytes_len, len);
    assert_memory_equal(bytes, points, len);
}

static void test_colours_and_opacity_are_apart(void **state)
{
    document_fixture_t *f = *state;
    cnops_document_picture_t picture;
    cnops_buffer_t png;

    write_png(&png, CAIRO_FORMAT_ARGB32, f->pool);
    assert_int_equal(cnops_picture_pack(&picture, "x", png.bytes, png.len, f->pool), APR_SUCCESS);
    assert_int_equal(picture.width, 2);
    assert_int_equal(picture.height, 1);
    holds(picture.colours, picture.colours_len, "\xFF\0\0\0\0\0", 6);
    holds(picture.alphas, picture.alphas_len, "\x80\0", 2);
}

static void test_a_picture_without_opacity_is_opaque(void **state)
{
    document_fixture_t *f = *state;
    cnops_document_picture_t picture;
    cnops_buffer_t png;

    write_png(&png, CAIRO_FORMAT_RGB24, f->pool);
    assert_int_equal(cnops_picture_pack(&picture, "x", png.bytes, png.len, f->pool), APR_SUCCESS);
    holds(picture.colours, picture.colours_len, "\x80\0\0\0\0\0", 6);
    holds(picture.alphas, picture.alphas_len, "\xFF\xFF", 2);
}

static void test_what_is_no_png_is_refused(void **state)
{
    document_fixture_t *f = *state;
    cnops_document_picture_t picture;
    cnops_buffer_t png;

    assert_int_equal(cnops_picture_pack(&picture, "x", "no picture", 10, f->pool),
                     CNOPS_EMALFORMED);
    write_png(&png, CAIRO_FORMAT_ARGB32, f->pool);
    for (apr_size_t len = 0; len < png.len - 12; len++) /* 12: what ends the file */
        assert_int_equal(cnops_picture_pack(&picture, "x", png.bytes, len, f->pool),
                         CNOPS_EMALFORMED);
}

/* Two pictures, and the second one again: each stands in its place. */
static void test_pictures_stand_in_their_places(void **state)
{
    static const char markup[] = "<document><picture name=\"emblem\" size=\"10\" alt=\"a\"/>"
                                 "<qr digits=\"1\" size=\"30\" alt=\"b\"/>"
                                 "<picture name=\"emblem\" size=\"20\" alt=\"c\"/></document>";
    document_fixture_t *f = *state;
    cnops_buffer_t png;
    const char *plain;

    write_png(&png, CAIRO_FORMAT_ARGB32, f->pool);
    assert_int_equal(cnops_picture_pack(&f->pictures[0], "emblem", png.bytes, png.len, f->pool),
                     APR_SUCCESS);
    plain = document_plain(f, markup);
    assert_int_equal(document_count(plain, "/SMask"), 2);
    assert_int_equal(document_count(plain, "/Width 2 "), 4); /* each with its mask */
    assert_int_equal(document_count(plain, "/Subtype /Form"), 1);
    assert_int_equal(document_count(plain, "/Height 2 "), 0); /* no stand-in is left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_colours_and_opacity_are_apart),
        DOCUMENT_TEST(test_a_picture_without_opacity_is_opaque),
        DOCUMENT_TEST(test_what_is_no_png_is_refused),
        DOCUMENT_TEST(test_pictures_stand_in_their_places),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
