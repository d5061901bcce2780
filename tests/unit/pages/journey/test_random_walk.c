/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Ten thousand random steps: right and wrong answers, steps out of order, old cookies, codes of
 * others, wrong tokens. A model that is much simpler than the portal says what may be accepted. If
 * the portal accepts more, that is a hole. The model keeps its state by the value of the cookie, so
 * that an old cookie brings back its old state.
 *
 * CNOPS_SEED=n makes another walk. */
#include "core/account/account_changes.h"
#include "core/person/identity.h"
#include "core/purge.h"
#include "random_walk.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 10000

static void note_session(world_t *w, const browser_t *browser, int member)
{
    const char *token = apr_table_get(browser->cookies, "cnops_session");

    w->signed_in++;
    w->known[walk_number(w, browser)][member] = true;
    apr_hash_set(w->tokens, apr_pstrdup(w->pool, token), APR_HASH_KEY_STRING, walk_members[member]);
}

static void sign_in(world_t *w, browser_t *browser)
{
    state_t state = walk_state(w, browser);
    int member = (int)walk_pick(w, MEMBERS);
    const char *password = walk_passwords[walk_pick(w, 2)];
    bool allowed = w->passwords[member] && strcmp(w->passwords[member], password) == 0;
    const answer_t *answer =
        browser_post(browser, "/connexion", "identifiant", walk_members[member]->document,
                     "mot_de_passe", password, "altcha", browser_solve(browser), NULL);

    if (answer->status == 303 && strstr(answer->location, "/connexion/code")) {
        assert_true(allowed);
        walk_note_code(w, browser);
        /* A code that was sent for another journey or another member must not count here. */
        if (state.course != NOWHERE || (state.half && state.half != member + 1))
            assert_string_not_equal(walk_id(w, browser), state.id);
        state.course = NOWHERE;
        state.half = member + 1;
        state.generation = w->generations[member];
        state.done = 0;
        walk_keep(w, browser, state, true);
        w->halves++;
        return;
    }
    walk_keep(w, browser, state, false);
    if (answer->status != 303 || !strstr(answer->location, "/espace"))
        return;
    assert_true(allowed && w->known[walk_number(w, browser)][member]);
    note_session(w, browser, member);
}

/* Types the code of the half sign-in, or another one. */
static void type_signin_code(world_t *w, browser_t *browser)
{
    state_t state = walk_state(w, browser), at_email = state;
    const char *former = walk_session(w, browser), *code;
    int member = state.half - 1;
    const answer_t *answer;
    bool allowed;

    at_email.course = NOWHERE;
    if (member >= 0)
        at_email.email = w->emails[member];
    code = walk_some_code(w, &at_email, CNOPS_CHANNEL_EMAIL);
    allowed = member >= 0 && w->passwords[member] && state.generation == w->generations[member] &&
              walk_was_sent(w, &at_email, CNOPS_CHANNEL_EMAIL, code);
    answer = browser_post(browser, "/connexion/code", "code", code, NULL);
    walk_keep(w, browser, state, false);
    /* A browser that is signed in already is sent to the space, and gets no new session. */
    if (answer->status != 303 || strcmp(walk_session(w, browser), former) == 0)
        return;
    assert_true(allowed);
    note_session(w, browser, member);
}

static void sign_out(world_t *w, browser_t *browser)
{
    state_t state = walk_state(w, browser);
    const char *token = apr_table_get(browser->cookies, "cnops_session");
    const answer_t *answer;

    token = token ? apr_pstrdup(w->step_pool, token) : NULL;
    answer = browser_post(browser, "/deconnexion", NULL);
    walk_keep(w, browser, state, false);
    if (token && answer->status == 303)
        apr_hash_set(w->tokens, token, APR_HASH_KEY_STRING, NULL);
}

/* Deletes an account, as an operator does who gives it back. */
static void reclaim(world_t *w)
{
    const cnops_store_t *store = &w->portal->fixture->core.store;
    int member = (int)walk_pick(w, MEMBERS);
    const cnops_person_t *person;
    const cnops_account_t *account;

    if (!w->passwords[member])
        return;
    cnops_identity_resolve(&person, &w->portal->fixture->core, walk_members[member]->document,
                           w->step_pool);
    store->accounts->by_person(store->self, &account, person->id, w->step_pool);
    assert_non_null(account);
    store->accounts->drop(store->self, account->id, NULL, w->step_pool);
    w->passwords[member] = w->hashes[member] = NULL;
    for (int i = 0; i < BROWSERS; i++)
        w->known[i][member] = false;
    walk_forget_sessions(w, member);
}

/* Changes an e-mail, as a member does in the space: what was proved with the former one
 * counts no more. */
static void change_email(world_t *w)
{
    const cnops_core_t *core = &w->portal->fixture->core;
    int member = (int)walk_pick(w, MEMBERS), email = (int)walk_pick(w, CONTACTS);
    cnops_change_t change = {0};

    if (!w->passwords[member] || w->emails[member] == email)
        return;
    core->store.accounts->by_person(core->store.self, &change.account, w->persons[member],
                                    w->step_pool);
    assert_int_equal(cnops_account_change_contact(core, &change, CNOPS_CHANNEL_EMAIL,
                                                  walk_emails[email], w->step_pool),
                     APR_SUCCESS);
    w->emails[member] = email;
    w->generations[member]++;
    w->chosen_at[member] = w->now;
    w->changed++;
}

static void change_cookies(world_t *w, browser_t *browser)
{
    const char *cookie = walk_chance(w, 60) ? w->past[walk_pick(w, PAST)]
                                            : walk_cookie(w->browsers[walk_pick(w, BROWSERS)]);

    if (cookie && *cookie)
        apr_table_set(browser->cookies, "cnops_journey", cookie);
}

static void pass_time(world_t *w)
{
    static const int minutes[] = {0, 1, 1, 2, 5, 5, 11, 31, 600};

    core_fixture_t *f = w->portal->fixture;

    clock_fake_advance(f->clock, apr_time_from_sec(60 * minutes[walk_pick(w, 9)]));
    cnops_purge(&f->core, w->step_pool);
}

/* --- the walk --- */

static void take_step(world_t *w)
{
    browser_t *browser = w->browsers[walk_pick(w, BROWSERS)];
    unsigned what = walk_pick(w, 100);

    w->now++;
    clock_fake_advance(w->portal->fixture->clock, apr_time_from_msec(1));
    if (what < 74 && walk_state(w, browser).half && walk_chance(w, 50)) {
        walk_refresh(w, browser);
        type_signin_code(w, browser);
    } else if (what < 74)
        walk_on(w, browser);
    else if (what < 84) {
        walk_refresh(w, browser);
        sign_in(w, browser);
        for (int i = 0; i < 2 && walk_chance(w, 60); i++)
            type_signin_code(w, browser);
    } else if (what < 88) {
        walk_refresh(w, browser);
        sign_out(w, browser);
    } else if (what < 93)
        walk_enter(w, browser);
    else if (what < 96)
        change_cookies(w, browser);
    else if (what < 97)
        reclaim(w);
    else if (what < 98)
        change_email(w);
    else
        pass_time(w);
    /* No password, account or session has changed without the model. */
    assert_int_equal(walk_changed(w), -1);
    assert_true(store_memory_session_count(w->portal->fixture->store) <=
                (int)apr_hash_count(w->tokens));
    /* The table of cookies copies its values; this must be copied before step_pool is cleared. */
    if (browser->jeton)
        browser->jeton = apr_pstrdup(w->pool, browser->jeton);
}

/* Limits so wide that ten thousand steps do not reach them. Other tests are about limits. */
static void widen_limits(cnops_settings_t *settings)
{
    settings->argon2_memory = 8; /* KiB: the least there is */
    settings->pow_levels = 0;
    settings->journey_identities = settings->journey_answers = 1000;
    settings->person_answers = 10000;
    settings->journey_codes = settings->destination_codes = 1000;
    settings->sms_budget = 0;
    settings->signin_free = 100;
    settings->signin_delay_max = apr_time_from_sec(1);
    settings->block_failures = 1000000;
    settings->contact_accounts = 1000;
    settings->signin_codes = 1000;
    settings->person_codes = 10000;
}

static world_t *make_world(portal_t *portal)
{
    world_t *w = apr_pcalloc(portal->pool, sizeof *w);
    const char *seed = getenv("CNOPS_SEED");

    w->portal = portal;
    w->pool = portal->pool;
    w->seed = seed ? (uint64_t)strtoull(seed, NULL, 10) * 2 + 1 : 20261121;
    w->states = apr_hash_make(w->pool);
    w->codes = apr_array_make(w->pool, 100, sizeof(const char *));
    w->tokens = apr_hash_make(w->pool);
    apr_pool_create(&w->step_pool, w->pool);
    widen_limits(portal->fixture->settings);
    for (int i = 0; i < MEMBERS; i++)
        w->persons[i] = core_fixture_add_member(portal->fixture, walk_members[i]);
    for (int i = 0; i < BROWSERS; i++)
        w->browsers[i] = browser_open(portal);
    return w;
}

static void assert_course_walked(const world_t *w, course_e course)
{
    print_message("%d came from the other course; accepted/refused:", w->crossed[course]);
    for (int i = 0; i < DONE; i++)
        if (walk_has(course, i))
            print_message(" %d/%d", w->accepted[course][i], w->refused[course][i]);
    print_message("\n");
    assert_true(w->crossed[course] >= 5);
    for (int i = 0; i < DONE; i++)
        if (walk_has(course, i))
            assert_true(w->accepted[course][i] >= 10 && w->refused[course][i] >= 10);
}

/* A walk that never completes a journey would prove nothing. */
static void assert_completed(const world_t *w)
{
    print_message("%d accounts, %d recovered, %d too late, %d sign-ins, %d asked for a code\n",
                  w->created, w->recovered, w->spent, w->signed_in, w->halves);
    assert_course_walked(w, CREATION);
    assert_course_walked(w, RECOVERY);
    assert_true(w->created >= 10 && w->recovered >= 10 && w->spent >= 5);
    assert_true(w->signed_in >= 20 && w->halves >= 10 && w->changed >= 10);
}

static void nothing_opens_out_of_order(void **state)
{
    portal_t *portal = *state;
    world_t *w = make_world(portal);

    for (int i = 0; i < STEPS; i++) {
        portal->pool = w->step_pool;
        take_step(w);
        portal->pool = w->pool;
        apr_pool_clear(w->step_pool);
    }
    assert_completed(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_opens_out_of_order, portal_setup, portal_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
