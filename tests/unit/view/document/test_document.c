/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* With the fonts of build/htdocs, the same that documents are set with. What a reader sees in the
 * files is tested with other programs: tests/http/certificates.test.mjs. */
#include "view/document/document.h"

#include "base/errors.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define FONTS "build/htdocs/documents"

typedef struct fixture_t {
    apr_pool_t *pool;
    cnops_engines_t *engines;
    cnops_engine_t *engine;
} fixture_t;

static int setup(void **state)
{
    const cnops_engines_config_t config = {FONTS, 2, 1000};
    fixture_t *f;
    apr_pool_t *pool;
    const char *fault;

    apr_pool_create(&pool, NULL);
    f = apr_pcalloc(pool, sizeof *f);
    f->pool = pool;
    assert_int_equal(cnops_engines_make(&f->engines, &fault, &config, pool), APR_SUCCESS);
    assert_int_equal(cnops_engines_take(&f->engine, f->engines), APR_SUCCESS);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture_t *f = *state;

    cnops_engines_give(f->engines, f->engine);
    apr_pool_destroy(f->pool);
    return 0;
}

static apr_status_t render(const char **pbytes, apr_size_t *plen, const char **pfault,
                           const fixture_t *f, const char *markup)
{
    const cnops_document_t document = {.markup = markup,
                                       .markup_len = strlen(markup),
                                       .producer = "tests",
                                       .made_at = "2026-11-30T00:00:00Z"};

    return cnops_document_render(pbytes, plen, pfault, f->engine, &document, f->pool);
}

static void test_is_a_pdf(void **state)
{
    const char *bytes, *fault;
    apr_size_t len;

    assert_int_equal(render(&bytes, &len, &fault, *state,
                            "<document title=\"Titre\" lang=\"fr\"><h1>Titre</h1>"
                            "<p lang=\"ar\">نص <b>مهم</b></p></document>"),
                     APR_SUCCESS);
    assert_null(fault);
    assert_memory_equal(bytes, "%PDF-1.", 7);
    assert_memory_equal(bytes + len - 6, "%%EOF\n", 6);
}

static void test_the_same_document_has_the_same_bytes(void **state)
{
    static const char markup[] = "<document lang=\"ar\" frame=\"yes\"><p>واحد</p><qr prefix=\"a#\" "
                                 "digits=\"123\" size=\"30\" alt=\"رمز\"/></document>";
    const char *first, *second, *fault;
    apr_size_t len, second_len;

    assert_int_equal(render(&first, &len, &fault, *state, markup), APR_SUCCESS);
    assert_int_equal(render(&second, &second_len, &fault, *state, markup), APR_SUCCESS);
    assert_int_equal(len, second_len);
    assert_memory_equal(first, second, len);
}

static void test_a_long_table_takes_several_pages(void **state)
{
    const fixture_t *f = *state;
    const char *rows = "<row head=\"yes\"><cell head=\"yes\">Date</cell></row>", *bytes, *fault;
    apr_size_t len;
    int pages = 0;

    for (int i = 0; i < 100; i++)
        rows = apr_pstrcat(f->pool, rows, "<row><cell>un</cell></row>", NULL);
    assert_int_equal(render(&bytes, &len, &fault, f,
                            apr_pstrcat(f->pool, "<document><table rule=\"yes\">", rows,
                                        "</table></document>", NULL)),
                     APR_SUCCESS);
    for (apr_size_t i = 0; i + 11 < len; i++)
        pages += memcmp(bytes + i, "/Type /Page ", 12) == 0;
    assert_true(pages > 1);
}

static void refuses(const fixture_t *f, const char *markup, const char *fault)
{
    const char *bytes, *found;
    apr_size_t len;

    assert_int_equal(render(&bytes, &len, &found, f, markup), CNOPS_EMALFORMED);
    assert_non_null(found);
    if (fault)
        assert_string_equal(found, fault);
}

static void test_wrong_markup_is_refused(void **state)
{
    refuses(*state, "<document><p>", NULL);
    refuses(*state, "<document><video/></document>", "<video> is no block");
    refuses(*state, "<document><picture name=\"x\"/></document>", "a picture that is not there");
    refuses(*state,
            apr_psprintf(((fixture_t *)*state)->pool,
                         "<document><qr digits=\"%08000d\"/></document>", 1),
            "the text of a QR code is too long");
}

static void test_engines_are_bounded(void **state)
{
    fixture_t *f = *state;
    cnops_engine_t *second, *third;

    assert_int_equal(cnops_engines_take(&second, f->engines), APR_SUCCESS);
    assert_int_equal(cnops_engines_take(&third, f->engines), CNOPS_EUNAVAILABLE);
    cnops_engines_give(f->engines, second);
    assert_int_equal(cnops_engines_take(&third, f->engines), APR_SUCCESS);
    cnops_engines_give(f->engines, third);
}

static void test_a_folder_without_fonts_is_refused(void **state)
{
    const fixture_t *f = *state;
    const cnops_engines_config_t config = {"build/htdocs/messages", 1, 1000};
    cnops_engines_t *engines;
    const char *fault;

    assert_int_not_equal(cnops_engines_make(&engines, &fault, &config, f->pool), APR_SUCCESS);
    assert_string_equal(fault, "no font in build/htdocs/messages");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_is_a_pdf, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_same_document_has_the_same_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_long_table_takes_several_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_markup_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_engines_are_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_folder_without_fonts_is_refused, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
