/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/gzip.h"

#include "base/test_pool.h"

#include <zlib.h>

#define LEN 40000

/* zlib checks the sum and the length at the end. */
static void assert_is(const char *gzip, apr_size_t len, const char *text, apr_size_t text_len)
{
    char *out = apr_palloc(pool, LEN + 1);
    z_stream stream = {.next_in = (z_const Bytef *)gzip,
                       .avail_in = (uInt)len,
                       .next_out = (Bytef *)out,
                       .avail_out = LEN + 1};

    assert_int_equal(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_int_equal(stream.avail_in, 0);
    assert_int_equal(stream.total_out, text_len);
    assert_memory_equal(out, text, text_len);
}

/* Text that refers to itself at every distance. */
static char *make_text(void)
{
    char *text = apr_palloc(pool, LEN);

    for (int i = 0; i < LEN; i++)
        text[i] = i % 611 ? "<p class=\"x\">Bonjour</p>\n"[i % 25] : '*';
    return text;
}

static void comes_back(void **state)
{
    const char *text = make_text(), *gzip;
    apr_size_t len;

    (void)state;
    for (apr_size_t size = 0; size <= LEN; size = size * 3 + 1) {
        assert_int_equal(cnops_gzip(&gzip, &len, text, size, pool), APR_SUCCESS);
        assert_is(gzip, len, text, size);
    }
}

static void a_gap_is_filled(void **state)
{
    static const apr_size_t places[] = {0, 1, 17, 8191, 20000, LEN - 43};
    static const char *const gaps[] = {"0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
                                       "<p class=\"x\">Bonjour</p>\n<p class=\"x\">Bonjo"};
    char *text = make_text();
    const cnops_gzip_parts_t *parts;
    const char *gzip;
    apr_size_t len, former = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        assert_int_equal(cnops_gzip_split(&parts, text, LEN, places[i], 43, pool), APR_SUCCESS);
        for (size_t gap = 0; gap < COUNT_OF(gaps); gap++) {
            cnops_gzip_join(&gzip, &len, parts, gaps[gap], pool);
            memcpy(text + places[i], gaps[gap], 43);
            assert_is(gzip, len, text, LEN);
            assert_true(len < LEN / 10);
            assert_true(gap == 0 || len == former); /* whatever is in the gap */
            former = len;
        }
    }
}

/* uncompress of zlib reads its own format, and no other. */
static void the_bare_format_comes_back(void **state)
{
    char *text = make_text();
    unsigned char back[LEN];
    uLongf back_len = LEN;
    const char *bare;
    apr_size_t len;

    (void)state;
    assert_int_equal(cnops_gzip_bare(&bare, &len, text, LEN, pool), APR_SUCCESS);
    assert_true(len < LEN / 10);
    assert_int_equal(uncompress(back, &back_len, (const Bytef *)bare, len), Z_OK);
    assert_int_equal(back_len, LEN);
    assert_memory_equal(back, text, LEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {POOL_TEST(comes_back), POOL_TEST(the_bare_format_comes_back),
                                       POOL_TEST(a_gap_is_filled)};

    return RUN_TESTS(tests);
}
