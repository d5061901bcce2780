/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What each row of each course must have and the compiler does not see, also courses that
 * will be added. */
#include "pages/journey/courses.h"

#include "pages/asked_check.h"
#include "pages/code/code_form.h"
#include "pages/journey/steps.h"
#include "pages/routes.h"

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

typedef void (*look_fn)(const cnops_course_t *course, int index);

static void look_at_all(look_fn look)
{
    int count = 0;

    for (const cnops_course_t *const *course = cnops_courses; *course; course++) {
        for (int i = 0; i < (*course)->count; i++, count++)
            look(*course, i);
    }
    assert_true(count > 15);
}

static const char *path_of(const cnops_course_t *course, int index)
{
    return apr_pstrcat(pool, course->base, "/", course->steps[index].slug, NULL);
}

/* --- routes --- */

static void look_for_route(const cnops_course_t *course, int index)
{
    const char *path = path_of(course, index), *part;
    cnops_route_t route;

    assert_true(cnops_route_find(&route, &part, path, pool));
    assert_ptr_equal(route.step, &course->steps[index]);
    assert_string_equal(route.start, course->start);
    assert_true(cnops_route_answers(&route, CNOPS_METHOD_GET));
    assert_int_equal(cnops_route_answers(&route, CNOPS_METHOD_POST), index < course->count - 1);
    assert_false(cnops_route_answers(&route, CNOPS_METHOD_OTHER));
    assert_true(cnops_route_find(&route, &part, course->start, pool));
}

static void every_step_has_its_address(void **state)
{
    (void)state;
    look_at_all(look_for_route);
}

/* --- what stands in cookies --- */

/* A changed line changes what the cookies mean that visitors have already. Give the kind another
 * word in CNOPS_JOURNEYS then too (core/journey/journey.h). */
static const struct {
    cnops_journey_kind_e kind;
    const char *word, *slugs;
} orders[] = {
    {CNOPS_JOURNEY_CREATION, "creation",
     " conditions identite questions courriel courriel-code telephone telephone-code mot-de-passe"
     " termine"},
    {CNOPS_JOURNEY_RECOVERY, "recovery",
     " conditions identite questions courriel-code telephone-code mot-de-passe termine"},
    {CNOPS_JOURNEY_LOST, "lost",
     " contact contact/courriel contact/courriel-code contact/telephone contact/telephone-code"
     " contact/termine"},
};

static void the_order_of_steps_is_that_of_the_cookies(void **state)
{
    static const char *const words[] = {CNOPS_JOURNEYS(CNOPS_WORDS_TEXT) NULL};
    size_t i = 0;

    (void)state;
    for (const cnops_course_t *const *course = cnops_courses; *course; course++, i++) {
        const char *slugs = "";

        for (int step = 0; step < (*course)->count; step++)
            slugs = apr_pstrcat(pool, slugs, " ", (*course)->steps[step].slug, NULL);
        assert_true(i < sizeof orders / sizeof *orders);
        assert_int_equal((*course)->kind, orders[i].kind);
        assert_string_equal(words[orders[i].kind], orders[i].word);
        assert_string_equal(slugs, orders[i].slugs);
        assert_true((*course)->count <= 32);
    }
}

/* A visitor who crosses to another course does not do these steps again: they must be the same. */
static void the_facts_are_asked_by_the_same_steps(void **state)
{
    int proving = -1, count = 0;

    (void)state;
    for (const cnops_course_t *const *course = cnops_courses; *course; course++) {
        for (int i = 0; i < (*course)->count; i++) {
            if (!(*course)->steps[i].proved)
                continue;
            assert_true(proving == -1 || proving == i);
            proving = i;
            count++;
            for (int step = 0; step <= i; step++)
                assert_string_equal((*course)->steps[step].slug,
                                    cnops_courses[0]->steps[step].slug);
        }
    }
    assert_true(count >= 2);
}

/* --- progress --- */

/* The stages of a course come in their order, and the percentage agrees with their count: nothing
 * is done before the first one begins, and the last step of the last one is the end. */
static void look_at_progress(const cnops_course_t *course, int index)
{
    const cnops_step_t *step = &course->steps[index], *next = step + 1;
    bool is_first = index == 0, is_last = index == course->count - 1;

    assert_int_equal(step->stage == CNOPS_STAGE_NONE, is_first || is_last);
    assert_int_equal(step->percent == 0, is_first);
    if (is_last)
        return;
    assert_true(step->percent < next->percent || next == &course->steps[course->count - 1]);
    assert_true(step->stage <= next->stage || next->stage == CNOPS_STAGE_NONE);
    assert_int_equal(step->percent == 100, next->stage == CNOPS_STAGE_NONE);
}

static void progress_agrees_with_the_stages(void **state)
{
    (void)state;
    look_at_all(look_at_progress);
}

/* --- what a step's functions read --- */

static bool is_of_contact(const cnops_step_t *step)
{
    return step->submit == cnops_steps_submit_contact || step->submit == cnops_steps_submit_code ||
           step->guard == cnops_steps_guard_code || step->show == cnops_steps_show_code ||
           step->show == cnops_steps_show_contact;
}

static void look_for_members(const cnops_course_t *course, int index)
{
    const cnops_step_t *step = &course->steps[index];

    if (is_of_contact(step)) {
        assert_non_null(step->way);
        assert_non_null(step->way->find);
        assert_non_null(step->way->message);
    }
    if (step->submit == cnops_steps_submit_contact)
        assert_true(asked_has(step->asked, cnops_code_channel(step->way->channel)->field));
    assert_int_equal(step->submit == cnops_steps_submit_questions, step->proved != NULL);
}

static void every_step_has_what_its_functions_read(void **state)
{
    (void)state;
    look_at_all(look_for_members);
}

/* --- fields --- */

static void look_at_fields(const cnops_course_t *course, int index)
{
    asked_check(course->steps[index].asked);
}

static void every_field_has_the_fields_that_it_names(void **state)
{
    (void)state;
    look_at_all(look_at_fields);
}

/* --- pages --- */

static void look_for_template(const cnops_course_t *course, int index)
{
    const cnops_step_t *step = &course->steps[index];
    const char *name = step->page ? step->page : step->slug;
    const char *file = apr_psprintf(pool, "htdocs/templates%s/%s.html", course->base, name);
    FILE *opened = fopen(file, "rb");

    if (!opened)
        print_error("%s: missing\n", file);
    assert_non_null(opened);
    fclose(opened);
}

static void every_step_has_its_template(void **state)
{
    (void)state;
    look_at_all(look_for_template);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_has_its_address),
        cmocka_unit_test(the_order_of_steps_is_that_of_the_cookies),
        cmocka_unit_test(the_facts_are_asked_by_the_same_steps),
        cmocka_unit_test(progress_agrees_with_the_stages),
        cmocka_unit_test(every_step_has_what_its_functions_read),
        cmocka_unit_test(every_field_has_the_fields_that_it_names),
        cmocka_unit_test(every_step_has_its_template),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
