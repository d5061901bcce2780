/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Pages: the data that all of them have, and the answers that are made of it.
 *
 * Floor: pages. Threads: one request, one thread. A handler fills a tree and names a template. Only
 * this file decides whether the visitor gets HTML or JSON. */
#ifndef CNOPS_PAGES_FRAME_PAGE_H
#define CNOPS_PAGES_FRAME_PAGE_H

#include "pages/frame/request.h"
#include "view/document/press.h"

/* The data that every page has (htdocs/README.md), in a new tree; the caller adds its own. name:
 * the template, from which the title is found too. */
cnops_tree_t *cnops_page_data(const cnops_req_t *req, const char *name);

/* Whether the institution has the scheme of students. Without it no page of theirs is there, and no
 * page has a link to one. */
bool cnops_page_has_students(const cnops_req_t *req);

/* Adds the rule that a new password must follow, for partials/password_rule. */
void cnops_page_password_rule(cnops_tree_t *data, const cnops_req_t *req);

/* The sentence of a key in the visitor's language. A key without a sentence is returned as it is;
 * make check fails on such a key. args: values for the sentence; may be NULL. */
const char *cnops_page_text(const cnops_req_t *req, const char *key, const cnops_tree_t *args);
/* The same sentence in the second language of the page (base/language.h). */
const char *cnops_page_text2(const cnops_req_t *req, const char *key);

/* Answers with page name and its data, as HTML or JSON. The journey's notice is among the data; as
 * the visitor has then read it, the dispatcher removes it from the journey. */
cnops_res_t *cnops_page_show(const cnops_req_t *req, int status, const char *name,
                             const cnops_tree_t *data);

/* Redirects (303) to a path below the mount ("/creation/identite"). */
cnops_res_t *cnops_page_redirect(const cnops_req_t *req, const char *path);

/* The same, and the next page shows a notice (a key). */
cnops_res_t *cnops_page_tell(const cnops_req_t *req, const char *path, const char *notice);
/* The same, and begins a new journey: what this browser had begun is over. */
cnops_res_t *cnops_page_end(cnops_req_t *req, const char *path, const char *notice);

/* Answers with data that is not a page (a challenge): always JSON, whatever Accept says. */
cnops_res_t *cnops_page_json(const cnops_req_t *req, const cnops_tree_t *data);

#define CNOPS_PAGE_HTML "text/html; charset=utf-8"

/* Answers with a file that was made for this request. bytes is not copied. */
cnops_res_t *cnops_page_bytes(const cnops_req_t *req, const char *type, const char *bytes,
                              apr_size_t len);

/* Prints a document (view/document/press.h). What is wrong with it is logged with the answer. */
apr_status_t cnops_page_print(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                              const cnops_print_t *print);

/* Sets data.NAME to the sentence of a key. Where it has a link among args, pages write the link. */
void cnops_page_set_text(cnops_tree_t *data, const char *name, const cnops_req_t *req,
                         const char *key, const cnops_tree_t *args);

/* The address of a path below the mount, on this host: "/mon_compte/aide" for "/aide". */
const char *cnops_page_href(const cnops_req_t *req, const char *path);

/* An answer without a body. */
cnops_res_t *cnops_page_empty(const cnops_req_t *req, int status);

/* Sets data.retry_after: wait (µs) rounded up to seconds; null if it is 0. */
void cnops_page_show_wait(cnops_tree_t *data, apr_interval_time_t wait);
/* Sets Retry-After: wait (µs) rounded up to seconds, at least 1. */
void cnops_page_retry_after(cnops_res_t *res, const cnops_req_t *req, apr_interval_time_t wait);

#endif
