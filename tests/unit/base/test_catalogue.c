/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/catalogue.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <unistd.h>

/* header, "a" → "un", "b" → "" */
enum { COUNT = 3, SOURCES = 28, TARGETS = SOURCES + COUNT * 8, TEXTS = TARGETS + COUNT * 8 };
static const char texts[] = "\0a\0b\0H\0un\0";
enum { SIZE = TEXTS + sizeof texts };

static void put_word(char *bytes, size_t at, uint32_t word, int is_big)
{
    for (size_t i = 0; i < 4; i++)
        bytes[at + i] = (char)(word >> 8 * (is_big ? 3 - i : i));
}

static void put_row(char *bytes, size_t at, uint32_t len, uint32_t offset, int is_big)
{
    put_word(bytes, at, len, is_big);
    put_word(bytes, at + 4, TEXTS + offset, is_big);
}

static char *make_mo(int is_big)
{
    char *bytes = apr_pcalloc(pool, SIZE);
    put_word(bytes, 0, 0x950412DE, is_big);
    put_word(bytes, 8, COUNT, is_big);
    put_word(bytes, 12, SOURCES, is_big);
    put_word(bytes, 16, TARGETS, is_big);
    put_row(bytes, SOURCES, 0, 0, is_big);
    put_row(bytes, SOURCES + 8, 1, 1, is_big);
    put_row(bytes, SOURCES + 16, 1, 3, is_big);
    put_row(bytes, TARGETS, 1, 5, is_big);
    put_row(bytes, TARGETS + 8, 2, 7, is_big);
    put_row(bytes, TARGETS + 16, 0, 0, is_big);
    memcpy(bytes + TEXTS, texts, sizeof texts);
    return bytes;
}

static apr_status_t load(cnops_catalogue_t **pcatalogue, const char *bytes, apr_size_t len)
{
    char *path = apr_pstrdup(pool, "/tmp/cnops-mo-XXXXXX");
    apr_file_t *file;
    assert_int_equal(apr_file_mktemp(&file, path, APR_FOPEN_CREATE | APR_FOPEN_WRITE, pool), 0);
    assert_int_equal(apr_file_write_full(file, bytes, len, NULL), 0);
    apr_file_close(file);
    const apr_status_t rv = cnops_catalogue_load(pcatalogue, path, pool);
    unlink(path);
    return rv;
}

static void reads_either_byte_order(void **state)
{
    (void)state;
    for (int is_big = 0; is_big < 2; is_big++) {
        cnops_catalogue_t *catalogue = NULL;
        assert_int_equal(load(&catalogue, make_mo(is_big), SIZE), APR_SUCCESS);
        assert_string_equal(cnops_catalogue_find(catalogue, "a"), "un");
        assert_null(cnops_catalogue_find(catalogue, "b"));
        assert_null(cnops_catalogue_find(catalogue, "c"));
        assert_null(cnops_catalogue_find(catalogue, ""));
    }
    assert_null(cnops_catalogue_find(NULL, "a"));
}

static void refuses_a_file_cut_anywhere(void **state)
{
    const char *bytes = make_mo(0);
    cnops_catalogue_t *catalogue;
    (void)state;
    for (apr_size_t len = 0; len < SIZE - 2; len++) {
        assert_int_equal(load(&catalogue, bytes, len), CNOPS_EMALFORMED);
        assert_null(catalogue);
    }
}

static void refuses_what_leads_out_of_it(void **state)
{
    static const size_t places[] = {0, 8, 12, 16, SOURCES, SOURCES + 4, TARGETS + 8, TARGETS + 12};
    static const uint32_t words[] = {0xFFFFFFFF, 0x7FFFFFFF, SIZE};
    cnops_catalogue_t *catalogue;
    (void)state;
    for (size_t at = 0; at < COUNT_OF(places); at++)
        for (size_t i = 0; i < COUNT_OF(words); i++) {
            char *bytes = make_mo(0);
            put_word(bytes, places[at], words[i], 0);
            assert_int_equal(load(&catalogue, bytes, SIZE), CNOPS_EMALFORMED);
        }
}

static void refuses_another_revision_and_a_text_without_end(void **state)
{
    char *bytes = make_mo(0);
    cnops_catalogue_t *catalogue;
    (void)state;
    put_word(bytes, 4, 0x00020000, 0);
    assert_int_equal(load(&catalogue, bytes, SIZE), CNOPS_EMALFORMED);
    bytes = make_mo(0);
    put_word(bytes, TARGETS + 8, 1, 0);
    assert_int_equal(load(&catalogue, bytes, SIZE), CNOPS_EMALFORMED);
}

static void says_when_it_is_missing(void **state)
{
    cnops_catalogue_t *catalogue;
    (void)state;
    assert_true(APR_STATUS_IS_ENOENT(cnops_catalogue_load(&catalogue, "/tmp/cnops/none", pool)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(reads_either_byte_order),
        POOL_TEST(refuses_a_file_cut_anywhere),
        POOL_TEST(refuses_what_leads_out_of_it),
        POOL_TEST(refuses_another_revision_and_a_text_without_end),
        POOL_TEST(says_when_it_is_missing),
    };
    return RUN_TESTS(tests);
}
