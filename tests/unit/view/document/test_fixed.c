/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/fixed.h"

#include "view/document/document_fixture.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *at(document_fixture_t *f, const char *height, const char *text)
{
    return apr_pstrcat(f->pool, "<document><at x=\"20\" y=\"20\" width=\"60\" height=\"", height,
                       "\">", text, "</at><p>un</p></document>", NULL);
}

/* The scale itself is measured on letters, by tests/http/letters.test.mjs. */
static void test_a_text_is_set_smaller_or_refused(void **state)
{
    document_fixture_t *f = *state;
    const char *text = apr_pstrcat(f->pool, "<p>", document_repeat(f, "avenue ", 30), "</p>", NULL);

    assert_non_null(document_plain(f, at(f, "12", text)));
    document_refuses(f, at(f, "3", text), "what stands in <at> is too high for it");
}

/* A page has 297 mm. */
static void test_it_takes_no_room_from_others(void **state)
{
    document_fixture_t *f = *state;
    const char *plain = document_plain(f, at(f, "290", "<space height=\"280\"/>"));

    assert_int_equal(document_count(plain, "/Type /Page "), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOCUMENT_TEST(test_a_text_is_set_smaller_or_refused),
        DOCUMENT_TEST(test_it_takes_no_room_from_others),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
