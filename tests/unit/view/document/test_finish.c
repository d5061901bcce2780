/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/finish.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static apr_status_t finish(document_fixture_t *f, const char *pdf, const cnops_finish_t *how)
{
    const char *bytes;
    apr_size_t len;

    return cnops_finish(&bytes, &len, pdf, strlen(pdf), how, f->pool);
}

static void test_what_is_no_pdf_is_refused(void **state)
{
    document_fixture_t *f = *state;
    const cnops_finish_t how = {.said.lang = "fr",
                                .said.title = "",
                                .said.producer = "",
                                .said.made_at = "2026-11-30T00:00:00Z",
                                .elements = apr_array_make(f->pool, 1, sizeof(cnops_element_t))};

    assert_int_not_equal(finish(f, "", &how), APR_SUCCESS);
    assert_int_not_equal(finish(f, "not a PDF", &how), APR_SUCCESS);
}

/* Words and languages would go to other elements than those that they are for. */
static void test_another_structure_is_refused(void **state)
{
    document_fixture_t *f = *state;
    const char *bytes, *fault;
    apr_size_t len;
    apr_array_header_t *elements = apr_array_make(f->pool, 2, sizeof(cnops_element_t));
    const cnops_finish_t how = {.said.lang = "fr",
                                .said.title = "",
                                .said.producer = "",
                                .said.made_at = "2026-11-30T00:00:00Z",
                                .elements = elements};

    assert_int_equal(document_render(&bytes, &len, &fault, f, "<document><p>a</p></document>"),
                     APR_SUCCESS);
    assert_int_not_equal(cnops_finish(&bytes, &len, bytes, len, &how, f->pool), APR_SUCCESS);
    APR_ARRAY_PUSH(elements, cnops_element_t) = (cnops_element_t){.tag = "Document"};
    APR_ARRAY_PUSH(elements, cnops_element_t) = (cnops_element_t){.tag = "H1"};
    assert_int_not_equal(cnops_finish(&bytes, &len, bytes, len, &how, f->pool), APR_SUCCESS);
    APR_ARRAY_IDX(elements, 1, cnops_element_t).tag = "P";
    assert_int_equal(cnops_finish(&bytes, &len, bytes, len, &how, f->pool), APR_SUCCESS);
}

static void test_metadata_are_escaped(void **state)
{
    const char *plain =
        document_plain(*state, "<document title=\"&lt;A &amp; B&gt;\"><p>a</p></document>");

    assert_non_null(strstr(plain, "&lt;A &amp; B&gt;</rdf:li>"));
    assert_non_null(strstr(plain, "/Title (<A & B>)"));
}

static void test_dates_are_those_of_the_document(void **state)
{
    const char *plain = document_plain(*state, "<document><p>a</p></document>");

    assert_int_equal(document_count(plain, "(D:20261130000000Z)"), 2);
    assert_int_equal(document_count(plain, "Date>2026-11-30T00:00:00Z<"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_what_is_no_pdf_is_refused),
        DOCUMENT_TEST(test_another_structure_is_refused),
        DOCUMENT_TEST(test_metadata_are_escaped),
        DOCUMENT_TEST(test_dates_are_those_of_the_document),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
