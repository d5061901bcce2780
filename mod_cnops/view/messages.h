/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sentences: the keys by which code names them, and their translations.
 *
 * Floor: view. Callers: view.c, tests/lint. Threads: read-only once loaded. */
#ifndef CNOPS_VIEW_MESSAGES_H
#define CNOPS_VIEW_MESSAGES_H

#include "base/plural.h"
#include "view/sentence.h"

#include <apr_tables.h>

/* A row of keys.txt. */
typedef struct cnops_key_row_t {
    const char *key;
    cnops_sentence_t sentence;
} cnops_key_row_t;

/* *prows: cnops_key_row_t, as in the file. A key twice, or a sentence that cannot be used, is
 * refused by file and line. */
apr_status_t cnops_messages_read_keys(apr_array_header_t **prows, const char **pfault,
                                      const char *path, apr_pool_t *pool);

typedef struct cnops_messages_t cnops_messages_t;

/* folder holds keys.txt and LANG.mo. langs: NULL-terminated; their second languages
 * (base/language.h) are loaded too. French needs no LANG.mo. A key without translation in one of
 * langs is refused by name. */
apr_status_t cnops_messages_load(const cnops_messages_t **pmessages, const char **pfault,
                                 const char *folder, const char *const *langs, apr_pool_t *pool);

/* Of a French sentence, never with its context; NULL: there is none. */
const char *cnops_messages_translate(const cnops_messages_t *messages, const char *lang,
                                     const cnops_sentence_t *sentence);

/* The same of a sentence with a number; false: there is none, or not in all its forms. */
bool cnops_messages_inflect(cnops_forms_t *forms, const cnops_messages_t *messages,
                            const char *lang, const cnops_sentence_t *sentence);

/* The sentence of a key in lang, in the form that the number in args (may be NULL) asks for,
 * placeholders as they are; NULL: no such key. */
const char *cnops_messages_find(const cnops_messages_t *messages, const char *lang, const char *key,
                                const cnops_tree_t *args, apr_pool_t *pool);

#endif
