/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Compiles the template language to a flat list of operations, and renders it. Values are
 * escaped unless the template is plain text.
 *
 * Floor: view. Threads: a compiled template is read-only.
 *
 *   {{name}} {{a.b}}        a value, escaped for the place where it is written; nothing where
 *                           the data does not have it
 *   {{.}}                   the item itself, in an {{#each}} over a list of texts
 *   {{t French sentence}}   the translation; {name} inside is replaced by the value, escaped
 *   {{t2 French sentence}}  the same in the second language (base/language.h)
 *   {{tn days | {days} jour | {days} jours}}
 *                           the translation in the plural form for the number that the first
 *                           part names; a form may leave the number out
 *   {{t [verbe] Retour}}  {{tn [verbe] days | … | …}}
 *                           with a context, which distinguishes sentences of the same words
 *                           with different meanings: each has a translation of its own.
 *                           Visitors never see the context
 *   {{#if a.b}} {{#else}} {{/if}}            cnops_tree_truth says what counts as true
 *   {{#if kind=email}} {{#if kind!=email}}   whether the value is (not) this word
 *   {{#each list}} {{/each}}                 inside, a name is looked up in the item first,
 *                                            then in the items and the data around it
 *   {{> partial}}           the file partial.html, inserted when the template is compiled
 *   {{> body}}              in layout.html: the template of the page
 *   {{url /aide}}           the mount, then the path; {name} is replaced
 *   {{asset app.css}}       the address of the file under its hashed name
 *   {{lang}} {{dir}} {{lang2}} {{dir2}}
 *                           language and direction of the rendering and of its second language
 *   {{! comment}}
 *
 * Where a tag of a block or a comment is alone on its line, the whole line is dropped. The last
 * line end of a partial is dropped. Several blanks in a sentence count as one. A sentence has no
 * brackets but those of its context.
 *
 * Escaping: in text and in quoted attributes & < > " ' become references. A value that begins an
 * href, src or action must also begin with '/' (not "//"), '#', "https:", "http:", "mailto:" or
 * "tel:", or be empty; else '#' is written instead. A value may follow other text in such an
 * attribute only where that text fixes the scheme or the path. In a <style> element or a
 * style attribute a value must be a colour ("#0f6b6b"); else "inherit" is written. A template with
 * a value outside a quoted attribute, in a comment, in a <script> element or in an on… attribute
 * does not compile. A text with links in it (cnops_tree_phrase: telephone numbers) is written with
 * them between tags, but in a link, a button, a title or an attribute as plain text. In NAME.txt
 * nothing is escaped and there are no partials. */
#ifndef CNOPS_VIEW_TEMPLATE_H
#define CNOPS_VIEW_TEMPLATE_H

#include "base/plural.h"
#include "base/tree.h"
#include "view/sentence.h"

typedef struct cnops_template_t cnops_template_t;

/* What the compiler needs from its caller. */
typedef struct cnops_template_env_t {
    void *self;
    /* The text of a partial; NULL if there is none. *pfile: its name for faults. */
    const char *(*partial)(void *self, const char **pfile, const char *name, apr_pool_t *pool);
    /* The translation of a French sentence in the first or second language of the rendering;
     * NULL where it is missing: the template does not compile. */
    const char *(*translate)(void *self, const cnops_sentence_t *sentence, bool second);
    /* The same for a sentence with a number, in the first language; false where it is missing. */
    bool (*inflect)(void *self, cnops_forms_t *forms, const cnops_sentence_t *sentence);
    /* The address of an asset; NULL if there is none. */
    const char *(*asset)(void *self, const char *name);
    const char *mount;
    const char *lang;
    bool is_html;
} cnops_template_env_t;

/* name: for faults. source: the text. *ptemplate lives in pool. On CNOPS_EMALFORMED *pfault says
 * "NAME:LINE: reason". */
apr_status_t cnops_template_compile(const cnops_template_t **ptemplate, const char **pfault,
                                    const char *name, const char *source,
                                    const cnops_template_env_t *env, apr_pool_t *pool);

/* data: what names are looked up in. *pbytes: *plen bytes, allocated from pool, with a NUL after
 * them. Cannot fail: a missing value is written as nothing. */
void cnops_template_render(const char **pbytes, apr_size_t *plen, const cnops_template_t *tmpl,
                           const cnops_tree_t *data, apr_pool_t *pool);

#endif
