/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The model of test_random_walk.c: what it knows of cookies, codes, accounts and browsers. */
#ifndef CNOPS_PAGES_RANDOM_WALK_H
#define CNOPS_PAGES_RANDOM_WALK_H

#include "twins/creation_drive.h"

#include <apr_hash.h>
#include <stdint.h>

#define STEPS    10000
#define MEMBERS  4
#define BROWSERS 6
#define PAST     64 /* cookies that may come back */
#define CONTACTS 3

enum { CONDITIONS, IDENTITY, QUESTIONS, EMAIL, EMAIL_CODE, PHONE, PHONE_CODE, PASSWORD, DONE };

/* What a cookie stands for. */
typedef struct state_t {
    char id[33];  /* of the journey */
    int done;     /* steps accepted, from the first on */
    int member;   /* who was claimed, */
    int claim;    /* how: the same claim again clears nothing */
    bool is_true; /* the identity step's facts are that member's */
    int email, phone;
    int half;       /* who is half signed in, plus one; 0: nobody, */
    int generation; /* with which of that member's accounts */
} state_t;

typedef struct world_t {
    portal_t *portal;
    apr_pool_t *pool, *step_pool; /* of the walk; of one step */
    uint64_t seed;
    browser_t *browsers[BROWSERS];
    apr_hash_t *states;        /* journey cookie → state_t */
    apr_array_header_t *codes; /* const char *: "ID/CHANNEL/DESTINATION/CODE" that were sent */
    apr_hash_t *tokens;        /* session cookie → member, as const fixture_member_t * */
    const char *past[PAST];
    const char *passwords[MEMBERS]; /* of accounts there are; NULL: none */
    int emails[MEMBERS];            /* theirs */
    int generations[MEMBERS];       /* how many accounts they had */
    bool known[BROWSERS][MEMBERS];  /* signed in from there, or made the account there */
    const char *last_code;
    int sent; /* codes, so far */
    int created, signed_in, halves, accepted[DONE], refused[DONE];
} world_t;

static const char *const slugs[] = {"conditions",     "identite",      "questions",
                                    "courriel",       "courriel-code", "telephone",
                                    "telephone-code", "mot-de-passe",  "termine"};
static const fixture_member_t *const members[MEMBERS] = {
    &fixture_public_transfer, &fixture_public_money_order, &fixture_student_transfer,
    &fixture_student_money_order};
static const char *const emails[CONTACTS] = {"a@exemple.ma", "b@exemple.ma", "c@exemple.ma"};
static const char *const phones[CONTACTS] = {"+212611111111", "+212622222222", "+212733333333"};
static const char *const passwords[] = {"tanger-oujda-7", "zellige bleu 47 figues"};

static inline int number_of(const world_t *w, const browser_t *browser)
{
    int number = 0;

    while (w->browsers[number] != browser)
        number++;
    return number;
}

#endif
