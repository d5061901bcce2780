/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What describes a journey: a course is a table, each of whose rows is a step, that is a page with
 * a form, whose address is a route. A walk is one request to a step. The engine is in walk.h.
 *
 * Floor: pages. Threads: courses are constant; a walk belongs to one request. */
#ifndef CNOPS_PAGES_JOURNEY_COURSE_H
#define CNOPS_PAGES_JOURNEY_COURSE_H

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
    bool captcha;             /* then submit spends the proof of work: cnops_captcha_gate_take */
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
    /* What guard has read about the answers that were given about a person. */
    cnops_verdict_t person;
    const char *person_subject; /* of the counter; NULL: guard has not read it */
    /* How many tries of this step the journey has used, as this request has read or counted them;
     * -1: it has not. */
    apr_int64_t tried;
};

#endif
