/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A page with one form, described by a struct: the fields that it asks for, what it adds to the
 * page data, and what an accepted form does. The code here does the rest: it shows the form, reads
 * the fields, asks for the captcha, and shows the form again with its errors. (The pages of a
 * journey have an engine of their own: pages/journey/walk.h.)
 *
 * Floor: pages. Threads: one request, one thread. Secrets: what was typed into secret fields is
 * wiped after submit. */
#ifndef CNOPS_PAGES_FORM_FORM_PAGE_H
#define CNOPS_PAGES_FORM_FORM_PAGE_H

#include "pages/form/entries.h"
#include "pages/guard/captcha_gate.h"

typedef struct cnops_visit_t cnops_visit_t;
typedef cnops_res_t *(*cnops_visit_fn)(cnops_visit_t *visit);

/* A button of the form. The form's field "action" says which one was pressed. */
typedef struct cnops_button_t {
    const char *action;
    cnops_visit_fn on_press; /* NULL: it submits the form */
} cnops_button_t;

typedef struct cnops_form_page_t {
    /* Where the form posts to, below the mount. NULL: the path of the request, and begin, which
     * may not be NULL then, says whether there is such a page. */
    const char *path;
    const char *page;           /* template and title; NULL: path without its first '/' */
    const char *step;           /* in page data; NULL: the last part of path */
    const char *next;           /* where an accepted form leads; NULL: path */
    const char *back;           /* the page before, or NULL */
    const cnops_asked_t *asked; /* NULL: no field */
    /* NULL: a form always submits. The last row has action NULL and says what an unknown action
     * does. A form without an action submits. */
    const cnops_button_t *buttons;
    /* Called first, on GET and POST: decides who may see the page, and whether a captcha is owed.
     * Returns NULL to go on, else the answer. begin, preset and fill may be NULL. */
    cnops_visit_fn begin;
    /* Puts values into the fields when the page is opened (cnops_entries_preset). */
    void (*preset)(cnops_visit_t *visit);
    /* Adds to the page data. */
    apr_status_t (*fill)(cnops_visit_t *visit, cnops_tree_t *data);
    /* Called when every field is good and the captcha is solved. Returns the answer. */
    cnops_visit_fn submit;
} cnops_form_page_t;

/* One request to such a page. */
struct cnops_visit_t {
    cnops_req_t *req;
    const cnops_form_page_t *form;
    cnops_entries_t *entries;
    bool owes_captcha; /* set by begin */
    cnops_captcha_gate_t gate;
    void *own; /* set by begin, for the other functions of the page */
};

/* The handlers of its address. */
cnops_res_t *cnops_form_page_get(cnops_req_t *req, const cnops_form_page_t *form);
cnops_res_t *cnops_form_page_post(cnops_req_t *req, const cnops_form_page_t *form);

/* --- for the page's functions --- */

/* Shows the page: what was typed, and what is wrong with it. */
cnops_res_t *cnops_visit_show(cnops_visit_t *visit, int status);
/* Answers 422 and marks field with an error code; CNOPS_FIELD_NONE: the form as a whole. */
cnops_res_t *cnops_visit_fault(cnops_visit_t *visit, cnops_field_e field, const char *code);
/* Answers 429, marks the form as a whole with an error code, and sets Retry-After (wait in µs). */
cnops_res_t *cnops_visit_delay(cnops_visit_t *visit, const char *code, apr_interval_time_t wait);

/* For a page that handles its own POST: begins a visit as get and post above do. */
void cnops_visit_init(cnops_visit_t *visit, cnops_req_t *req, const cnops_form_page_t *form);
/* NULL: the form was not sent only to keep what was typed (pages/form/keep.h). Else the answer. */
cnops_res_t *cnops_visit_keep(cnops_visit_t *visit);
/* Checks and spends the captcha that the visit owes. NULL: it is solved, or none is owed. Else the
 * answer. */
cnops_res_t *cnops_visit_collect_captcha(cnops_visit_t *visit);

#endif
