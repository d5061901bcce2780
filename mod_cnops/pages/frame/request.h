/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A request and its answer, as pages see them. They use no type of httpd, so that unit tests can
 * run whole journeys.
 *
 * Floor: pages. httpd/ (or a test) makes the request, and cnops_dispatch answers it. Threads: one
 * request, one thread. */
#ifndef CNOPS_PAGES_FRAME_REQUEST_H
#define CNOPS_PAGES_FRAME_REQUEST_H

#include "base/form.h"
#include "base/gzip.h"
#include "base/zone.h"
#include "core/core.h"
#include "core/journey/journey.h"
#include "core/session/session.h"
#include "view/brand/brand.h"
#include "view/captcha_audio.h"
#include "view/document/press.h"
#include "view/view.h"

typedef struct cnops_first_pages_t cnops_first_pages_t;   /* pages/frame/first_page.h */
typedef struct cnops_blank_sheets_t cnops_blank_sheets_t; /* pages/sheet/blank.h */
typedef struct cnops_kept_list_t cnops_kept_list_t;       /* pages/certificate/kept_list.h */

/* What all requests and threads share: httpd/wiring.c makes it once, then it never changes. */
typedef struct cnops_app_t {
    const cnops_core_t *core;
    const cnops_view_t *view;
    const cnops_captcha_audio_t *audio;
    const cnops_tree_t *institution; /* what visitors may know of conf/institution.json */
    const cnops_brand_t *brand;
    const cnops_zone_t *zone;           /* in which visitors read times */
    const char *mount;                  /* "/mon_compte" */
    cnops_first_pages_t *first_pages;   /* NULL: none are kept. Pages are added by any thread */
    cnops_press_t *press;               /* prints documents; any thread */
    cnops_blank_sheets_t *blank_sheets; /* printed ones are kept; any thread */
    cnops_kept_list_t *kept_list;       /* NULL: none is kept; any thread */
} cnops_app_t;

typedef enum { CNOPS_METHOD_GET, CNOPS_METHOD_POST, CNOPS_METHOD_OTHER } cnops_method_e;

typedef enum {
    CNOPS_BODY_NONE,       /* not read yet, or empty */
    CNOPS_BODY_READ,       /* form is set */
    CNOPS_BODY_TOO_LARGE,  /* 413 */
    CNOPS_BODY_WRONG_TYPE, /* 415 */
    CNOPS_BODY_MALFORMED,  /* 422: nothing in it can be used */
    CNOPS_BODY_ABORTED     /* the connection broke, or httpd has answered already */
} cnops_body_e;

#define CNOPS_BODY_MAX 16384 /* bytes, contract.md §2 */

typedef struct cnops_req_t cnops_req_t;

/* What the log says beside the answer, in words without anything personal. NULL: nothing. */
typedef struct cnops_remark_t {
    const char *fault; /* why the answer is a failure, where its code alone does not tell */
    const char *lacks; /* what the page goes without, because it cannot be read */
} cnops_remark_t;

struct cnops_api_operation_t; /* pages/api/operation.h */
/* path: of the route, with its "*"; is_post: its method, else GET. */
typedef void (*cnops_operation_fn)(void *self, const char *path, bool is_post,
                                   const struct cnops_api_operation_t *operation);

struct cnops_req_t {
    /* set by httpd/ */
    apr_pool_t *pool;
    const cnops_app_t *app;
    cnops_method_e method;     /* HEAD is GET */
    const char *path;          /* below the mount, decoded, begins with '/' */
    const cnops_form_t *query; /* never NULL */
    const char *cookies;       /* the Cookie header, may be NULL */
    const char *accept, *accept_language, *user_agent; /* may be NULL */
    const char *authorization;                         /* a secret; may be NULL */
    const char *fetch_site; /* Sec-Fetch-Site: who made the browser ask; likewise */
    const char *ip;         /* of the client, after mod_remoteip */
    int refused;            /* the status with which httpd refused the request; 0: it did not */
    /* Reads the body once, at most CNOPS_BODY_MAX bytes, and sets body and form. */
    void (*read_body)(cnops_req_t *req);
    /* Reads the next piece of a long body, where read_body was not called: up to *plen bytes into
     * buffer. *plen becomes their number. APR_EOF after the last one; it comes without bytes. After
     * any other error body says what has happened (TOO_LARGE or ABORTED). */
    apr_status_t (*read_piece)(cnops_req_t *req, char *buffer, apr_size_t *plen);
    void *read_self;
    apr_int64_t announced; /* Content-Length; 0: there is none */
    const char *content_type, *content_encoding, *idempotency_key; /* headers; may be NULL */
    cnops_body_e body;
    const cnops_form_t *form; /* NULL unless CNOPS_BODY_READ */

    /* set by the dispatcher */
    cnops_remark_t *remark; /* pages may set its members */
    const char *again;      /* the path at which a visitor can try again; NULL: no page has it */
    /* The path of the route, with '*' for what may be known to the visitor alone (a link, the name
     * of a row): logs have this instead of the path. NULL: no route has the path. */
    const char *pattern;
    const char *part; /* what the '*' of the route matched; NULL if it has none */
    const char *lang;
    bool wants_json;
    cnops_journey_t *journey;       /* from the cookie, or a new one of kind NONE; never NULL */
    bool journey_came;              /* it came in the cookie */
    bool journey_expired;           /* one came in the cookie, but its time was over */
    const cnops_session_t *session; /* NULL unless signed in */
    const cnops_account_t *account;
    const char *token;           /* the CSRF token of the answer; NULL: the page makes one */
    cnops_shown_person_t person; /* the member, where the route shows_person */
    const cnops_establishment_t *establishment; /* whose key came (pages/api/access.h), or NULL */
    /* Calls each for every address of the API. Set below /api/ alone. */
    void (*list_operations)(cnops_operation_fn each, void *self);
    cnops_officer_signed_in_t officer; /* of a route for officers: who is signed in */
};

/* A body that is made while it is sent, so that a long one needs no memory. */
typedef struct cnops_stream_t {
    /* The next piece, in pool, which lives until the following call. APR_EOF after the last one.
     * After another error the answer is broken off, so that its reader sees that it is not whole.
     */
    apr_status_t (*next)(void *self, const char **pbytes, apr_size_t *plen, apr_pool_t *pool);
    void *self;
} cnops_stream_t;

typedef struct cnops_res_t {
    int status;
    const char *content_type; /* NULL: no body */
    const char *body;
    apr_size_t body_len;
    /* body in parts that are compressed already, and what stands in their gap; NULL: it is not */
    const cnops_gzip_parts_t *parts;
    const char *gap;
    const cnops_stream_t *stream; /* instead of body; NULL: none */
    apr_table_t *headers;         /* Location, Allow, Retry-After, Set-Cookie (repeated)… */
    apr_status_t failure;         /* what failed, for the log; APR_SUCCESS if nothing did */
    bool is_page;                 /* a page was shown, with the notice of the journey */
    bool is_shared;    /* the same for all visitors, and kept by browsers: no cookie goes with it */
    const char *event; /* one line for the log: "signin refused", no personal data */
} cnops_res_t;

/* The cookie's value, NULL if absent; name without the __Host- prefix. */
const char *cnops_req_cookie(const cnops_req_t *req, const char *name);
/* Sets a cookie; over HTTPS with Secure and the __Host- prefix. value NULL deletes the cookie.
 * max_age in µs; 0: it lives until the browser is closed. */
void cnops_res_set_cookie(cnops_res_t *res, const cnops_req_t *req, const char *name,
                          const char *value, apr_interval_time_t max_age);

/* Answers any request below the mount. The checks come in the order of contract.md §2. The answer
 * is complete and never NULL. No input leads to a 500. */
cnops_res_t *cnops_dispatch(cnops_req_t *req);

#endif
