/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The model of test_random_walk.c: what it knows of cookies, codes, accounts and browsers, and
 * the two courses that are walked. */
#ifndef CNOPS_PAGES_RANDOM_WALK_H
#define CNOPS_PAGES_RANDOM_WALK_H

#include "twins/creation_drive.h"

#include <apr_hash.h>
#include <stdint.h>

#define MEMBERS  4
#define BROWSERS 6
#define PAST     64 /* cookies that may come back */
#define CONTACTS 3

/* Recovery has neither EMAIL nor PHONE: its codes go where the account says. */
enum { CONDITIONS, IDENTITY, QUESTIONS, EMAIL, EMAIL_CODE, PHONE, PHONE_CODE, PASSWORD, DONE };

typedef enum { NOWHERE, CREATION, RECOVERY, COURSES } course_e;

/* What a cookie stands for. */
typedef struct state_t {
    char id[33]; /* of the journey */
    course_e course;
    int done;       /* steps of it accepted, from the first on */
    unsigned began; /* the step of the walk at which it became this course */
    int member;     /* who was claimed, */
    int claim;      /* how: the same claim again clears nothing */
    bool is_true;   /* the identity step's facts are that member's */
    int email, phone;
    int half;       /* who is half signed in, plus one; 0: nobody, */
    int generation; /* with which of that member's passwords and e-mails */
} state_t;

typedef struct world_t {
    portal_t *portal;
    apr_pool_t *pool, *step_pool; /* of the walk; of one step */
    uint64_t seed;
    unsigned now; /* steps of the walk so far */
    browser_t *browsers[BROWSERS];
    apr_hash_t *states;        /* journey cookie → state_t */
    apr_array_header_t *codes; /* const char *: "ID/CHANNEL/DESTINATION/CODE" that were sent */
    apr_hash_t *tokens;        /* session cookie → member, as const fixture_member_t * */
    const char *past[PAST];
    apr_int64_t persons[MEMBERS];
    const char *passwords[MEMBERS];       /* of accounts there are; NULL: none */
    const char *hashes[MEMBERS];          /* theirs, as stored */
    int emails[MEMBERS], phones[MEMBERS]; /* bound to them */
    int generations[MEMBERS];             /* how many passwords and e-mails they had */
    unsigned chosen_at[MEMBERS];          /* the step of the walk that chose the last of these */
    bool known[BROWSERS][MEMBERS];        /* signed in from there, or chose the password there */
    const char *last_code;
    apr_int64_t last_row; /* of the outbox, whose code was noted */
    int sent;             /* codes, so far */
    int created, recovered, spent, signed_in, halves, changed;
    int accepted[COURSES][DONE], refused[COURSES][DONE];
    int turned[COURSES]; /* into this course from the other one */
} world_t;

extern const fixture_member_t *const walk_members[MEMBERS];
extern const char *const walk_emails[CONTACTS], *const walk_phones[CONTACTS];
extern const char *const walk_passwords[2];

/* --- chance: the same everywhere --- */

unsigned walk_pick(world_t *w, unsigned below);
bool walk_chance(world_t *w, unsigned percent);

/* --- what is known: random_walk_world.c --- */

int walk_number(const world_t *w, const browser_t *browser);
const char *walk_id(const world_t *w, const browser_t *browser);
const char *walk_cookie(const browser_t *browser);
state_t walk_state(const world_t *w, const browser_t *browser);
/* state: what the browser's cookie would stand for if it is still the same journey; begins: even
 * if it is another one. */
void walk_keep(world_t *w, const browser_t *browser, state_t state, bool begins);

void walk_note_code(world_t *w, const browser_t *browser);
bool walk_was_sent(const world_t *w, const state_t *state, cnops_channel_e channel,
                   const char *code);
const char *walk_some_code(world_t *w, const state_t *state, cnops_channel_e channel);

/* Whose password is not what it was when this was last asked; -1: nobody's. Asserts that at
 * most one is another, and that no account went. */
int walk_changed(world_t *w);
/* The member chose a password here: nothing that was before it counts any more. */
void walk_note_password(world_t *w, const browser_t *browser, int member, const char *password);
void walk_forget_sessions(world_t *w, int member);
const char *walk_session(const world_t *w, const browser_t *browser);
/* Asserts that whoever gets into the space has signed in, and is shown as who it is. */
void walk_enter(world_t *w, browser_t *browser);
/* Fetches the token that a form would carry, most of the time. */
void walk_refresh(world_t *w, browser_t *browser);

/* --- creation and recovery: random_walk_courses.c --- */

bool walk_has(course_e course, int step);
/* One step, mostly on the way that leads on; else anywhere. */
void walk_on(world_t *w, browser_t *browser);

#endif
