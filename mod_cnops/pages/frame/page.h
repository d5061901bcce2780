/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Pages: their common data, and answers made of them.
 *
 * Floor: pages. Callers: every page. Threads: one request, one thread.
 * A handler fills a tree and names a template; whether the visitor gets HTML or
 * JSON is decided here and nowhere else. */
#ifndef CNOPS_PAGES_FRAME_PAGE_H
#define CNOPS_PAGES_FRAME_PAGE_H

#include "pages/frame/request.h"

/* The data every page has (htdocs/README.md), to be added to. */
cnops_tree_t *cnops_page_data(const cnops_req_t *req, const char *name);

/* The rule in force for a new password, for partials/password_rule. */
void cnops_page_password_rule(cnops_tree_t *data, const cnops_req_t *req);

/* The sentence of a key in the visitor's language; the key itself if there is none, which
 * make check does not let pass. args may be NULL. */
const char *cnops_page_text(const cnops_req_t *req, const char *key, const cnops_tree_t *args);
/* The same in the second language. */
const char *cnops_page_text2(const cnops_req_t *req, const char *key);

/* The answer: page name with data, as HTML or JSON. The journey's notice, which is among the
 * data, is said by it: the dispatcher then takes it from the journey. */
cnops_res_t *cnops_page_show(const cnops_req_t *req, int status, const char *name,
                             const cnops_tree_t *data);

/* 303 to a path below the mount ("/creation/identite"). */
cnops_res_t *cnops_page_redirect(const cnops_req_t *req, const char *path);

/* The same; the page there says a notice (a key). */
cnops_res_t *cnops_page_tell(const cnops_req_t *req, const char *path, const char *notice);
/* The same, with a new journey: what this browser had begun is over. */
cnops_res_t *cnops_page_end(cnops_req_t *req, const char *path, const char *notice);

/* Data that is no page (a challenge): JSON whatever was asked for. */
cnops_res_t *cnops_page_json(const cnops_req_t *req, const cnops_tree_t *data);

/* A file made for this request. */
cnops_res_t *cnops_page_bytes(const cnops_req_t *req, const char *type, const char *bytes,
                              apr_size_t len);

/* path below the mount as an address of this origin. */
const char *cnops_page_href(const cnops_req_t *req, const char *path);

/* An answer without body. */
cnops_res_t *cnops_page_empty(const cnops_req_t *req, int status);

void cnops_page_retry_after(cnops_res_t *res, const cnops_req_t *req, apr_interval_time_t wait);

#endif
