/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Ten thousand steps at random: right and wrong answers, steps out of order, cookies of the
 * past, codes of others, forgotten tokens. A model far simpler than the portal says what may
 * be accepted; what the portal accepts beyond it is a hole. The model hangs on the cookie's
 * value, so that an old cookie brings its old state back.
 *
 * CNOPS_SEED=n walks elsewhere. */
#include "core/identity.h"
#include "core/journey.h"
#include "random_walk.h"
#include "twins/creation_drive.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* xorshift64*: the walk is the same everywhere. */
static unsigned pick(world_t *w, unsigned below)
{
    w->seed ^= w->seed >> 12;
    w->seed ^= w->seed << 25;
    w->seed ^= w->seed >> 27;
    return (unsigned)((w->seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

static bool chance(world_t *w, unsigned percent)
{
    return pick(w, 100) < percent;
}

/* --- cookies and what they stand for --- */

static const char *cookie_of(const browser_t *browser)
{
    const char *cookie = apr_table_get(browser->cookies, "cnops_journey");

    return cookie ? cookie : "";
}

static state_t state_of(const world_t *w, const browser_t *browser)
{
    const state_t *state = apr_hash_get(w->states, cookie_of(browser), APR_HASH_KEY_STRING);

    return state ? *state : (state_t){.email = -1, .phone = -1, .member = -1};
}

/* The journey's id is all that is read from the cookie: what was done in it is the model's. */
static const char *id_of(const world_t *w, const browser_t *browser)
{
    cnops_journey_t *journey;

    cnops_journey_unseal(&journey, &w->portal->fixture->core, cookie_of(browser), w->step_pool);
    return journey ? journey->id : "";
}

/* state: what the browser's cookie would stand for if it is still the same journey. */
static void keep_state(world_t *w, const browser_t *browser, state_t state, bool begins)
{
    const char *cookie = cookie_of(browser), *id = id_of(w, browser);

    if (!*cookie)
        return;
    if (strcmp(id, state.id) != 0 && !begins)
        state = (state_t){.email = -1, .phone = -1, .member = -1};
    apr_cpystrn(state.id, id, sizeof state.id);
    cookie = apr_pstrdup(w->pool, cookie);
    apr_hash_set(w->states, cookie, APR_HASH_KEY_STRING,
                 apr_pmemdup(w->pool, &state, sizeof state));
    w->past[pick(w, PAST)] = cookie;
}

/* --- codes that were sent --- */

static const char *code_key(const char *id, cnops_channel_e channel, const char *to,
                            const char *code, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/%d/%s/%s", id, (int)channel, to, code);
}

static void note_code(world_t *w, const browser_t *browser)
{
    store_memory_t *store = w->portal->fixture->store;
    cnops_message_t *message;

    if (store_memory_calls(store, "challenge_send") == w->sent)
        return;
    w->sent = store_memory_calls(store, "challenge_send");
    assert_int_equal(cnops_outbox_open(&message, &w->portal->fixture->core,
                                       store_memory_last_message(store, w->step_pool),
                                       w->step_pool),
                     APR_SUCCESS);
    for (const char *at = message->text; *at; at++) {
        apr_size_t len = strspn(at, "0123456789");

        if (len == 6) {
            w->last_code = apr_pstrmemdup(w->pool, at, len);
            break;
        }
        at += len ? len - 1 : 0;
    }
    APR_ARRAY_PUSH(w->codes, const char *) =
        code_key(id_of(w, browser), message->channel, message->to, w->last_code, w->pool);
}

static bool was_sent(world_t *w, const state_t *state, cnops_channel_e channel, const char *code)
{
    int contact = channel == CNOPS_CHANNEL_EMAIL ? state->email : state->phone;
    const char *to;

    if (contact < 0)
        return false;
    to = channel == CNOPS_CHANNEL_EMAIL ? emails[contact] : phones[contact];
    to = code_key(state->id, channel, to, code, w->step_pool);
    for (int i = w->codes->nelts - 1; i >= 0; i--)
        if (strcmp(APR_ARRAY_IDX(w->codes, i, const char *), to) == 0)
            return true;
    return false;
}

/* A code that this journey was sent for where it stands; else the last of anybody's. */
static const char *some_code(world_t *w, const state_t *state, cnops_channel_e channel)
{
    for (int i = w->codes->nelts - 1; i >= 0 && chance(w, 97); i--) {
        const char *code = strrchr(APR_ARRAY_IDX(w->codes, i, const char *), '/') + 1;

        if (was_sent(w, state, channel, code))
            return code;
    }
    return w->last_code && chance(w, 50) ? w->last_code : "123456";
}

/* --- steps of a creation --- */

static int step_of(const char *location)
{
    const char *slug = location ? strrchr(location, '/') : NULL;

    for (int i = 0; slug && strstr(location, "/creation/") && i <= DONE; i++)
        if (strcmp(slug + 1, slugs[i]) == 0)
            return i;
    return -1;
}

static const char *path_of(const world_t *w, int step)
{
    return apr_pstrcat(w->step_pool, "/creation/", slugs[step], NULL);
}

/* The answer to a step: accepted only where the model allows it. */
static void judge(world_t *w, browser_t *browser, int step, const answer_t *answer, state_t before,
                  state_t after, bool allowed)
{
    int leads_to = answer->status == 303 ? step_of(answer->location) : -1;
    /* Whatever is sent in a journey that has ended leads to its end, and changes nothing. */
    bool ended = leads_to == DONE && step != PASSWORD;
    bool accepted = leads_to > step && !ended;

    assert_true(answer->status < 500);
    if (ended && before.done < DONE)
        fail_msg("a journey ended after %d steps", before.done);
    note_code(w, browser);
    accepted ? w->accepted[step]++ : w->refused[step]++;
    if (accepted && !(allowed && before.done >= step))
        fail_msg("%s was accepted after %d steps", slugs[step], before.done);
    if (!accepted) {
        keep_state(w, browser, before, false);
        return;
    }
    after.done = after.done > step ? after.done : step + 1;
    /* Conditions may begin a journey; nothing else goes on in another one. */
    if (step != CONDITIONS)
        assert_string_equal(id_of(w, browser), before.id);
    keep_state(w, browser, after, step == CONDITIONS);
}

/* Also fetches the token that a form would carry, most of the time. */
static void refresh(world_t *w, browser_t *browser)
{
    state_t before = state_of(w, browser);

    if (chance(w, 3)) {
        browser->jeton = "0000";
        return;
    }
    browser_get(browser, "/connexion");
    keep_state(w, browser, before, false);
}

static void look(world_t *w, browser_t *browser, int step)
{
    state_t before = state_of(w, browser);
    const answer_t *answer = browser_get(browser, path_of(w, step));

    assert_true(answer->status < 500);
    if (answer->status == 200 && before.done < step)
        fail_msg("%s was shown after %d steps", slugs[step], before.done);
    note_code(w, browser);
    keep_state(w, browser, before, false);
}

static void post_conditions(world_t *w, browser_t *browser)
{
    state_t state = state_of(w, browser);
    bool ticks = chance(w, 95);

    judge(w, browser, CONDITIONS,
          browser_post(browser, path_of(w, CONDITIONS), "accepte", ticks ? "oui" : "non", NULL),
          state, state, ticks);
}

/* Claims: 0 right, 1 right by employer, 2 another birth date, 3 another number. */
static void post_identity(world_t *w, browser_t *browser)
{
    state_t before = state_of(w, browser), after = before;
    int member = (int)pick(w, MEMBERS), claim = chance(w, 70) ? 0 : (int)pick(w, 4);
    const fixture_member_t *m = members[member];
    bool by_employer = claim == 1 && m->employee_no;
    const answer_t *answer;

    claim = claim == 1 && !by_employer ? 0 : claim;
    answer = browser_post(browser, path_of(w, IDENTITY), "mode",
                          by_employer ? "employeur" : "immatriculation",
                          by_employer ? "identifiant_employeur" : "immatriculation",
                          claim == 3    ? "99999999"
                          : by_employer ? m->employee_no
                                        : m->immatriculation,
                          "cni", m->document, "date_naissance",
                          claim == 2 ? "01/01/1990" : drive_birth_date(m, w->step_pool), "altcha",
                          chance(w, 95) ? browser_solve(browser) : "none", NULL);
    if (before.member != member || before.claim != claim)
        after.done = IDENTITY + 1;
    after.member = member;
    after.claim = claim;
    after.is_true = claim < 2;
    judge(w, browser, IDENTITY, answer, before, after, true);
}

static void post_questions(world_t *w, browser_t *browser)
{
    state_t state = state_of(w, browser);
    const fixture_member_t *m =
        members[state.member >= 0 && chance(w, 90) ? state.member : (int)pick(w, MEMBERS)];
    bool same = state.member >= 0 && m == members[state.member], right = chance(w, 85);
    const char *rib = right && m->rib ? m->rib : "00000001";
    const char *civil = right && m->civil_status_no ? m->civil_status_no : "1/1901";
    const answer_t *form = browser_get(browser, path_of(w, QUESTIONS));
    const char *number = answer_asks(form, "identifiant_employeur") ? "identifiant_employeur"
                         : answer_asks(form, "immatriculation")     ? "immatriculation"
                                                                    : NULL;
    const char *payment = answer_asks(form, "rib") ? "rib" : "etat_civil";
    const char *fact = *payment == 'r' ? rib : civil;
    const char *typed =
        number && *number == 'i' && number[1] == 'd' ? m->employee_no : m->immatriculation;
    const answer_t *answer;

    keep_state(w, browser, state, false);
    answer = number ? browser_post(browser, path_of(w, QUESTIONS), payment, fact, number,
                                   typed ? typed : "EMP9", NULL)
                    : browser_post(browser, path_of(w, QUESTIONS), payment, fact, NULL);
    judge(w, browser, QUESTIONS, answer, state, state,
          same && right && state.is_true && !w->passwords[state.member]);
}

static void post_contact(world_t *w, browser_t *browser, int step)
{
    state_t before = state_of(w, browser), after = before;
    bool is_email = step == EMAIL, confirms = chance(w, 95);
    int contact = (int)pick(w, CONTACTS), *pkept = is_email ? &after.email : &after.phone;
    const char *value = is_email ? emails[contact] : phones[contact];
    const char *name = is_email ? "courriel" : "telephone";
    const answer_t *answer = browser_post(browser, path_of(w, step), name, value,
                                          apr_pstrcat(w->step_pool, name, "_confirmation", NULL),
                                          confirms   ? value
                                          : is_email ? emails[(contact + 1) % CONTACTS]
                                                     : phones[(contact + 1) % CONTACTS],
                                          NULL);

    if (*pkept != contact)
        after.done = step + 1;
    *pkept = contact;
    judge(w, browser, step, answer, before, after, confirms);
}

static void post_code(world_t *w, browser_t *browser, int step)
{
    state_t state = state_of(w, browser);
    cnops_channel_e channel = step == EMAIL_CODE ? CNOPS_CHANNEL_EMAIL : CNOPS_CHANNEL_SMS;
    const char *code = some_code(w, &state, channel);
    const answer_t *answer;

    if (chance(w, 10)) {
        answer = browser_post(browser, path_of(w, step), "action", "renvoyer", NULL);
        judge(w, browser, step, answer, state, state, false);
        return;
    }
    answer = browser_post(browser, path_of(w, step), "code", code, NULL);
    judge(w, browser, step, answer, state, state, was_sent(w, &state, channel, code));
}

static void post_password(world_t *w, browser_t *browser)
{
    state_t state = state_of(w, browser);
    const char *password = passwords[pick(w, 2)];
    int before = store_memory_account_count(w->portal->fixture->store), made;
    const answer_t *answer = browser_post(browser, path_of(w, PASSWORD), "mot_de_passe", password,
                                          "mot_de_passe_confirmation", password, NULL);

    made = store_memory_account_count(w->portal->fixture->store) - before;
    assert_in_range(made, 0, 1);
    if (made) {
        assert_true(state.done >= PASSWORD && state.member >= 0);
        assert_null(w->passwords[state.member]);
        w->passwords[state.member] = password;
        w->emails[state.member] = state.email;
        w->generations[state.member]++;
        w->known[number_of(w, browser)][state.member] = true;
        w->created++;
    }
    judge(w, browser, PASSWORD, answer, state, state, true);
}

/* --- everything else that happens --- */

static const char *session_of(const world_t *w, const browser_t *browser)
{
    const char *token = apr_table_get(browser->cookies, "cnops_session");

    return token ? apr_pstrdup(w->step_pool, token) : "";
}

static void note_session(world_t *w, const browser_t *browser, int member)
{
    const char *token = apr_table_get(browser->cookies, "cnops_session");

    w->signed_in++;
    w->known[number_of(w, browser)][member] = true;
    apr_hash_set(w->tokens, apr_pstrdup(w->pool, token), APR_HASH_KEY_STRING, members[member]);
}

static void sign_in(world_t *w, browser_t *browser)
{
    state_t state = state_of(w, browser);
    int member = (int)pick(w, MEMBERS);
    const char *password = passwords[pick(w, 2)];
    bool allowed = w->passwords[member] && strcmp(w->passwords[member], password) == 0;
    const answer_t *answer =
        browser_post(browser, "/connexion", "identifiant", members[member]->document,
                     "mot_de_passe", password, "altcha", browser_solve(browser), NULL);
    if (answer->status == 303 && strstr(answer->location, "/connexion/code")) {
        assert_true(allowed);
        note_code(w, browser);
        state.half = member + 1;
        state.generation = w->generations[member];
        state.done = 0;
        keep_state(w, browser, state, true);
        w->halves++;
        return;
    }
    keep_state(w, browser, state, false);
    if (answer->status != 303 || !strstr(answer->location, "/espace"))
        return;
    assert_true(allowed && w->known[number_of(w, browser)][member]);
    note_session(w, browser, member);
}

/* The code of who is half signed in, or another one. */
static void type_signin_code(world_t *w, browser_t *browser)
{
    state_t state = state_of(w, browser), at_email = state;
    const char *former = session_of(w, browser), *code;
    int member = state.half - 1;
    const answer_t *answer;
    bool allowed;

    if (member >= 0)
        at_email.email = w->emails[member];
    code = some_code(w, &at_email, CNOPS_CHANNEL_EMAIL);
    allowed = member >= 0 && w->passwords[member] && state.generation == w->generations[member] &&
              was_sent(w, &at_email, CNOPS_CHANNEL_EMAIL, code);
    answer = browser_post(browser, "/connexion/code", "code", code, NULL);
    keep_state(w, browser, state, false);
    /* Whoever is in already is led on, and gets no session by that. */
    if (answer->status != 303 || strcmp(session_of(w, browser), former) == 0)
        return;
    assert_true(allowed);
    note_session(w, browser, member);
}

static void sign_out(world_t *w, browser_t *browser)
{
    state_t state = state_of(w, browser);
    const char *token = apr_table_get(browser->cookies, "cnops_session");
    const answer_t *answer;

    token = token ? apr_pstrdup(w->step_pool, token) : NULL;
    answer = browser_post(browser, "/deconnexion", NULL);
    keep_state(w, browser, state, false);
    if (token && answer->status == 303)
        apr_hash_set(w->tokens, token, APR_HASH_KEY_STRING, NULL);
}

/* The name on the page is that of whoever's session it is. */
static void enter(world_t *w, browser_t *browser)
{
    state_t state = state_of(w, browser);
    const char *token = apr_table_get(browser->cookies, "cnops_session");
    const fixture_member_t *owner =
        token ? apr_hash_get(w->tokens, token, APR_HASH_KEY_STRING) : NULL;
    const answer_t *answer = browser_get(browser, "/espace");

    keep_state(w, browser, state, false);
    if (answer->status != 200)
        return;
    assert_non_null(owner);
    assert_non_null(strstr(answer->body, owner->family_name));
}

/* As an operator gives an account back. */
static void reclaim(world_t *w)
{
    const cnops_store_t *store = &w->portal->fixture->core.store;
    int member = (int)pick(w, MEMBERS);
    const cnops_person_t *person;
    const cnops_account_t *account;

    if (!w->passwords[member])
        return;
    cnops_identity_resolve(&person, &w->portal->fixture->core, members[member]->document,
                           w->step_pool);
    store->account_by_person(store->self, &account, person->id, w->step_pool);
    assert_non_null(account);
    store->account_delete(store->self, account->id, NULL, NULL, w->step_pool);
    w->passwords[member] = NULL;
    for (int i = 0; i < BROWSERS; i++)
        w->known[i][member] = false;
    for (apr_hash_index_t *i = apr_hash_first(w->step_pool, w->tokens); i; i = apr_hash_next(i))
        if (apr_hash_this_val(i) == members[member])
            apr_hash_set(w->tokens, apr_hash_this_key(i), APR_HASH_KEY_STRING, NULL);
}

static void change_cookies(world_t *w, browser_t *browser)
{
    const char *cookie =
        chance(w, 60) ? w->past[pick(w, PAST)] : cookie_of(w->browsers[pick(w, BROWSERS)]);

    if (cookie && *cookie)
        apr_table_set(browser->cookies, "cnops_journey", cookie);
}

static void pass_time(world_t *w)
{
    static const int minutes[] = {0, 1, 1, 2, 5, 5, 11, 31, 600};

    core_fixture_t *f = w->portal->fixture;
    apr_time_t now;

    clock_fake_advance(f->clock, apr_time_from_sec(60 * minutes[pick(w, 9)]));
    now = cnops_core_now(&f->core);
    f->core.store.purge(f->core.store.self, now, now - f->settings->session_idle,
                        now - f->settings->session_max, w->step_pool);
}

/* --- the walk --- */

static void post_step(world_t *w, browser_t *browser, int step)
{
    static void (*const posts[])(world_t *, browser_t *) = {[CONDITIONS] = post_conditions,
                                                            [IDENTITY] = post_identity,
                                                            [QUESTIONS] = post_questions,
                                                            [PASSWORD] = post_password};

    refresh(w, browser);
    if (step == EMAIL || step == PHONE)
        post_contact(w, browser, step);
    else if (step == EMAIL_CODE || step == PHONE_CODE)
        post_code(w, browser, step);
    else
        posts[step](w, browser);
}

/* Mostly on the way that leads on; else anywhere. */
static void walk_on(world_t *w, browser_t *browser)
{
    int open = state_of(w, browser).done;
    int step = open < DONE && chance(w, 85) ? open : (int)pick(w, DONE);

    if (chance(w, 15))
        look(w, browser, (int)pick(w, DONE + 1));
    else
        post_step(w, browser, step);
}

static void take_step(world_t *w)
{
    browser_t *browser = w->browsers[pick(w, BROWSERS)];
    unsigned what = pick(w, 100);

    if (what < 74)
        walk_on(w, browser);
    else if (what < 84) {
        refresh(w, browser);
        sign_in(w, browser);
        for (int i = 0; i < 2 && chance(w, 60); i++)
            type_signin_code(w, browser);
    } else if (what < 88) {
        refresh(w, browser);
        sign_out(w, browser);
    } else if (what < 93)
        enter(w, browser);
    else if (what < 96)
        change_cookies(w, browser);
    else if (what < 97)
        reclaim(w);
    else
        pass_time(w);
    /* Cookies are copied by their table; this is not. */
    if (browser->jeton)
        browser->jeton = apr_pstrdup(w->pool, browser->jeton);
}

/* Limits as wide as a walk of ten thousand steps needs: theirs is another test. */
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
        core_fixture_add_member(portal->fixture, members[i]);
    for (int i = 0; i < BROWSERS; i++)
        w->browsers[i] = browser_open(portal);
    return w;
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
    /* A walk that never arrived would prove nothing. */
    print_message("%d accounts, %d sign-ins, %d asked for a code; accepted/refused:", w->created,
                  w->signed_in, w->halves);
    for (int i = 0; i < DONE; i++)
        print_message(" %d/%d", w->accepted[i], w->refused[i]);
    print_message("\n");
    assert_true(w->created >= 10 && w->signed_in >= 20 && w->halves >= 10);
    for (int i = 0; i < DONE; i++)
        assert_true(w->accepted[i] >= 10 && w->refused[i] >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_opens_out_of_order, portal_setup, portal_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
