/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Pages and messages as bytes: templates, languages, assets, loaded once.
 *
 * Floor: view. Callers: pages (render, text), httpd and ctl (load).
 * Threads: read-only once loaded. Secrets: the codes of messages, and nothing
 * else, pass through.
 *
 * htdocs (as built) holds templates/NAME.html and NAME.txt, messages/keys.txt,
 * messages/LANG.mo, assets/ with content-hashed names and assets/manifest.txt.
 * Everything is compiled here, per language, when the server starts; a template
 * that does not compile, a key without text or a missing translation stops it. */
#ifndef CNOPS_VIEW_VIEW_H
#define CNOPS_VIEW_VIEW_H

#include "base/tree.h"

typedef struct cnops_view_t cnops_view_t;

/* mount: "/mon_compte" or "". langs: those to serve (base/language.h), NULL-terminated. On error
 * *pfault names file, line and reason. */
apr_status_t cnops_view_load(const cnops_view_t **pview, const char **pfault, const char *htdocs,
                             const char *mount, const char *const *langs, apr_pool_t *pool);

bool cnops_view_has_lang(const cnops_view_t *view, const char *lang);

/* Renders template name ("creation/identite", without ending): NAME.html with
 * HTML escaping inside layout.html, or, where only NAME.txt exists, plain text.
 * CNOPS_ENOTFOUND for a template that was not loaded. */
apr_status_t cnops_view_render(const char **pbytes, apr_size_t *plen, const cnops_view_t *view,
                               const char *name, const char *lang, const cnops_tree_t *data,
                               apr_pool_t *pool);

/* A message rendered for an e-mail begins with "Subject: …" and an empty line: cut in two, in
 * place. *psubject NULL where it does not: all of it is *ptext. */
void cnops_view_split_subject(const char **psubject, const char **ptext, char *rendered);

/* The sentence of a key of messages/keys.txt in lang, {placeholders} replaced from args
 * (may be NULL), unescaped; NULL for an unknown key. */
const char *cnops_view_text(const cnops_view_t *view, const char *lang, const char *key,
                            const cnops_tree_t *args, apr_pool_t *pool);

#endif
