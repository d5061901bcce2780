/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The engine of all journeys.
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * The course of a journey is a table. Each row is a step: a page with a form, whose address is a
 * route. The engine keeps the steps in their order, shows the forms, asks for the captcha and reads
 * the fields. A step's own functions do what only this step needs. */
#ifndef CNOPS_PAGES_JOURNEY_WALK_H
#define CNOPS_PAGES_JOURNEY_WALK_H

#include "base/words.h"
#include "core/guard/throttle.h"
#include "pages/form/entries.h"
#include "pages/guard/captcha_gate.h"

typedef struct cnops_walk_t cnops_walk_t;
typedef struct cnops_steps_way_t cnops_steps_way_t; /* steps.h */

/* The stages of a journey, as its pages name them; a stage may have several steps. Each word is
 * part of a key: stage.WORD. */
#define CNOPS_STAGES(X)                                                                            \
    X(CNOPS_STAGE_IDENTITY, "identite")                                                            \
    X(CNOPS_STAGE_CHECK, "verification")                                                           \
    X(CNOPS_STAGE_EMAIL, "courriel")                                                               \
    X(CNOPS_STAGE_PHONE, "telephone")                                                              \
    X(CNOPS_STAGE_PASSWORD, "mot-de-passe")
typedef enum {
    CNOPS_STAGE_NONE, /* the step before the first stage, and the step after the last one */
    CNOPS_STAGES(CNOPS_WORDS_NAME) CNOPS_STAGES_END
} cnops_stage_e;

typedef struct cnops_step_t {
    const char *slug;           /* last part of the address; may contain a '/' */
    const char *page;           /* its template and title; NULL: they are named by the slug */
    cnops_stage_e stage;        /* to which it belongs; the steps of a stage follow each other */
    int percent;                /* how much of the journey the page shows as done */
    const cnops_asked_t *asked; /* its fields, if choose is NULL */
    const cnops_asked_t *(*choose)(const cnops_walk_t *walk); /* chooses its fields */
    /* Only for the step that asks for the facts: answers when all of them were right. account: the
     * person's, NULL if there is none. It is never a closed one: the owner of a closed account gets
     * the answer to wrong facts. */
    cnops_res_t *(*proved)(cnops_walk_t *walk, const cnops_account_t *account);
    const cnops_steps_way_t *way; /* only for the steps of a contact and of its code */
    bool captcha;
    const cnops_use_e *tries; /* the counter of the journey's tries of this step; NULL: no limit */
    /* Checks limits before anything else is done. Returns NULL to go on, else the answer.
     * May be NULL. */
    cnops_res_t *(*guard)(cnops_walk_t *walk);
    /* Called when all fields are good. Returns the answer. NULL for a step that is only shown. */
    cnops_res_t *(*submit)(cnops_walk_t *walk);
    /* Adds to the page data, and presets fields. May be NULL. */
    apr_status_t (*show)(cnops_walk_t *walk, cnops_tree_t *data);
} cnops_step_t;

typedef struct cnops_course_t {
    cnops_journey_kind_e kind;
    const char *base;  /* "/creation"; also the folder of its templates */
    const char *start; /* where a visitor begins again after the journey is over */
    /* Whether this visitor may be on the course: returns NULL, or the path to go to instead. May be
     * NULL: all visitors may. */
    const char *(*admit)(const cnops_req_t *req);
    /* The last step only shows that the journey is complete. Cookies know the steps by number, so
     * their order cannot change freely: core/journey/journey.h. */
    const cnops_step_t *steps;
    int count;
} cnops_course_t;

struct cnops_walk_t {
    cnops_req_t *req;
    const cnops_course_t *course;
    int index; /* of the requested step */
    const cnops_step_t *step;
    cnops_entries_t *entries;
    cnops_captcha_gate_t gate;
};

/* The step with this path (below the mount); NULL if it is not one of this course. */
const cnops_step_t *cnops_walk_step(const cnops_course_t *course, const char *path);

/* The handlers of all steps. Call post only for a step that has submit. */
cnops_res_t *cnops_walk_get(cnops_req_t *req, const cnops_course_t *course);
cnops_res_t *cnops_walk_post(cnops_req_t *req, const cnops_course_t *course);

/* The path (below the mount) of the open step of this browser's journey. NULL if its journey is not
 * on this course, has no step done yet, or is complete. */
const char *cnops_walk_resume(const cnops_req_t *req, const cnops_course_t *course);

/* --- for the steps' functions --- */

/* Marks the step as done, and redirects (303) to the first step that is open then. changed: the
 * answer is not the same as before, so later steps must be done again. */
cnops_res_t *cnops_walk_accept(cnops_walk_t *walk, bool changed);
/* Shows the form again, with its errors. */
cnops_res_t *cnops_walk_refuse(cnops_walk_t *walk, int status);
/* Answers 422: the form again, with field marked as wrong; CNOPS_FIELD_NONE: the form
 * as a whole. */
cnops_res_t *cnops_walk_fault(cnops_walk_t *walk, cnops_field_e field, const char *code);
/* Ends this journey, and redirects to the first step of a new one, which shows a notice (a key). */
cnops_res_t *cnops_walk_close(cnops_walk_t *walk, const char *notice);

/* How one journey goes on as another. Both courses begin with the same steps, up to the one with
 * `proved`: they ask for the same facts under the same limits. So these steps are done in the
 * new journey too. */
typedef struct cnops_crossing_t {
    cnops_journey_kind_e kind;
    const char *path; /* of the first open step of the new journey, below the mount */
    /* Called in the new journey. Returns NULL to go on; else the answer, and the former journey
     * stays. May be NULL. */
    cnops_res_t *(*begin)(cnops_walk_t *walk, const cnops_account_t *account);
    const char *notice; /* key of the notice on the first page of the new journey */
} cnops_crossing_t;

/* Goes on as the other journey. account is passed to begin. */
cnops_res_t *cnops_walk_cross(cnops_walk_t *walk, const cnops_crossing_t *crossing,
                              const cnops_account_t *account);
/* Whether the journey of the request is on this course, and has proved all facts. */
bool cnops_walk_is_proved(const cnops_req_t *req, const cnops_course_t *course);

/* True if the step after this one has been accepted too: the answer of this one is confirmed. */
bool cnops_walk_is_confirmed(const cnops_walk_t *walk);

#endif
