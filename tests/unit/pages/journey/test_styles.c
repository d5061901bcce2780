/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const cnops_tree_t *progress_at(browser_t *browser, const char *path)
{
    return cnops_tree_get(browser_get(browser, path)->page, "progress");
}

/* The names of its stages are those of a real journey; the third one is the current one. */
static void the_page_of_components_shows_a_journey(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const cnops_tree_t *real, *shown, *a, *b;
    const char *states = "";

    portal->fixture->settings->styles = true;
    drive_conditions(browser);
    real = progress_at(browser, "/creation/identite");
    shown = progress_at(browser, "/styles");
    a = cnops_tree_get(real, "steps")->first;
    b = cnops_tree_get(shown, "steps")->first;
    for (; a && b; a = a->next, b = b->next) {
        assert_string_equal(cnops_tree_text(a, "name"), cnops_tree_text(b, "name"));
        states = apr_pstrcat(portal->pool, states, cnops_tree_text(b, "state"), " ", NULL);
    }
    assert_true(!a && !b);
    assert_string_equal(states, "done done current todo todo ");
    assert_int_equal(cnops_tree_int(shown, "total", 0), cnops_tree_int(real, "total", -1));
    assert_int_equal(cnops_tree_int(shown, "number", 0), 3);
    assert_string_equal(cnops_tree_text(shown, "name"),
                        cnops_tree_text(cnops_tree_get(shown, "steps")->first->next->next, "name"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_page_of_components_shows_a_journey, portal_setup,
                                        portal_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
