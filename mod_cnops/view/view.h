/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Renders pages and messages from templates, sentences and assets, which are loaded once.
 *
 * Floor: view. Threads: read-only once loaded. Secrets: the codes in messages are rendered
 * here, no other secret; the caller wipes what was rendered.
 *
 * The built htdocs has templates/NAME.html and NAME.txt, messages/keys.txt, messages/LANG.mo,
 * assets/ with hashed names and assets/manifest.txt. All templates are compiled for every
 * language when the server starts. The server does not start where a template does not compile,
 * a key has no text or a translation is missing. */
#ifndef CNOPS_VIEW_VIEW_H
#define CNOPS_VIEW_VIEW_H

#include "base/tree.h"

typedef struct cnops_view_t cnops_view_t;

/* htdocs: the folder of the built htdocs. mount: "/mon_compte" or "". langs: the languages to
 * serve (base/language.h), NULL-terminated. On error *pfault names file, line and reason. */
apr_status_t cnops_view_load(const cnops_view_t **pview, const char **pfault, const char *htdocs,
                             const char *mount, const char *const *langs, apr_pool_t *pool);

/* Whether lang is one of the languages served. */
bool cnops_view_has_lang(const cnops_view_t *view, const char *lang);

/* Renders the template name ("creation/identite"): NAME.html as HTML inside layout.html or,
 * where only NAME.txt exists, plain text without escaping. *pbytes: *plen bytes, allocated from
 * pool, with a NUL after them. CNOPS_ENOTFOUND where there is no such template or language. */
apr_status_t cnops_view_render(const char **pbytes, apr_size_t *plen, const cnops_view_t *view,
                               const char *name, const char *lang, const cnops_tree_t *data,
                               apr_pool_t *pool);

/* Splits a message rendered for an e-mail, which begins with "Subject: …" and an empty line.
 * Both results point into rendered, which is changed. *psubject is NULL, and *ptext all of
 * rendered, where it does not begin so. */
void cnops_view_split_subject(const char **psubject, const char **ptext, char *rendered);

/* The sentence of a key of messages/keys.txt in lang, with its {placeholders} replaced by values
 * of args (which may be NULL). It is not escaped. NULL for an unknown key. */
const char *cnops_view_text(const cnops_view_t *view, const char *lang, const char *key,
                            const cnops_tree_t *args, apr_pool_t *pool);

/* The same sentence as a text with pieces (base/tree.h), for page data: a value of args that is a
 * link stays one on pages. */
cnops_tree_t *cnops_view_phrase(const cnops_view_t *view, const char *lang, const char *key,
                                const cnops_tree_t *args, apr_pool_t *pool);

#endif
