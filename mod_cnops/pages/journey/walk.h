/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The engine of all journeys.
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * The engine keeps the steps of a course (course.h) in their order, shows the forms, asks for the
 * captcha and reads the fields. A step's own functions do what only this step needs. */
#ifndef CNOPS_PAGES_JOURNEY_WALK_H
#define CNOPS_PAGES_JOURNEY_WALK_H

#include "pages/journey/course.h"

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
