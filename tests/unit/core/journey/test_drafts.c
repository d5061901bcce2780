/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journey/drafts.h"

#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void keep(core_fixture_t *fixture, cnops_journey_t *journey, const char *slot,
                 const char *name, const char *text)
{
    cnops_tree_t *texts = cnops_tree_object(fixture->pool);

    cnops_tree_set_text(texts, name, text);
    cnops_drafts_keep(journey, slot, texts, fixture->pool);
}

static const char *text_of(core_fixture_t *fixture, const cnops_journey_t *journey,
                           const char *slot, const char *name)
{
    return cnops_tree_text(cnops_drafts_of(journey, slot, fixture->pool), name);
}

static cnops_journey_t *make(core_fixture_t *fixture)
{
    return cnops_journey_make(&fixture->core, CNOPS_JOURNEY_CREATION, fixture->pool);
}

static void test_come_back_from_the_cookie(void **state)
{
    core_fixture_t *f = *state;
    cnops_journey_t *journey = make(f), *back;

    assert_null(cnops_drafts_of(journey, CNOPS_DRAFTS_STEPS, f->pool));
    keep(f, journey, CNOPS_DRAFTS_STEPS, "cni", "م \"AB\\12");
    assert_int_equal(cnops_journey_unseal(&back, &f->core,
                                          cnops_journey_seal(&f->core, journey, f->pool), f->pool),
                     APR_SUCCESS);
    assert_string_equal(text_of(f, back, CNOPS_DRAFTS_STEPS, "cni"), "م \"AB\\12");
}

static void test_a_slot_is_replaced_as_a_whole(void **state)
{
    core_fixture_t *f = *state;
    cnops_journey_t *journey = make(f);

    keep(f, journey, CNOPS_DRAFTS_STEPS, "cni", "AB12");
    keep(f, journey, CNOPS_DRAFTS_STEPS, "mode", "employeur");
    assert_null(text_of(f, journey, CNOPS_DRAFTS_STEPS, "cni"));
    assert_string_equal(text_of(f, journey, CNOPS_DRAFTS_STEPS, "mode"), "employeur");
    cnops_drafts_keep(journey, CNOPS_DRAFTS_STEPS, NULL, f->pool);
    assert_null(journey->typed);
}

static void test_steps_stay_and_one_other_page(void **state)
{
    core_fixture_t *f = *state;
    cnops_journey_t *journey = make(f);

    keep(f, journey, CNOPS_DRAFTS_STEPS, "cni", "AB12");
    keep(f, journey, "/connexion", "identifiant", "1");
    keep(f, journey, "/espace/profil", "langue", "ar");
    assert_string_equal(text_of(f, journey, CNOPS_DRAFTS_STEPS, "cni"), "AB12");
    assert_string_equal(text_of(f, journey, "/espace/profil", "langue"), "ar");
    assert_null(text_of(f, journey, "/connexion", "identifiant"));
}

/* Only a change writes the cookie: it is noticed by the pointer. */
static void test_the_same_texts_change_nothing(void **state)
{
    core_fixture_t *f = *state;
    cnops_journey_t *journey = make(f);
    const char *before;

    keep(f, journey, CNOPS_DRAFTS_STEPS, "cni", "AB12");
    before = journey->typed;
    keep(f, journey, CNOPS_DRAFTS_STEPS, "cni", "AB12");
    assert_ptr_equal(journey->typed, before);
    cnops_drafts_keep(journey, "/connexion", NULL, f->pool);
    assert_ptr_equal(journey->typed, before);
}

static void test_what_is_too_long_is_left_out(void **state)
{
    core_fixture_t *f = *state;
    cnops_journey_t *journey = make(f);
    cnops_tree_t *texts = cnops_tree_object(f->pool);
    const char *path = apr_psprintf(f->pool, "/opposition/%03000d", 7);

    cnops_tree_set_text(texts, "motif", apr_psprintf(f->pool, "%0*d", CNOPS_DRAFTS_MAX, 7));
    cnops_tree_set_text(texts, "cni", "AB12");
    cnops_drafts_keep(journey, CNOPS_DRAFTS_STEPS, texts, f->pool);
    assert_null(text_of(f, journey, CNOPS_DRAFTS_STEPS, "motif"));
    assert_string_equal(text_of(f, journey, CNOPS_DRAFTS_STEPS, "cni"), "AB12");
    keep(f, journey, path, "motif", "x");
    assert_true(!journey->typed || strlen(journey->typed) <= CNOPS_DRAFTS_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_come_back_from_the_cookie),     TEST(test_a_slot_is_replaced_as_a_whole),
        TEST(test_steps_stay_and_one_other_page), TEST(test_the_same_texts_change_nothing),
        TEST(test_what_is_too_long_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
