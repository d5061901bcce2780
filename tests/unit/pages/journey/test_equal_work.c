/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every form that takes an identity calls each function of the store equally often, whether or not
 * the person is known, has an account, or is alive. */
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const functions[] = {
    STORE_MEMORY(persons, by_documents), STORE_MEMORY(persons, by_immatriculation),
    STORE_MEMORY(persons, by_id),        STORE_MEMORY(persons, memberships_of),
    STORE_MEMORY(accounts, by_person),   STORE_MEMORY(accounts, by_id),
    STORE_MEMORY(counters, look),        STORE_MEMORY(counters, take),
    STORE_MEMORY(counters, give),        STORE_MEMORY(tokens, spend),
    STORE_MEMORY(outbox, insert),        STORE_MEMORY(challenges, send),
    STORE_MEMORY(events, insert),        STORE_MEMORY(events, tail),
};

#define FUNCTIONS (sizeof functions / sizeof *functions)

typedef struct work_t {
    int calls[FUNCTIONS], all;
} work_t;

/* A member with an account, a member without one, a deceased member, and an unknown person. */
static fixture_member_t people[4];

static portal_t *with_people(void **state)
{
    portal_t *portal = *state;

    portal->fixture->settings->pow_levels = 0;
    people[0] = fixture_public_transfer;
    people[1] = fixture_public_money_order;
    people[2] = fixture_public_transfer;
    people[2].document = "DD111111";
    people[2].immatriculation = "10000077";
    people[2].status = CNOPS_MEMBER_DECEASED;
    people[3] = fixture_public_transfer;
    people[3].document = "ZZ999999";
    people[3].immatriculation = "99999999";
    for (int i = 0; i < 3; i++)
        core_fixture_add_member(portal->fixture, &people[i]);
    drive_to_end(browser_open(portal), &people[0], false);
    return portal;
}

static work_t count(portal_t *portal)
{
    work_t work;

    for (size_t i = 0; i < FUNCTIONS; i++)
        work.calls[i] = store_memory_calls(portal->fixture->store, functions[i]);
    work.all = store_memory_calls(portal->fixture->store, NULL);
    return work;
}

static work_t since(portal_t *portal, work_t before)
{
    work_t work = count(portal);

    for (size_t i = 0; i < FUNCTIONS; i++)
        work.calls[i] -= before.calls[i];
    work.all -= before.all;
    return work;
}

static void assert_same(const work_t *work, const work_t *first)
{
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (work->calls[i] != first->calls[i])
            fail_msg("%s: %d and %d", functions[i], work->calls[i], first->calls[i]);
    assert_int_equal(work->all, first->all);
    assert_true(first->all > 0);
}

static int calls_of(const work_t *work, const char *function)
{
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (strcmp(functions[i], function) == 0)
            return work->calls[i];
    fail_msg("%s is not counted", function);
    return 0;
}

/* The limits of a form are read together, and what it counts is written together. */
static void assert_trips(const work_t *work, int looks, int takes)
{
    assert_int_equal(calls_of(work, STORE_MEMORY(counters, look)), looks);
    assert_int_equal(calls_of(work, STORE_MEMORY(counters, take)), takes);
}

static void sign_in_works_as_much_for_all(void **state)
{
    portal_t *portal = with_people(state);
    work_t first = {0};

    for (int i = 0; i < 4; i++) {
        browser_t *browser = browser_open(portal);
        work_t before, work;

        browser_get(browser, "/connexion");
        before = count(portal);
        assert_int_equal(browser_post(browser, "/connexion", "identifiant", people[i].document,
                                      "mot_de_passe", "pas-le-bon-1", NULL)
                             ->status,
                         422);
        work = since(portal, before);
        first = i ? first : work;
        assert_same(&work, &first);
    }
}

static void the_identity_step_works_as_much_for_all(void **state)
{
    portal_t *portal = with_people(state);
    work_t first = {0};

    for (int i = 0; i < 4; i++) {
        browser_t *browser = browser_open(portal);
        work_t before, work;

        drive_conditions(browser);
        before = count(portal);
        assert_leads_to(drive_try_identity(browser, &people[i], false), "/creation/questions");
        work = since(portal, before);
        first = i ? first : work;
        assert_same(&work, &first);
        assert_trips(&work, 2, 1); /* the first look is that of the captcha's challenge */
        /* All types of document, with the memberships. */
        assert_int_equal(calls_of(&work, STORE_MEMORY(persons, by_documents)), 1);
        assert_int_equal(work.all, 4);
    }
}

static void wrong_answers_cost_as_much_for_all(void **state)
{
    portal_t *portal = with_people(state);
    work_t first = {0};

    for (int i = 0; i < 4; i++) {
        fixture_member_t typed = people[i];
        browser_t *browser = browser_open(portal);
        work_t before, work;

        typed.rib = "00000001";
        typed.civil_status_no = "1/1901";
        drive_to_questions(browser, &typed, false);
        before = count(portal);
        assert_int_equal(drive_try_questions(browser, &typed)->status, 422);
        work = since(portal, before);
        first = i ? first : work;
        assert_same(&work, &first);
        /* The first look is that of the page before: it warns of the last try. */
        assert_trips(&work, 2, 2);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sign_in_works_as_much_for_all),
        TEST(the_identity_step_works_as_much_for_all),
        TEST(wrong_answers_cost_as_much_for_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
