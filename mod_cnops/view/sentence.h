/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sentences with {placeholders}: what translators see of a template.
 *
 * Floor: view. Callers: template_parse.c, messages.c, view.c. Threads: any. */
#ifndef CNOPS_VIEW_SENTENCE_H
#define CNOPS_VIEW_SENTENCE_H

#include "base/tree.h"

typedef struct cnops_sentence_piece_t {
    const char *text;
    apr_size_t len;
    bool is_name; /* text is what stands between the braces */
} cnops_sentence_piece_t;

/* The next piece at *pat, which moves behind it; false at the end. */
bool cnops_sentence_next(cnops_sentence_piece_t *piece, const char **pat);

/* A French sentence, as templates and keys.txt write it. */
typedef struct cnops_sentence_t {
    const char *context; /* tells its meaning from others of the same words; NULL: none */
    const char *text;    /* of a sentence with a number, the singular */
    const char *count;   /* path of the number; NULL: a sentence without one */
    const char *plural;  /* NULL without count */
} cnops_sentence_t;

/* Reads "sentence" or "[context] sentence". NULL, or why it cannot be used: nothing but the
 * context in front of it may stand in brackets, only placeholders in braces. */
const char *cnops_sentence_read(cnops_sentence_t *sentence, const char *written, apr_pool_t *pool);

/* The same of a sentence with a number: "count | singular | plural", a context in front. */
const char *cnops_sentence_read_plural(cnops_sentence_t *sentence, const char *written,
                                       apr_pool_t *pool);

/* A sentence for somebody who looks for it: its text, behind its context if it has one. */
const char *cnops_sentence_show(const cnops_sentence_t *sentence, apr_pool_t *pool);

/* NULL, or why a text and its translation (which may be the same) cannot be used: a brace
 * that is not a placeholder's, a bracket, a placeholder that only one of them has. */
const char *cnops_sentence_check(const char *text, const char *translation, apr_pool_t *pool);

/* NULL, or why a form cannot stand for a sentence with a number: as cnops_sentence_check, but a
 * form may do without the number itself ("une minute"). */
const char *cnops_sentence_check_form(const cnops_sentence_t *sentence, const char *form,
                                      apr_pool_t *pool);

/* A copy with every run of ASCII blanks made one ' ', none at the ends. */
const char *cnops_sentence_collapse(const char *text, apr_size_t len, apr_pool_t *pool);

/* True for "a.b_c-d.e": letters, digits, '_' and '-', parted by single dots. */
bool cnops_sentence_is_path(const char *text, apr_size_t len);

/* A value as a visitor reads it: texts and numbers, "true" and "false"; "" for the rest. */
const char *cnops_sentence_value(const cnops_tree_t *value, apr_pool_t *pool);

/* A value that is a number, or the digits of one; 0 for the rest. */
apr_int64_t cnops_sentence_number(const cnops_tree_t *value);

/* The value a path ("a.b") leads to from args, which may be NULL; or NULL. */
const cnops_tree_t *cnops_sentence_look_up(const cnops_tree_t *args, const char *path,
                                           apr_pool_t *pool);

/* sentence with its placeholders replaced from args, which may be NULL. */
const char *cnops_sentence_fill(const char *sentence, const cnops_tree_t *args, apr_pool_t *pool);

#endif
