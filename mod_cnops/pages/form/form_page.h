/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A page with one form, as a struct: what it asks, what it adds to its data, what an accepted form
 * does. The rest is here: showing it, reading the fields, the captcha, the form again with what
 * is wrong. (The pages of a journey have an engine of their own: pages/journey/walk.h.)
 *
 * Floor: pages. Threads: one request, one thread. Secrets: what was typed into secret fields is
 * wiped after submit. */
#ifndef CNOPS_PAGES_FORM_FORM_PAGE_H
#define CNOPS_PAGES_FORM_FORM_PAGE_H

#include "pages/form/entries.h"
#include "pages/guard/captcha_gate.h"

typedef struct cnops_visit_t cnops_visit_t;
typedef cnops_res_t *(*cnops_visit_fn)(cnops_visit_t *visit);

/* A button that does something else than to submit: what its field "action" says. */
typedef struct cnops_button_t {
    const char *action;
    cnops_visit_fn act; /* NULL: submits */
} cnops_button_t;

typedef struct cnops_form_page_t {
    const char *path; /* where the form posts to, below the mount; NULL: where it was asked for */
    const char *page; /* template and title; NULL: path without its first '/' */
    const char *step; /* in page data; NULL: the last name of path */
    const char *next; /* where an accepted form leads; NULL: path */
    const char *back; /* the page before, or NULL */
    const cnops_asked_t *asked; /* NULL: no field */
    /* Or NULL. The last row has action NULL, and says what any other word does. */
    const cnops_button_t *buttons;
    /* Before a GET and a POST: who may come, and whether a captcha is owed. NULL lets go on, else
     * the answer. May be NULL, as preset and fill. */
    cnops_visit_fn begin;
    /* What stands in the fields when the page is opened: cnops_entries_preset. */
    void (*preset)(cnops_visit_t *visit);
    /* Adds to page data. */
    apr_status_t (*fill)(cnops_visit_t *visit, cnops_tree_t *data);
    /* Every field is good, and the captcha paid. */
    cnops_visit_fn submit;
} cnops_form_page_t;

/* One request of such a page. */
struct cnops_visit_t {
    cnops_req_t *req;
    const cnops_form_page_t *form;
    cnops_entries_t *entries;
    bool owes_captcha; /* set by begin */
    cnops_captcha_gate_t gate;
    void *own; /* set by begin, for the page's other functions */
};

/* Handlers. */
cnops_res_t *cnops_form_page_get(cnops_req_t *req, const cnops_form_page_t *form);
cnops_res_t *cnops_form_page_post(cnops_req_t *req, const cnops_form_page_t *form);

/* --- for the page's functions --- */

/* The page with its form, as it stands. */
cnops_res_t *cnops_visit_show(cnops_visit_t *visit, int status);
/* 422 with one mistake; NONE: of the form as a whole. */
cnops_res_t *cnops_visit_fault(cnops_visit_t *visit, cnops_field_e field, const char *code);
/* 429 with one mistake of the form as a whole, and when to come again (µs). */
cnops_res_t *cnops_visit_delay(cnops_visit_t *visit, const char *code, apr_interval_time_t wait);

/* For a page that goes its own way: a visit as get and post begin it, and its captcha. */
void cnops_visit_init(cnops_visit_t *visit, cnops_req_t *req, const cnops_form_page_t *form);
/* NULL: paid, or nothing owed. */
cnops_res_t *cnops_visit_collect_captcha(cnops_visit_t *visit);

#endif
