/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The engine of every journey: a row of steps, each a page with a form.
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * A journey is a table, and a step is a row of it, whose address is a route. The engine keeps the
 * order, shows the forms, asks for the captcha, reads the fields; a step's own functions do what
 * only it knows. */
#ifndef CNOPS_PAGES_JOURNEY_WALK_H
#define CNOPS_PAGES_JOURNEY_WALK_H

#include "pages/form/entries.h"
#include "pages/guard/captcha_gate.h"

typedef struct cnops_walk_t cnops_walk_t;
typedef struct cnops_steps_way_t cnops_steps_way_t; /* steps.h */

typedef struct cnops_step_t {
    const char *slug;           /* in the address; may have a '/' of its own */
    const char *page;           /* its template and title, where they are not named by the slug */
    int percent;                /* of the journey, when this step is shown */
    const cnops_asked_t *asked; /* its fields, */
    const cnops_asked_t *(*choose)(const cnops_walk_t *walk); /* or who says which */
    /* Of the step that asks for the facts: what follows once every one was right. account: the
     * person's, NULL if there is none; never a closed one, whose owner is told what anybody is
     * whose facts are wrong. */
    cnops_res_t *(*proved)(cnops_walk_t *walk, const cnops_account_t *account);
    const cnops_steps_way_t *way; /* of the steps of a contact and of its code */
    bool captcha;
    /* Limits, before anything costs; NULL lets pass, else the answer. May be NULL. */
    cnops_res_t *(*guard)(cnops_walk_t *walk);
    /* The fields are good: the answer. NULL for a step that is only shown. */
    cnops_res_t *(*submit)(cnops_walk_t *walk);
    /* Adds to the page data, presets fields. May be NULL. */
    apr_status_t (*show)(cnops_walk_t *walk, cnops_tree_t *data);
} cnops_step_t;

typedef struct cnops_course_t {
    cnops_journey_kind_e kind;
    const char *base;  /* "/creation"; also the folder of its templates */
    const char *start; /* where a visitor begins again whose journey is over */
    /* Who may set foot on it: NULL, or the path where others go. May be NULL: everybody. */
    const char *(*admit)(const cnops_req_t *req);
    /* The last one is where it ends. Their order stands in cookies: core/journey/journey.h. */
    const cnops_step_t *steps;
    int count;
} cnops_course_t;

struct cnops_walk_t {
    cnops_req_t *req;
    const cnops_course_t *course;
    int index; /* of the step asked for */
    const cnops_step_t *step;
    cnops_entries_t *entries;
    cnops_captcha_gate_t gate;
};

/* The step of this address below the mount; NULL: none of this course. */
const cnops_step_t *cnops_walk_step(const cnops_course_t *course, const char *path);

/* Handlers of every step's address; post only of one that has a submit. */
cnops_res_t *cnops_walk_get(cnops_req_t *req, const cnops_course_t *course);
cnops_res_t *cnops_walk_post(cnops_req_t *req, const cnops_course_t *course);

/* Where a visitor goes on with a journey begun on this course, as a path below the mount; NULL
 * if there is none, or if it is complete. */
const char *cnops_walk_resume(const cnops_req_t *req, const cnops_course_t *course);

/* --- for the steps' functions --- */

/* The step is done: 303 to the first one that is open now. */
cnops_res_t *cnops_walk_accept(cnops_walk_t *walk, bool changed);
/* The form again, with its errors. */
cnops_res_t *cnops_walk_refuse(cnops_walk_t *walk, int status);
/* The same with one mistake; NONE: of the form as a whole. */
cnops_res_t *cnops_walk_fault(cnops_walk_t *walk, cnops_field_e field, const char *code);
/* This journey is over: a new one, with a notice (key), from its start. */
cnops_res_t *cnops_walk_close(cnops_walk_t *walk, const char *notice);

/* From one journey into another, whose facts are the same and were asked under the same limits,
 * so that asking for them again would prove nothing: its steps up to the one with proved are
 * done. Both courses have these same steps first. */
typedef struct cnops_crossing_t {
    cnops_journey_kind_e kind;
    const char *path; /* of its first open step, below the mount */
    /* Run in the new journey; NULL goes on, else the answer, and the former journey stays.
     * May be NULL. */
    cnops_res_t *(*begin)(cnops_walk_t *walk, const cnops_account_t *account);
    const char *notice; /* key of what its first page says */
} cnops_crossing_t;

/* account: for begin. */
cnops_res_t *cnops_walk_cross(cnops_walk_t *walk, const cnops_crossing_t *crossing,
                              const cnops_account_t *account);
/* Whether every fact was right in this journey, and it is of this course. */
bool cnops_walk_is_proved(const cnops_req_t *req, const cnops_course_t *course);

/* True where the step after this one has been accepted, so this one's answer stands. */
bool cnops_walk_is_confirmed(const cnops_walk_t *walk);

#endif
