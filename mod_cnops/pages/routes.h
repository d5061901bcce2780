/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The table of all addresses of the portal. To add an address, add a row and, if it needs one, a
 * function. The steps of journeys are addresses too; their table is the course's
 * (pages/journey/courses.h).
 *
 * Floor: pages. Threads: any. Addresses: contract.md §1. */
#ifndef CNOPS_PAGES_ROUTES_H
#define CNOPS_PAGES_ROUTES_H

#include "pages/api/operation.h"
#include "pages/form/form_page.h"
#include "pages/journey/walk.h"

typedef cnops_res_t *(*cnops_handler_fn)(cnops_req_t *req);

/* An address and what answers it: exactly one of page, form, course, or get and post. */
typedef struct cnops_route_t {
    const char *path;              /* below the mount; in it "*" matches a variable part without
                                    * '/', and "**" one that may have some */
    const char *page;              /* a template that needs no data of its own */
    const cnops_form_page_t *form; /* a page with a form */
    const cnops_course_t *course;  /* a step of a journey */
    const cnops_step_t *step;
    cnops_handler_fn get;  /* NULL: 405 */
    cnops_handler_fn post; /* NULL: 405; called only with a valid jeton (CSRF token); but: */
    /* post is called without cookie and jeton, and whatever the body is, because programs send it
     * that have only the address (RFC 8058). So the address must have a token that gives the right
     * to what post does, and post must not look at the form, the session or the journey. */
    bool one_click;
    /* Of the addresses below /api/ alone: programs call get or post (one of them is NULL) with a
     * key, without cookie and jeton (pages/api/access.h). post reads the body itself. */
    const cnops_api_operation_t *access;
    bool member;         /* a session is needed */
    bool officer;        /* a session of an officer is needed: req->officer */
    bool upload;         /* post reads the body itself, and checks the jeton in it */
    bool is_first;       /* of one row: kept for first visits (pages/frame/first_page.h) */
    bool shows_person;   /* the person is read with the session: req->person */
    bool before_address; /* of a member: shown also while an address waits to be confirmed */
    /* Where the visitor begins again if a form is sent after its journey has expired; NULL: the
     * form is accepted all the same. */
    const char *start;
} cnops_route_t;

/* The last row has path NULL. Steps of journeys are not in this table. */
extern const cnops_route_t cnops_routes[];

/* Copies the row that path belongs to into *proute; false: there is none (404). *ppart, in pool:
 * what the row's "*" or "**" matched (not empty); NULL if it has none. */
bool cnops_route_find(cnops_route_t *proute, const char **ppart, const char *path,
                      apr_pool_t *pool);

/* Whether the route answers this method; if not, the answer is 405. */
bool cnops_route_answers(const cnops_route_t *route, cnops_method_e method);

/* Answers the request. Call them only for a method that the route answers. */
cnops_res_t *cnops_route_get(const cnops_route_t *route, cnops_req_t *req);
cnops_res_t *cnops_route_post(const cnops_route_t *route, cnops_req_t *req);

#endif
