/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/blocks.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_an_unknown_element_is_refused(void **state)
{
    document_refuses(*state, "<document><video/></document>", "<video> is no block");
    document_refuses(*state, "<document><columns><video/></columns></document>",
                     "<video> is no block");
    document_refuses(*state, "<document><foot><video/></foot></document>", "<video> is no block");
}

static void test_an_unknown_language_is_refused(void **state)
{
    document_refuses(*state, "<document><p lang=\"xx\">a</p></document>", "\"xx\" is no language");
    document_refuses(*state, "<document lang=\"xx\"><p>a</p></document>", "\"xx\" is no language");
}

/* Each kind takes some height: what follows all of them is on the second page. */
static void test_each_kind_takes_its_place(void **state)
{
    static const char *const kinds[] = {"<h1>a</h1>",
                                        "<h2>a</h2>",
                                        "<p>a</p>",
                                        "<columns><p>a</p></columns>",
                                        "<stack><p>a</p></stack>",
                                        "<table><row><cell>a</cell></row></table>",
                                        "<box><p>a</p></box>",
                                        "<space/>",
                                        "<rule/>",
                                        "<dots/>",
                                        "<cells/>",
                                        "<qr digits=\"1\" size=\"10\" alt=\"a\"/>",
                                        NULL};
    document_fixture_t *f = *state;

    for (int i = 0; kinds[i]; i++) {
        const char *markup =
            apr_pstrcat(f->pool, "<document><p>x</p>", document_repeat(f, kinds[i], 100),
                        "<p>fin</p></document>", NULL);

        assert_true(document_count(document_plain(f, markup), "/Type /Page ") > 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_an_unknown_element_is_refused),
        DOCUMENT_TEST(test_an_unknown_language_is_refused),
        DOCUMENT_TEST(test_each_kind_takes_its_place),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
