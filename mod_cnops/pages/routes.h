/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every address of the portal, as a table: to add one, a row, and a function. The steps of
 * journeys are addresses too; their table is the course's (pages/journey/courses.h).
 *
 * Floor: pages. Threads: any. Addresses: contract.md §1. */
#ifndef CNOPS_PAGES_ROUTES_H
#define CNOPS_PAGES_ROUTES_H

#include "pages/form/form_page.h"
#include "pages/journey/walk.h"

typedef cnops_res_t *(*cnops_handler_fn)(cnops_req_t *req);

/* What answers: one of page, form, course, or get and post. */
typedef struct cnops_route_t {
    const char *path;              /* below the mount; one '*' in it is a variable part */
    const char *page;              /* a template that needs no data of its own */
    const cnops_form_page_t *form; /* a page with a form */
    const cnops_course_t *course;  /* a step of a journey */
    const cnops_step_t *step;
    cnops_handler_fn get;  /* NULL: 405 */
    cnops_handler_fn post; /* NULL: 405; called with a valid jeton only */
    bool member;           /* a session is needed */
    const char *start;     /* where a POST of an expired journey begins again; NULL: it may pass */
} cnops_route_t;

/* Ends with a NULL path. Steps of journeys are not among them. */
extern const cnops_route_t cnops_routes[];

/* False: 404. *ppart: what stands for the route's '*' (not empty, without '/'), else NULL. */
bool cnops_route_find(cnops_route_t *proute, const char **ppart, const char *path,
                      apr_pool_t *pool);

/* Whether there is an answer to this method; else 405. */
bool cnops_route_answers(const cnops_route_t *route, cnops_method_e method);

/* The answer to a method that has one. */
cnops_res_t *cnops_route_get(const cnops_route_t *route, cnops_req_t *req);
cnops_res_t *cnops_route_post(const cnops_route_t *route, cnops_req_t *req);

#endif
