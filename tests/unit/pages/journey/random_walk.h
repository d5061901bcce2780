/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The model of test_random_walk.c: what it knows of cookies, codes, accounts and browsers, and the
 * two courses that it follows. */
#ifndef CNOPS_PAGES_RANDOM_WALK_H
#define CNOPS_PAGES_RANDOM_WALK_H

#include "twins/creation_drive.h"

#include <apr_hash.h>
#include <stdint.h>

#define MEMBERS  4
#define BROWSERS 6
#define PAST     64 /* old cookies that may be used again */
#define CONTACTS 3

/* Recovery has neither EMAIL nor PHONE: its codes go to the bound contacts. */
enum { CONDITIONS, IDENTITY, QUESTIONS, EMAIL, EMAIL_CODE, PHONE, PHONE_CODE, PASSWORD, DONE };

typedef enum { NOWHERE, CREATION, RECOVERY, COURSES } course_e;

/* What a cookie stands for. */
typedef struct state_t {
    char id[33]; /* of the journey */
    course_e course;
    int done;       /* how many of its steps are accepted */
    unsigned began; /* world_t.now when it became this course */
    int member;     /* the member that was claimed, */
    int claim;      /* and how (post_identity): the same claim again clears no step */
    bool is_true;   /* the identity step's facts are that member's */
    int email, phone;
    int half;       /* the member who is half signed in, plus one; 0: none */
    int generation; /* generations of that member at that time */
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
    const char *passwords[MEMBERS];       /* of their accounts; NULL: no account */
    const char *hashes[MEMBERS];          /* the same, as stored */
    int emails[MEMBERS], phones[MEMBERS]; /* bound to their accounts */
    int generations[MEMBERS];             /* how many passwords and e-mails they had */
    unsigned chosen_at[MEMBERS];          /* value of now when the last of these was chosen */
    bool known[BROWSERS][MEMBERS];        /* signed in there, or chose the password there */
    const char *last_code;
    apr_int64_t last_row; /* of the outbox, the last that was read */
    int sent;             /* codes so far */
    int created, recovered, spent, signed_in, halves, changed;
    int accepted[COURSES][DONE], refused[COURSES][DONE];
    int crossed[COURSES]; /* crossings into this course from the other one */
} world_t;

extern const fixture_member_t *const walk_members[MEMBERS];
extern const char *const walk_emails[CONTACTS], *const walk_phones[CONTACTS];
extern const char *const walk_passwords[2];

/* --- random numbers: the same on every machine --- */

unsigned walk_pick(world_t *w, unsigned below);
bool walk_chance(world_t *w, unsigned percent);

/* --- what the model knows: random_walk_world.c --- */

int walk_number(const world_t *w, const browser_t *browser);
const char *walk_id(const world_t *w, const browser_t *browser);
const char *walk_cookie(const browser_t *browser);
state_t walk_state(const world_t *w, const browser_t *browser);
/* Notes what the browser's cookie stands for: state, if the journey still has the id in it, or if
 * begins; else nothing. */
void walk_keep(world_t *w, const browser_t *browser, state_t state, bool begins);

void walk_note_code(world_t *w, const browser_t *browser);
bool walk_was_sent(const world_t *w, const state_t *state, cnops_channel_e channel,
                   const char *code);
const char *walk_some_code(world_t *w, const state_t *state, cnops_channel_e channel);

/* The member whose password has changed since the last call; -1: none. Asserts that at most one has
 * changed, and that no account has gone. */
int walk_changed(world_t *w);
/* The member chose a password in this browser: what was proved before counts no more. */
void walk_note_password(world_t *w, const browser_t *browser, int member, const char *password);
void walk_forget_sessions(world_t *w, int member);
const char *walk_session(const world_t *w, const browser_t *browser);
/* Opens the space. Asserts that only a browser that has signed in gets there, and that it sees the
 * name of its member. */
void walk_enter(world_t *w, browser_t *browser);
/* Gets the token that a form carries; sometimes a wrong one. */
void walk_refresh(world_t *w, browser_t *browser);

/* --- creation and recovery: random_walk_courses.c --- */

bool walk_has(course_e course, int step);
/* Takes one step: mostly the open one, else any. */
void walk_on(world_t *w, browser_t *browser);

#endif
