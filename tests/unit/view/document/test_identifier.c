/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* With the fonts of build/htdocs, the same that documents are set with. */
#include "view/document/identifier.h"

#include "view/document/document.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture_t {
    apr_pool_t *pool;
    const char *pdf; /* with an identifier */
    apr_size_t len;
} fixture_t;

static const char address[] = "https://h.example/v?a=1&b#123456789";

static void render(fixture_t *f, const char *attributes)
{
    const cnops_engines_config_t config = {"build/htdocs/documents", 1, 1000};
    const cnops_document_t document = {
        .markup = apr_pstrcat(f->pool, "<document title=\"Titre\" lang=\"fr\"", attributes,
                              "><p>Texte</p></document>", NULL),
        .markup_len = strlen("<document title=\"Titre\" lang=\"fr\"><p>Texte</p></document>") +
                      strlen(attributes),
        .producer = "tests",
        .made_at = "2026-11-30T00:00:00Z"};
    cnops_engines_t *engines;
    cnops_engine_t *engine;
    const char *fault;

    assert_int_equal(cnops_engines_make(&engines, &fault, &config, f->pool), APR_SUCCESS);
    assert_int_equal(cnops_engines_take(&engine, engines), APR_SUCCESS);
    assert_int_equal(cnops_document_render(&f->pdf, &f->len, &fault, engine, &document, f->pool),
                     APR_SUCCESS);
    cnops_engines_give(engines, engine);
}

static int setup(void **state)
{
    apr_pool_t *pool;
    fixture_t *f;

    apr_pool_create(&pool, NULL);
    f = apr_pcalloc(pool, sizeof *f);
    f->pool = pool;
    render(f, " identifier=\"https://h.example/v?a=1&amp;b#123456789\"");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(((fixture_t *)*state)->pool);
    return 0;
}

static void test_what_was_written_is_read(void **state)
{
    fixture_t *f = *state;
    const char *fault;

    assert_string_equal(cnops_identifier_read(&fault, f->pdf, f->len, f->pool), address);
    assert_null(fault);
}

static void test_a_document_may_have_none(void **state)
{
    fixture_t *f = *state;
    const char *fault;

    render(f, "");
    assert_null(cnops_identifier_read(&fault, f->pdf, f->len, f->pool));
    assert_non_null(strstr(fault, "no code"));
}

static void test_what_is_no_pdf_has_none(void **state)
{
    fixture_t *f = *state;
    const char *fault;

    assert_null(cnops_identifier_read(&fault, "", 0, f->pool));
    assert_non_null(strstr(fault, "no PDF"));
    assert_null(cnops_identifier_read(&fault, "%PDF-1.7\njunk", 13, f->pool));
    assert_non_null(strstr(fault, "no PDF"));
}

/* Puts bytes of the same length in place of those of the metadata, which are not compressed. */
static const char *edit(const fixture_t *f, const char *from, const char *to)
{
    char *copy = apr_pmemdup(f->pool, f->pdf, f->len);
    apr_size_t len = strlen(from);

    assert_int_equal(strlen(to), len);
    for (apr_size_t i = 0; i + len <= f->len; i++)
        if (memcmp(copy + i, from, len) == 0) {
            memcpy(copy + i, to, len);
            return copy;
        }
    fail_msg("%s is not in the file", from);
    return NULL;
}

static void test_metadata_of_others_is_not_ours(void **state)
{
    fixture_t *f = *state;
    const char *fault;

    assert_null(cnops_identifier_read(
        &fault, edit(f, "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/9.9/"),
        f->len, f->pool));
    assert_non_null(strstr(fault, "no code"));
    assert_null(
        cnops_identifier_read(&fault, edit(f, "<x:xmpmeta", "<x:xmpmetb"), f->len, f->pool));
    assert_null(
        cnops_identifier_read(&fault, edit(f, "#123456789<", "#123456789&"), f->len, f->pool));
    assert_null(cnops_identifier_read(&fault, edit(f, "/Metadata", "/Metabata"), f->len, f->pool));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_what_was_written_is_read),
        TEST(test_a_document_may_have_none),
        TEST(test_what_is_no_pdf_has_none),
        TEST(test_metadata_of_others_is_not_ours),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS)
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
