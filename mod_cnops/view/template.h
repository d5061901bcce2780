/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The template language: compiled to a flat list of operations, escaped by default.
 *
 * Floor: view. Callers: view.c. Threads: a compiled template is read-only.
 *
 *   {{name}} {{a.b}}        the value, escaped for where it stands; missing: nothing
 *   {{.}}                   the item itself, within {{#each}} over texts
 *   {{t French sentence}}   translated; {name} inside is replaced by the value, escaped
 *   {{t2 French sentence}}  the same in the second language (base/language.h)
 *   {{tn days | {days} jour | {days} jours}}   translated, in the form that stands beside
 *                           the number the first part names; a form may leave it out
 *   {{t [verbe] Retour}} {{tn [verbe] days | … | …}}   in front of a sentence, what tells
 *                           its meaning from others of the same words: each context has a
 *                           translation of its own, and no visitor reads it
 *   {{#if a.b}} {{#else}} {{/if}}        truth as cnops_tree_truth
 *   {{#if kind=email}} {{#if kind!=email}}   the value is (not) this word
 *   {{#each list}} {{/each}}             names are looked up in the item, then outwards
 *   {{> partial}}           the file partial.html, inlined when compiled
 *   {{> body}}              in layout.html: the page's own template
 *   {{url /aide}}           the mount and the path; {name} is replaced
 *   {{asset app.css}}       the address of the content-hashed file
 *   {{lang}} {{dir}} {{lang2}} {{dir2}}  of this rendering, always there
 *   {{! comment}}
 *
 * A block's or a comment's tag alone on its line takes the line with it; the last line
 * end of a partial is dropped; blanks in a sentence count as one; but for
 * those of its context, a sentence has no brackets.
 *
 * Escaping: in text and in quoted attributes & < > " ' become references; in
 * href, src and action the value must also begin with '/' (not "//"), '#', "https:",
 * "http:", "mailto:" or "tel:", or be empty, else it is replaced by '#'; behind other
 * text it may stand once that text has settled where the address leads. A value outside a
 * quoted attribute, in a comment, or in an element <script> or <style>, or in an
 * on… or style attribute, does not compile. In NAME.txt nothing is escaped
 * and there are no partials. */
#ifndef CNOPS_VIEW_TEMPLATE_H
#define CNOPS_VIEW_TEMPLATE_H

#include "base/plural.h"
#include "base/tree.h"
#include "view/sentence.h"

typedef struct cnops_template_t cnops_template_t;

/* What compiling asks of its surroundings. */
typedef struct cnops_template_env_t {
    void *self;
    /* The text of a partial; NULL if there is none. *pfile: what faults call it. */
    const char *(*partial)(void *self, const char **pfile, const char *name, apr_pool_t *pool);
    /* Translation of a French sentence to the first / second language of this
     * rendering; NULL: missing, the template does not compile. */
    const char *(*translate)(void *self, const cnops_sentence_t *sentence, bool second);
    /* The same of a sentence with a number, in the first language; false: missing. */
    bool (*inflect)(void *self, cnops_forms_t *forms, const cnops_sentence_t *sentence);
    /* The address of an asset; NULL if there is none. */
    const char *(*asset)(void *self, const char *name);
    const char *mount;
    const char *lang;
    bool is_html;
} cnops_template_env_t;

/* On CNOPS_EMALFORMED *pfault says "NAME:LINE: reason". */
apr_status_t cnops_template_compile(const cnops_template_t **ptemplate, const char **pfault,
                                    const char *name, const char *source,
                                    const cnops_template_env_t *env, apr_pool_t *pool);

void cnops_template_render(const char **pbytes, apr_size_t *plen, const cnops_template_t *tmpl,
                           const cnops_tree_t *data, apr_pool_t *pool);

#endif
