/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The steps that journeys share: who the person is, the facts, a contact and its code, a new
 * password. Each course (creation.h, recovery.h, lost_contacts.h) has its own table. A row names a
 * shared step by its macro, and adds only where the course differs:
 * {CNOPS_STEP_QUESTIONS, .proved = go_on}.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: answers and passwords stay in the
 * entries, which the walk wipes. */
#ifndef CNOPS_PAGES_JOURNEY_STEPS_H
#define CNOPS_PAGES_JOURNEY_STEPS_H

#include "pages/journey/walk.h"

/* --- conditions: steps_conditions.c --- */

extern const cnops_asked_t cnops_steps_asks_conditions[];
cnops_res_t *cnops_steps_submit_conditions(cnops_walk_t *walk);
apr_status_t cnops_steps_show_conditions(cnops_walk_t *walk, cnops_tree_t *data);

/* The whole row. */
#define CNOPS_STEP_CONDITIONS                                                                      \
    .slug = "conditions", .percent = 0, .asked = cnops_steps_asks_conditions,                      \
    .submit = cnops_steps_submit_conditions, .show = cnops_steps_show_conditions

/* --- identity and questions: steps_identity.c --- */

const cnops_asked_t *cnops_steps_choose_identity(const cnops_walk_t *walk);
cnops_res_t *cnops_steps_guard_identity(cnops_walk_t *walk);
cnops_res_t *cnops_steps_submit_identity(cnops_walk_t *walk);

const cnops_asked_t *cnops_steps_choose_questions(const cnops_walk_t *walk);
cnops_res_t *cnops_steps_guard_questions(cnops_walk_t *walk);
cnops_res_t *cnops_steps_submit_questions(cnops_walk_t *walk);

/* The whole row. */
#define CNOPS_STEP_IDENTITY                                                                        \
    .slug = "identite", .stage = CNOPS_STAGE_IDENTITY, .percent = 16,                              \
    .choose = cnops_steps_choose_identity, .captcha = true,                                        \
    .tries = &(const cnops_use_e){CNOPS_USE_JOURNEY_IDENTITY},                                     \
    .guard = cnops_steps_guard_identity, .submit = cnops_steps_submit_identity
/* The row without proved. */
#define CNOPS_STEP_QUESTIONS                                                                       \
    .slug = "questions", .stage = CNOPS_STAGE_CHECK, .percent = 30,                                \
    .choose = cnops_steps_choose_questions,                                                        \
    .tries = &(const cnops_use_e){CNOPS_USE_JOURNEY_ANSWERS},                                      \
    .guard = cnops_steps_guard_questions, .submit = cnops_steps_submit_questions

/* --- contacts and their codes: steps_contacts.c --- */

/* How a code reaches a contact. The steps of e-mail and mobile have the same functions; their ways
 * say where they differ. */
struct cnops_steps_way_t {
    cnops_channel_e channel;
    const char *message; /* the template that carries the code: pages/notice/messages.h */
    /* Finds the contact that the code goes to. CNOPS_ENOTFOUND: there is none any more. */
    apr_status_t (*find)(const char **pcontact, const cnops_walk_t *walk, cnops_channel_e channel);
    bool is_bound;                 /* the contact is bound to an account: it is shown masked */
    const cnops_steps_way_t *then; /* the way whose code is sent after this one's, or NULL */
    /* Called after the right code. NULL: the next step follows. */
    cnops_res_t *(*go_on)(cnops_walk_t *walk);
};

extern const cnops_asked_t cnops_steps_asks_email[], cnops_steps_asks_phone[];
extern const cnops_asked_t cnops_steps_asks_code[];

/* Ways to the contacts that the visitor gives in this journey. */
extern const cnops_steps_way_t cnops_steps_by_email, cnops_steps_by_phone;
/* find for such a contact. */
apr_status_t cnops_steps_find_given(const char **pcontact, const cnops_walk_t *walk,
                                    cnops_channel_e channel);

cnops_res_t *cnops_steps_submit_contact(cnops_walk_t *walk);
apr_status_t cnops_steps_show_contact(cnops_walk_t *walk, cnops_tree_t *data);
cnops_res_t *cnops_steps_guard_code(cnops_walk_t *walk);
cnops_res_t *cnops_steps_submit_code(cnops_walk_t *walk);
apr_status_t cnops_steps_show_code(cnops_walk_t *walk, cnops_tree_t *data);

/* The rows without slug, percent and way; a row that gives a contact is without show too. */
#define CNOPS_STEP_EMAIL                                                                           \
    .stage = CNOPS_STAGE_EMAIL, .asked = cnops_steps_asks_email,                                   \
    .submit = cnops_steps_submit_contact
#define CNOPS_STEP_PHONE                                                                           \
    .stage = CNOPS_STAGE_PHONE, .asked = cnops_steps_asks_phone,                                   \
    .submit = cnops_steps_submit_contact
#define CNOPS_STEP_CODE                                                                            \
    .asked = cnops_steps_asks_code, .guard = cnops_steps_guard_code,                               \
    .submit = cnops_steps_submit_code, .show = cnops_steps_show_code
/* The rows of creation and recovery without way. */
#define CNOPS_STEP_EMAIL_CODE                                                                      \
    .slug = "courriel-code", .stage = CNOPS_STAGE_EMAIL, .percent = 60, CNOPS_STEP_CODE
#define CNOPS_STEP_PHONE_CODE                                                                      \
    .slug = "telephone-code", .stage = CNOPS_STAGE_PHONE, .percent = 90, CNOPS_STEP_CODE

/* Sends the first code of a way. NULL: it was sent, now or before. Else the answer. */
cnops_res_t *cnops_steps_send_first(cnops_walk_t *walk, const cnops_steps_way_t *way);

/* --- a new password: steps_password.c --- */

extern const cnops_asked_t cnops_steps_asks_password[];
apr_status_t cnops_steps_show_password(cnops_walk_t *walk, cnops_tree_t *data);
/* NULL: the new password is good enough. Else the form with its error. email and phone, which
 * others could guess a password from, may be NULL. */
cnops_res_t *cnops_steps_check_password(cnops_walk_t *walk, const char *email, const char *phone);

/* The row without submit. */
#define CNOPS_STEP_PASSWORD                                                                        \
    .slug = "mot-de-passe", .stage = CNOPS_STAGE_PASSWORD, .percent = 100,                         \
    .asked = cnops_steps_asks_password, .show = cnops_steps_show_password

#endif
