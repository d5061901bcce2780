/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "random_walk.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One answer that is sent to a step, and what the model expects. */
typedef struct act_t {
    course_e course;
    int step;
    state_t before, after; /* after: if it is accepted */
    bool allowed;          /* to lead on */
    bool may_cross;        /* to lead into the other course */
} act_t;

static const char *const bases[COURSES] = {
    [CREATION] = "/creation/", [RECOVERY] = "/recuperation/"};
static const char *const slugs[] = {"conditions",     "identite",      "questions",
                                    "courriel",       "courriel-code", "telephone",
                                    "telephone-code", "mot-de-passe",  "termine"};

/* --- the steps of a course --- */

bool walk_has(course_e course, int step)
{
    return course == CREATION || (step != EMAIL && step != PHONE);
}

static int step_after(course_e course, int step)
{
    return walk_has(course, step + 1) ? step + 1 : step + 2;
}

static int steps_done(const state_t *state, course_e course)
{
    return state->course == course ? state->done : 0;
}

static const char *path_of(const world_t *w, course_e course, int step)
{
    return apr_pstrcat(w->step_pool, bases[course], slugs[step], NULL);
}

/* Where an answer leads; NOWHERE and -1 if not to a step of a course. */
static course_e read_location(int *pstep, const answer_t *answer)
{
    const char *location = answer->status == 303 ? answer->location : "";
    const char *slug = strrchr(location, '/');
    course_e course = strstr(location, bases[CREATION])   ? CREATION
                      : strstr(location, bases[RECOVERY]) ? RECOVERY
                                                          : NOWHERE;

    *pstep = -1;
    for (int i = 0; course && i <= DONE; i++)
        if (strcmp(slug + 1, slugs[i]) == 0)
            *pstep = i;
    return *pstep < 0 ? NOWHERE : course;
}

static act_t begin_act(const world_t *w, const browser_t *browser, course_e course, int step)
{
    act_t act = {.course = course, .step = step};

    act.before = act.after = walk_state(w, browser);
    return act;
}

/* --- judging --- */

/* Facts that are proved count on the other course too: its journey is a new one, which
 * begins after them. */
static void cross(world_t *w, const browser_t *browser, const act_t *act, int leads_to)
{
    state_t state = act->before;

    state.course = act->course == CREATION ? RECOVERY : CREATION;
    state.done = state.course == RECOVERY ? EMAIL_CODE : EMAIL;
    state.began = w->now;
    state.email = state.phone = -1;
    state.half = 0;
    if (!act->may_cross || steps_done(&act->before, act->course) < act->step)
        fail_msg("%s%s crossed after %d steps", bases[act->course], slugs[act->step],
                 act->before.done);
    assert_int_equal(leads_to, state.done);
    assert_string_not_equal(walk_id(w, browser), act->before.id);
    walk_keep(w, browser, state, true);
    w->crossed[state.course]++;
}

/* To accept the conditions begins a journey, unless one of this course is open. */
static void keep_begun(world_t *w, const browser_t *browser, const act_t *act)
{
    bool is_same = strcmp(walk_id(w, browser), act->before.id) == 0;
    state_t state = is_same ? act->before : (state_t){.email = -1, .phone = -1, .member = -1};

    /* The codes of another course must not count here. */
    if (act->before.half || (act->before.course && act->before.course != act->course))
        assert_false(is_same);
    if (!is_same || state.course != act->course) {
        state.course = act->course;
        state.done = IDENTITY;
        state.began = w->now;
        state.half = 0;
    }
    walk_keep(w, browser, state, true);
}

static void keep_accepted(world_t *w, const browser_t *browser, const act_t *act)
{
    state_t state = act->after;
    int next = step_after(act->course, act->step);

    if (!act->allowed || steps_done(&act->before, act->course) < act->step)
        fail_msg("%s%s was accepted after %d steps", bases[act->course], slugs[act->step],
                 act->before.done);
    if (act->step == CONDITIONS) {
        keep_begun(w, browser, act);
        return;
    }
    assert_string_equal(walk_id(w, browser), act->before.id);
    state.done = state.done > next ? state.done : next;
    walk_keep(w, browser, state, false);
}

/* Asserts that the answer to a step was accepted only if the model allows it. */
static void judge(world_t *w, browser_t *browser, const act_t *act, const answer_t *answer)
{
    int leads_to;
    course_e course = read_location(&leads_to, answer);
    /* After the end of a journey, each of its steps leads to that end and changes nothing. */
    bool ended = course == act->course && leads_to == DONE && act->step != PASSWORD;
    bool accepted = course == act->course && leads_to > act->step && !ended;

    assert_true(answer->status < 500);
    if (ended && steps_done(&act->before, course) < DONE)
        fail_msg("a journey ended after %d steps", act->before.done);
    walk_note_code(w, browser);
    if (course != NOWHERE && course != act->course) {
        cross(w, browser, act, leads_to);
        return;
    }
    (accepted ? w->accepted : w->refused)[act->course][act->step]++;
    if (accepted) {
        keep_accepted(w, browser, act);
        if (leads_to > walk_state(w, browser).done)
            fail_msg("%s%s led to %s", bases[course], slugs[act->step], slugs[leads_to]);
    } else
        walk_keep(w, browser, act->before, false);
}

static void look(world_t *w, browser_t *browser, course_e course, int step)
{
    state_t before = walk_state(w, browser);
    const answer_t *answer = browser_get(browser, path_of(w, course, step));

    assert_true(answer->status < 500);
    if (answer->status == 200 && steps_done(&before, course) < step)
        fail_msg("%s%s was shown after %d steps", bases[course], slugs[step], before.done);
    walk_note_code(w, browser);
    walk_keep(w, browser, before, false);
}

/* --- the steps --- */

static void post_conditions(world_t *w, browser_t *browser, course_e course)
{
    act_t act = begin_act(w, browser, course, CONDITIONS);

    act.allowed = walk_chance(w, 95);
    judge(w, browser, &act,
          browser_post(browser, path_of(w, course, CONDITIONS), "accepte",
                       act.allowed ? "oui" : "non", NULL));
}

/* Claims: 0 right, 1 right by employer, 2 another birth date, 3 another number. */
static const answer_t *claim_identity(world_t *w, browser_t *browser, course_e course,
                                      const fixture_member_t *m, int claim)
{
    bool by_employer = claim == 1;
    const char *number = by_employer ? m->employee_no : m->immatriculation;

    return browser_post(browser, path_of(w, course, IDENTITY), "mode",
                        by_employer ? "employeur" : "immatriculation",
                        by_employer ? "identifiant_employeur" : "immatriculation",
                        claim == 3 ? "99999999" : number, "cni", m->document, "date_naissance",
                        claim == 2 ? "01/01/1990" : drive_birth_date(m, w->step_pool), "altcha",
                        walk_chance(w, 95) ? browser_solve(browser) : "none", NULL);
}

static void post_identity(world_t *w, browser_t *browser, course_e course)
{
    act_t act = begin_act(w, browser, course, IDENTITY);
    int member = (int)walk_pick(w, MEMBERS), claim = walk_chance(w, 70) ? 0 : (int)walk_pick(w, 4);
    const answer_t *answer;

    if (claim == 1 && !walk_members[member]->employee_no)
        claim = 0;
    answer = claim_identity(w, browser, course, walk_members[member], claim);
    if (act.before.member != member || act.before.claim != claim)
        act.after.done = IDENTITY + 1;
    act.after.member = member;
    act.after.claim = claim;
    act.after.is_true = claim < 2;
    act.allowed = true;
    judge(w, browser, &act, answer);
}

static const answer_t *answer_questions(browser_t *browser, const char *path,
                                        const fixture_member_t *m, const answer_t *form, bool right)
{
    const char *number = answer_asks(form, "identifiant_employeur") ? "identifiant_employeur"
                         : answer_asks(form, "immatriculation")     ? "immatriculation"
                                                                    : NULL;
    const char *payment = answer_asks(form, "rib") ? "rib" : "etat_civil";
    const char *fact = *payment == 'r' ? m->rib : m->civil_status_no;
    const char *typed =
        number && strcmp(number, "immatriculation") == 0 ? m->immatriculation : m->employee_no;

    if (!right || !fact)
        fact = *payment == 'r' ? "00000001" : "1/1901";
    if (!number)
        return browser_post(browser, path, payment, fact, NULL);
    return browser_post(browser, path, payment, fact, number, typed ? typed : "EMP9", NULL);
}

/* Right answers lead on if the member has an account (recovery) or has none (creation); else they
 * lead into the other course. */
static void post_questions(world_t *w, browser_t *browser, course_e course)
{
    act_t act = begin_act(w, browser, course, QUESTIONS);
    int member = act.before.member, as = (int)walk_pick(w, MEMBERS);
    bool right = walk_chance(w, 85), proves;
    const char *path = path_of(w, course, QUESTIONS);
    const answer_t *form = browser_get(browser, path);

    if (member >= 0 && walk_chance(w, 90))
        as = member;
    walk_keep(w, browser, act.before, false);
    proves = as == member && right && act.before.is_true;
    act.allowed = proves && !w->passwords[member] == (course == CREATION);
    act.may_cross = proves && !act.allowed;
    judge(w, browser, &act, answer_questions(browser, path, walk_members[as], form, right));
}

static void post_contact(world_t *w, browser_t *browser, int step)
{
    act_t act = begin_act(w, browser, CREATION, step);
    bool is_email = step == EMAIL;
    int contact = (int)walk_pick(w, CONTACTS), other = (contact + 1) % CONTACTS;
    int *pkept = is_email ? &act.after.email : &act.after.phone;
    const char *const *values = is_email ? walk_emails : walk_phones;
    const char *name = is_email ? "courriel" : "telephone";
    const answer_t *answer;

    act.allowed = walk_chance(w, 95);
    answer = browser_post(browser, path_of(w, CREATION, step), name, values[contact],
                          apr_pstrcat(w->step_pool, name, "_confirmation", NULL),
                          values[act.allowed ? contact : other], NULL);
    if (*pkept != contact)
        act.after.done = step + 1;
    *pkept = contact;
    judge(w, browser, &act, answer);
}

static void post_code(world_t *w, browser_t *browser, course_e course, int step)
{
    act_t act = begin_act(w, browser, course, step);
    cnops_channel_e channel = step == EMAIL_CODE ? CNOPS_CHANNEL_EMAIL : CNOPS_CHANNEL_SMS;
    const char *path = path_of(w, course, step), *code = walk_some_code(w, &act.before, channel);

    if (walk_chance(w, 10)) {
        judge(w, browser, &act, browser_post(browser, path, "action", "renvoyer", NULL));
        return;
    }
    act.allowed = walk_was_sent(w, &act.before, channel, code);
    judge(w, browser, &act, browser_post(browser, path, "code", code, NULL));
}

/* --- the password --- */

static void note_created(world_t *w, const browser_t *browser, const state_t *state, int member,
                         const char *password)
{
    assert_true(steps_done(state, CREATION) >= PASSWORD && state->member == member);
    assert_null(w->passwords[member]);
    w->emails[member] = state->email;
    w->phones[member] = state->phone;
    walk_note_password(w, browser, member, password);
    w->created++;
}

/* A recovery counts once, after all its steps in order, and if it began after the last password.
 * All sessions of the member have ended. */
static void note_recovered(world_t *w, const browser_t *browser, const state_t *state, int member,
                           const char *password)
{
    assert_true(steps_done(state, RECOVERY) >= PASSWORD && state->member == member);
    assert_true(w->passwords[member] && state->began > w->chosen_at[member]);
    walk_note_password(w, browser, member, password);
    for (int i = 0; i < BROWSERS; i++)
        walk_enter(w, w->browsers[i]);
    w->recovered++;
}

static void post_password(world_t *w, browser_t *browser, course_e course)
{
    act_t act = begin_act(w, browser, course, PASSWORD);
    const state_t *state = &act.before;
    const char *password = walk_passwords[walk_pick(w, 2)], *former = walk_session(w, browser);
    const answer_t *answer = browser_post(browser, path_of(w, course, PASSWORD), "mot_de_passe",
                                          password, "mot_de_passe_confirmation", password, NULL);
    int member = walk_changed(w);
    state_t now;

    act.allowed = true;
    act.may_cross = course == CREATION && state->member >= 0 && w->passwords[state->member];
    judge(w, browser, &act, answer);
    now = walk_state(w, browser);
    assert_string_equal(walk_session(w, browser), former);
    if (member >= 0) {
        assert_int_equal(steps_done(&now, course), DONE);
        (course == CREATION ? note_created : note_recovered)(w, browser, state, member, password);
    } else if (steps_done(state, RECOVERY) == PASSWORD && steps_done(&now, RECOVERY) == DONE)
        w->spent++;
}

/* --- anywhere --- */

static void post_step(world_t *w, browser_t *browser, course_e course, int step)
{
    static void (*const posts[])(world_t *, browser_t *,
                                 course_e) = {[CONDITIONS] = post_conditions,
                                              [IDENTITY] = post_identity,
                                              [QUESTIONS] = post_questions,
                                              [PASSWORD] = post_password};

    walk_refresh(w, browser);
    if (step == EMAIL || step == PHONE)
        post_contact(w, browser, step);
    else if (step == EMAIL_CODE || step == PHONE_CODE)
        post_code(w, browser, course, step);
    else
        posts[step](w, browser, course);
}

/* Any step of the course, the first `below` of all. */
static int some_step(world_t *w, course_e course, unsigned below)
{
    int step = (int)walk_pick(w, below);

    return walk_has(course, step) ? step : step + 1;
}

void walk_on(world_t *w, browser_t *browser)
{
    state_t state = walk_state(w, browser);
    bool stays = state.course && state.done < DONE && walk_chance(w, 96);
    course_e course = stays ? state.course : walk_chance(w, 50) ? CREATION : RECOVERY;
    int open = steps_done(&state, course);

    if (walk_chance(w, 15))
        look(w, browser, course, some_step(w, course, DONE + 1));
    else
        post_step(w, browser, course,
                  open < DONE && walk_chance(w, 85) ? open : some_step(w, course, DONE));
}
