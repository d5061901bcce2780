/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/buffer.h"

#include "base/test_pool.h"

static void grows_as_needed(void **state)
{
    cnops_buffer_t buffer;

    (void)state;
    cnops_buffer_init(&buffer, 1, pool);
    for (int i = 0; i < 1000; i++)
        cnops_buffer_add(&buffer, "abcdefg", 7);
    assert_int_equal(buffer.len, 7000);
    const char *text = cnops_buffer_text(&buffer);
    assert_int_equal(strlen(text), 7000);
    for (int i = 0; i < 1000; i++)
        assert_memory_equal(text + 7 * i, "abcdefg", 7);
}

static void text_ends_where_bytes_end(void **state)
{
    cnops_buffer_t buffer;

    (void)state;
    cnops_buffer_init(&buffer, 4, pool);
    assert_string_equal(cnops_buffer_text(&buffer), "");
    cnops_buffer_add_text(&buffer, "abc");
    cnops_buffer_add_byte(&buffer, 'd');
    assert_string_equal(cnops_buffer_text(&buffer), "abcd");
    cnops_buffer_add(&buffer, NULL, 0);
    cnops_buffer_add_text(&buffer, "e");
    assert_string_equal(cnops_buffer_text(&buffer), "abcde");
}

static void wipes_outgrown_blocks(void **state)
{
    cnops_buffer_t buffer;
    const char *outgrown;

    (void)state;
    cnops_buffer_init(&buffer, 8, pool);
    cnops_buffer_add_text(&buffer, "secret");
    outgrown = buffer.bytes;
    cnops_buffer_add_text(&buffer, " and more");
    assert_ptr_not_equal(outgrown, buffer.bytes);
    assert_null(memmem(outgrown, 8, "secret", 6));
    assert_string_equal(cnops_buffer_text(&buffer), "secret and more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(grows_as_needed),
        POOL_TEST(text_ends_where_bytes_end),
        POOL_TEST(wipes_outgrown_blocks),
    };

    return RUN_TESTS(tests);
}
