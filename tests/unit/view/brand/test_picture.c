/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/picture.h"

#include "base/file.h"
#include "base/test_pool.h"
#include "png_fixture.h"

#include <apr_strings.h>
#include <stdlib.h>

#define WHOLE_LEN 100

static void begin(cnops_buffer_t *out, unsigned width, unsigned height)
{
    cnops_buffer_init(out, WHOLE_LEN, pool);
    cnops_buffer_add_text(out, PNG_MAGIC);
    png_add_header(out, width, height);
}

static const char *judge(const cnops_buffer_t *out)
{
    return cnops_picture_fault(out->bytes, out->len, pool);
}

static const char *judge_size(unsigned width, unsigned height)
{
    cnops_buffer_t out;

    begin(&out, width, height);
    png_add_chunk(&out, "IDAT", "data", 4);
    png_add_chunk(&out, "IEND", "", 0);
    return judge(&out);
}

static void whole_pictures_are_taken(void **state)
{
    const char *bytes;
    apr_size_t len;

    (void)state;
    assert_null(cnops_picture_fault(png_make(WHOLE_LEN, pool), WHOLE_LEN, pool));
    /* A real one. */
    assert_int_equal(cnops_file_read(&bytes, &len, "build/institution/emblem.png", 65536, pool),
                     APR_SUCCESS);
    assert_null(cnops_picture_fault(bytes, len, pool));
}

/* In memory of its own, so that the sanitizer sees a byte that is read behind it. */
static void a_picture_cut_anywhere_is_refused(void **state)
{
    const char *whole = png_make(WHOLE_LEN, pool);

    (void)state;
    for (apr_size_t len = 0; len < WHOLE_LEN; len++) {
        char *cut = malloc(len + !len);
        const char *fault;

        memcpy(cut, whole, len);
        fault = cnops_picture_fault(cut, len, pool);
        free(cut);
        assert_string_equal(fault, len < strlen(PNG_MAGIC) ? "it is not of the type image/png"
                                                           : "it is cut off");
    }
}

static void a_picture_with_any_bit_changed_is_refused(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 8 * WHOLE_LEN; bit++) {
        char *bytes = apr_pmemdup(pool, png_make(WHOLE_LEN, pool), WHOLE_LEN);

        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        if (!cnops_picture_fault(bytes, WHOLE_LEN, pool))
            fail_msg("bit %u", bit);
    }
}

static void sides_have_bounds(void **state)
{
    (void)state;
    assert_null(judge_size(CNOPS_PICTURE_SMALLEST, CNOPS_PICTURE_LARGEST));
    assert_null(judge_size(CNOPS_PICTURE_LARGEST, CNOPS_PICTURE_SMALLEST));
    assert_string_equal(judge_size(192, CNOPS_PICTURE_SMALLEST - 1),
                        "it has 192 × 15 px: each side must have 16 to 2048");
    assert_string_equal(judge_size(CNOPS_PICTURE_LARGEST + 1, 192),
                        "it has 2049 × 192 px: each side must have 16 to 2048");
    assert_non_null(judge_size(0, 192));
    assert_non_null(judge_size(192, 0xFFFFFFFF));
}

static void chunks_have_an_order(void **state)
{
    cnops_buffer_t out;

    (void)state;
    begin(&out, 192, 192);
    png_add_chunk(&out, "IEND", "", 0);
    assert_string_equal(judge(&out), "it has no picture in it");
    begin(&out, 192, 192);
    png_add_chunk(&out, "tEXt", "note", 4);
    png_add_chunk(&out, "IDAT", "data", 4);
    png_add_chunk(&out, "IEND", "", 0);
    assert_null(judge(&out));
    cnops_buffer_add_text(&out, "<script>");
    assert_string_equal(judge(&out), "there is something behind its end");
    cnops_buffer_init(&out, WHOLE_LEN, pool);
    cnops_buffer_add_text(&out, PNG_MAGIC);
    png_add_chunk(&out, "IDAT", "data", 4);
    png_add_chunk(&out, "IEND", "", 0);
    assert_string_equal(judge(&out), "it does not begin with its size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(whole_pictures_are_taken),
        POOL_TEST(a_picture_cut_anywhere_is_refused),
        POOL_TEST(a_picture_with_any_bit_changed_is_refused),
        POOL_TEST(sides_have_bounds),
        POOL_TEST(chunks_have_an_order),
    };

    return RUN_TESTS(tests);
}
