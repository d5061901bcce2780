/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/catalogue.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <unistd.h>

/* A catalogue with a header, "a" → "un" and "b" → "" */
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
        assert_string_equal(cnops_catalogue_find(catalogue, NULL, "a"), "un");
        assert_null(cnops_catalogue_find(catalogue, NULL, "b"));
        assert_null(cnops_catalogue_find(catalogue, NULL, "c"));
        assert_null(cnops_catalogue_find(catalogue, NULL, ""));
    }
    assert_null(cnops_catalogue_find(NULL, NULL, "a"));
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

static void refuses_offsets_outside_the_file(void **state)
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

/* --- contexts --- */

/* A text with NULs in it. */
typedef struct bytes_t {
    const char *at;
    size_t len;
} bytes_t;

#define BYTES(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

/* A catalogue of count pairs; pairs[] has source and target of each pair, one after the other. */
static char *make_pairs(size_t *plen, const bytes_t *pairs, uint32_t count)
{
    size_t len = SOURCES + (size_t)count * 16;

    for (size_t at = 0; at < 2 * (size_t)count; at++)
        len += pairs[at].len + 1;
    char *bytes = apr_pcalloc(pool, len);
    put_word(bytes, 0, 0x950412DE, 0);
    put_word(bytes, 8, count, 0);
    put_word(bytes, 12, SOURCES, 0);
    put_word(bytes, 16, SOURCES + count * 8, 0);
    size_t text = SOURCES + (size_t)count * 16;
    for (size_t at = 0; at < 2 * (size_t)count; at++) {
        const size_t row = SOURCES + at / 2 * 8 + at % 2 * count * 8;

        put_word(bytes, row, (uint32_t)pairs[at].len, 0);
        put_word(bytes, row + 4, (uint32_t)text, 0);
        memcpy(bytes + text, pairs[at].at, pairs[at].len);
        text += pairs[at].len + 1;
    }
    *plen = len;
    return bytes;
}

#define HEADER "Plural-Forms: nplurals=2; plural=n != 1;\n"

static void keeps_contexts_apart(void **state)
{
    static const bytes_t pairs[] = {
        BYTES(""),
        BYTES(HEADER),
        BYTES("Retour"),
        BYTES("Back"),
        BYTES("verbe\004Retour"),
        BYTES("Go back"),
        BYTES("colis\004Retour"),
        BYTES("Return"),
        BYTES("verbe\004Non"),
        BYTES("No"),
        BYTES("un\0uns"),
        BYTES("one\0ones"),
        BYTES("colis\004un\0uns"),
        BYTES("one parcel\0parcels"),
        BYTES("verbe\004un\0uns"),
        BYTES("alone"),
    };

    size_t len;
    const char *bytes = make_pairs(&len, pairs, COUNT_OF(pairs) / 2);
    cnops_catalogue_t *catalogue = NULL;
    cnops_forms_t forms;
    (void)state;
    assert_int_equal(load(&catalogue, bytes, len), APR_SUCCESS);
    assert_string_equal(cnops_catalogue_find(catalogue, NULL, "Retour"), "Back");
    assert_string_equal(cnops_catalogue_find(catalogue, "verbe", "Retour"), "Go back");
    assert_string_equal(cnops_catalogue_find(catalogue, "colis", "Retour"), "Return");
    assert_string_equal(cnops_catalogue_find(catalogue, "verbe", "Non"), "No");
    assert_null(cnops_catalogue_find(catalogue, NULL, "Non"));
    assert_null(cnops_catalogue_find(catalogue, "colis", "Non"));
    assert_null(cnops_catalogue_find(catalogue, "verb", "Retour"));
    assert_null(cnops_catalogue_find(catalogue, "Verbe", "Retour"));
    assert_null(cnops_catalogue_find(catalogue, NULL, "verbe\004Retour"));
    assert_null(cnops_catalogue_find(NULL, "verbe", "Retour"));
    assert_true(cnops_catalogue_find_forms(&forms, catalogue, NULL, "un"));
    assert_string_equal(forms.texts[1], "ones");
    assert_true(cnops_catalogue_find_forms(&forms, catalogue, "colis", "un"));
    assert_string_equal(forms.texts[0], "one parcel");
    assert_string_equal(forms.texts[1], "parcels");
    assert_false(cnops_catalogue_find_forms(&forms, catalogue, "verbe", "un"));
    assert_false(cnops_catalogue_find_forms(&forms, catalogue, "fête", "un"));
}

static void refuses_contexts_that_could_not_be_looked_up(void **state)
{
    static const bytes_t sources[] = {
        BYTES("\004Retour"),       BYTES("\004"),
        BYTES("verbe\004"),        BYTES("verbe\004\0a"),
        BYTES("a\004b\004Retour"), BYTES("verbe\004Retour\004"),
    };
    cnops_catalogue_t *catalogue;

    (void)state;
    for (size_t at = 0; at < COUNT_OF(sources); at++) {
        const bytes_t pair[] = {sources[at], BYTES("Back")};
        size_t len;
        const char *bytes = make_pairs(&len, pair, 1);

        assert_int_equal(load(&catalogue, bytes, len), CNOPS_EMALFORMED);
        assert_null(catalogue);
    }
}

/* The text behind the singular is the plural: an EOT there does not end a context. */
static void looks_for_a_context_in_the_singular_alone(void **state)
{
    static const bytes_t pair[] = {BYTES("un\0a\004b"), BYTES("one")};

    size_t len;
    const char *bytes = make_pairs(&len, pair, 1);
    cnops_catalogue_t *catalogue;
    (void)state;
    assert_int_equal(load(&catalogue, bytes, len), APR_SUCCESS);
    assert_string_equal(cnops_catalogue_find(catalogue, NULL, "un"), "one");
}

static void reports_a_missing_file(void **state)
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
        POOL_TEST(refuses_offsets_outside_the_file),
        POOL_TEST(refuses_another_revision_and_a_text_without_end),
        POOL_TEST(keeps_contexts_apart),
        POOL_TEST(refuses_contexts_that_could_not_be_looked_up),
        POOL_TEST(looks_for_a_context_in_the_singular_alone),
        POOL_TEST(reports_a_missing_file),
    };

    return RUN_TESTS(tests);
}
