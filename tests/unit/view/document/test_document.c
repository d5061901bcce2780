/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/document.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_is_a_pdf(void **state)
{
    const char *bytes, *fault;
    apr_size_t len;

    assert_int_equal(document_render(&bytes, &len, &fault, *state,
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

    assert_int_equal(document_render(&first, &len, &fault, *state, markup), APR_SUCCESS);
    assert_int_equal(document_render(&second, &second_len, &fault, *state, markup), APR_SUCCESS);
    assert_int_equal(len, second_len);
    assert_memory_equal(first, second, len);
}

static void test_wrong_xml_is_refused(void **state)
{
    document_refuses(*state, "<document><p>", NULL);
    document_refuses(*state, "", NULL);
    document_refuses(*state, "<document><p>\xFF</p></document>", NULL);
}

static void test_markup_is_bounded(void **state)
{
    document_fixture_t *f = *state;

    document_refuses(f, document_repeat(f, " ", 4 * 1024 * 1024 + 1), "the markup is too long");
}

/* Decoded, the markup is a member's name: it must not become elements. The template escapes it; a
 * document type could still define entities that grow. */
static void test_entities_do_not_grow(void **state)
{
    document_refuses(*state,
                     "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\"><!ENTITY b "
                     "\"&a;&a;&a;&a;&a;&a;&a;&a;\">]><document><p>&b;</p></document>",
                     NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_is_a_pdf),
        DOCUMENT_TEST(test_the_same_document_has_the_same_bytes),
        DOCUMENT_TEST(test_wrong_xml_is_refused),
        DOCUMENT_TEST(test_markup_is_bounded),
        DOCUMENT_TEST(test_entities_do_not_grow),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
