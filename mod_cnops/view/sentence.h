/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads, checks and fills sentences with {placeholders}. Sentences are all that translators see
 * of a template.
 *
 * Floor: view. Threads: any. */
#ifndef CNOPS_VIEW_SENTENCE_H
#define CNOPS_VIEW_SENTENCE_H

#include "base/tree.h"

typedef struct cnops_sentence_piece_t {
    const char *text;
    apr_size_t len;
    bool is_name; /* true: text is the name of a placeholder, without its braces */
} cnops_sentence_piece_t;

/* Reads the next piece, literal text or a placeholder, at *pcursor and moves *pcursor to its
 * end; false at the end of the sentence. */
bool cnops_sentence_next(cnops_sentence_piece_t *piece, const char **pcursor);

/* A French sentence, as templates and keys.txt write it. */
typedef struct cnops_sentence_t {
    const char *context; /* distinguishes sentences of the same words with different meanings;
                          * NULL: none */
    const char *text;    /* the singular where the sentence has a number */
    const char *count;   /* path of the number in the page's data; NULL: no number */
    const char *plural;  /* NULL where count is NULL */
} cnops_sentence_t;

/* Reads "sentence" or "[context] sentence" into pool. Returns NULL, or why it cannot be used:
 * brackets may enclose only the context, which stands first, and braces only placeholders. */
const char *cnops_sentence_read(cnops_sentence_t *sentence, const char *written, apr_pool_t *pool);

/* The same for a sentence with a number: "count | singular | plural", with or without a context
 * before count. */
const char *cnops_sentence_read_plural(cnops_sentence_t *sentence, const char *written,
                                       apr_pool_t *pool);

/* The sentence as a fault quotes it: "[context] text", or only its text. */
const char *cnops_sentence_show(const cnops_sentence_t *sentence, apr_pool_t *pool);

/* Checks a sentence and its translation (which may be the same text). Returns NULL, or why they
 * cannot be used: a brace that does not belong to a placeholder, a bracket, a placeholder that
 * only one of them has. {name_ar}, the Arabic twin of a text, counts as {name}. */
const char *cnops_sentence_check(const char *sentence, const char *translation, apr_pool_t *pool);

/* The same for one plural form of a sentence with a number. The form may leave out the number
 * itself ("une minute"). */
const char *cnops_sentence_check_form(const cnops_sentence_t *sentence, const char *form,
                                      apr_pool_t *pool);

/* A copy of len bytes where one ' ' replaces each run of ASCII blanks, without blanks at its
 * ends. */
const char *cnops_sentence_collapse(const char *text, apr_size_t len, apr_pool_t *pool);

/* True for "a.b_c-d.e": names of letters, digits, '_' and '-', with single dots between them. */
bool cnops_sentence_is_path(const char *text, apr_size_t len);

/* A value as a visitor reads it: a text, a number, "true" or "false"; "" for any other type and
 * for NULL. */
const char *cnops_sentence_value(const cnops_tree_t *value, apr_pool_t *pool);

/* The number in a value that is an integer or the digits of one; 0 for any other value. */
apr_int64_t cnops_sentence_number(const cnops_tree_t *value);

/* The value at a path ("a.b") in args, which may be NULL; NULL where there is none. */
const cnops_tree_t *cnops_sentence_look_up(const cnops_tree_t *args, const char *path,
                                           apr_pool_t *pool);

/* The same as cnops_sentence_fill, as a text with pieces (base/tree.h): a value of args that is a
 * link stays one. In the plain text such a value stands between U+2066 and U+2069, because its
 * digits would be shown in the wrong order in Arabic text. */
cnops_tree_t *cnops_sentence_phrase(const char *sentence, const cnops_tree_t *args,
                                    apr_pool_t *pool);

/* Replaces the placeholders of sentence by values of args, which may be NULL. */
const char *cnops_sentence_fill(const char *sentence, const cnops_tree_t *args, apr_pool_t *pool);

#endif
