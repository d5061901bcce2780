/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The whole portal without a server: dispatcher, pages, real templates, and twins behind the ports.
 * A browser keeps its cookies and the form's jeton. It asks for JSON, so that a test can read what
 * a page says.
 *
 * The templates are those of build/htdocs, the institution that of build/institution: tests run
 * from the top of the checkout, after make has built it. */
#ifndef CNOPS_TWINS_PORTAL_H
#define CNOPS_TWINS_PORTAL_H

#include "core/request/opposition.h"
#include "core_fixture.h"
#include "pages/frame/request.h"

typedef struct portal_t {
    core_fixture_t *fixture;
    cnops_app_t app;
    apr_pool_t *pool;
} portal_t;

/* For cmocka, as core_fixture_setup. */
int portal_setup(void **state);
int portal_teardown(void **state);

typedef struct browser_t {
    portal_t *portal;
    apr_table_t *cookies;
    const char *jeton; /* of the last page that had one */
    const char *lang;  /* Accept-Language; fr */
    const char *ip;
    const char *accept;        /* application/json */
    const char *fetch_site;    /* Sec-Fetch-Site; NULL */
    const char *authorization; /* NULL */
} browser_t;

typedef struct answer_t {
    int status;
    const char *location;     /* NULL if none */
    const cnops_tree_t *page; /* NULL unless JSON */
    const char *body;
    const cnops_res_t *res;
} answer_t;

browser_t *browser_open(portal_t *portal);

/* Sends a request without a body, by any method. */
answer_t *browser_send(browser_t *browser, cnops_method_e method, const char *path);
answer_t *browser_get(browser_t *browser, const char *path);
/* Posts names and values in turn, with a NULL at the end; the jeton is added. */
answer_t *browser_post(browser_t *browser, const char *path, ...);
/* Posts the body as it is, with this content type. */
answer_t *browser_post_raw(browser_t *browser, const char *path, const char *type,
                           const char *bytes, apr_size_t len);

/* Fetches a challenge as this browser and solves it: the altcha field. */
const char *browser_solve(browser_t *browser);

/* The path of a link that refuses this, as if a message had brought it; it is valid for 72 hours.
 */
const char *portal_refusal(portal_t *portal, const cnops_opposition_t *about);

/* True if the page's errors have this code for this field (NULL: of the form). */
bool answer_has_error(const answer_t *answer, const char *field, const char *code);
/* True if the page asks for this field. */
bool answer_asks(const answer_t *answer, const char *field);

#endif
