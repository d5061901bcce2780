/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What each row of the table of addresses must have, also rows that will be added. */
#include "pages/routes.h"

#include "pages/api/access.h"

#include "pages/asked_check.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static apr_pool_t *pool;

static void every_row_has_one_answer(void **state)
{
    int count = 0;

    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++, count++) {
        assert_int_equal(*route->path, '/');
        assert_int_equal(
            (route->page != NULL) + (route->form != NULL) + (route->get || route->post), 1);
        assert_true(cnops_route_answers(route, CNOPS_METHOD_GET) ||
                    cnops_route_answers(route, CNOPS_METHOD_POST));
        for (const cnops_route_t *other = cnops_routes; other < route; other++)
            assert_string_not_equal(other->path, route->path);
    }
    assert_true(count > 15);
}

static void every_start_leads_somewhere(void **state)
{
    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        cnops_route_t found;
        const char *part;

        if (route->start)
            assert_true(cnops_route_find(&found, &part, route->start, pool));
    }
}

/* --- pages --- */

static void assert_template(const char *name)
{
    const char *path = apr_psprintf(pool, "htdocs/templates/%s.html", name);
    FILE *file = fopen(path, "rb");

    if (!file)
        print_error("%s: missing\n", path);
    assert_non_null(file);
    fclose(file);
}

static void every_page_has_its_template(void **state)
{
    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        if (route->page)
            assert_template(route->page);
        if (route->form)
            assert_template(route->form->page ? route->form->page : route->form->path + 1);
    }
}

static void every_form_is_whole(void **state)
{
    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        const cnops_form_page_t *form = route->form;

        if (!form)
            continue;
        assert_non_null(form->submit);
        assert_true(form->path ? strcmp(form->path, route->path) == 0
                               : form->page && form->step && form->begin);
        asked_check(form->asked);
    }
}

/* The space decides by the person's memberships what a member may read. */
static void every_page_for_members_knows_its_person(void **state)
{
    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++)
        assert_true(!route->member || route->shows_person);
}

static void programs_have_their_own_addresses(void **state)
{
    int count = 0;

    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        const cnops_api_operation_t *operation = route->access;
        bool is_ours = cnops_api_owns(route->path);

        assert_true(is_ours == (operation != NULL));
        if (!operation)
            continue;
        count++;
        assert_true((route->get != NULL) + (route->post != NULL) == 1);
        assert_true(!route->member && !route->one_click && !route->is_first);
        assert_true((operation->bodies != NULL) == (route->post != NULL));
        assert_true((operation->body_max > 0) == (route->post != NULL));
        assert_true(operation->id && operation->parameters && operation->answers &&
                    operation->problems);
    }
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_one_answer),
        cmocka_unit_test(every_start_leads_somewhere),
        cmocka_unit_test(every_page_has_its_template),
        cmocka_unit_test(every_form_is_whole),
        cmocka_unit_test(every_page_for_members_knows_its_person),
        cmocka_unit_test(programs_have_their_own_addresses),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
