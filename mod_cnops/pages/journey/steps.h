/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The steps that journeys share: who the person is, the facts, a contact and its code, a new
 * password. Each course (creation.h, recovery.h, lost_contacts.h) puts them into its own table, and
 * says there where it differs.
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

/* --- identity and questions: steps_identity.c --- */

extern const cnops_asked_t cnops_steps_asks_identity[];
cnops_res_t *cnops_steps_guard_identity(cnops_walk_t *walk);
cnops_res_t *cnops_steps_submit_identity(cnops_walk_t *walk);

const cnops_asked_t *cnops_steps_choose_questions(const cnops_walk_t *walk);
cnops_res_t *cnops_steps_guard_questions(cnops_walk_t *walk);
cnops_res_t *cnops_steps_submit_questions(cnops_walk_t *walk);

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

/* Sends the first code of a way. NULL: it was sent, now or before. Else the answer. */
cnops_res_t *cnops_steps_send_first(cnops_walk_t *walk, const cnops_steps_way_t *way);

/* --- a new password: steps_password.c --- */

extern const cnops_asked_t cnops_steps_asks_password[];
apr_status_t cnops_steps_show_password(cnops_walk_t *walk, cnops_tree_t *data);
/* NULL: the new password is good enough. Else the form with its error. email and phone, which
 * others could guess a password from, may be NULL. */
cnops_res_t *cnops_steps_check_password(cnops_walk_t *walk, const char *email, const char *phone);

#endif
