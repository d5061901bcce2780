/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Holds the sentences that code refers to by a key (htdocs/messages/keys.txt), and the
 * translations of all sentences.
 *
 * Floor: view. Threads: read-only once loaded. */
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

/* Reads keys.txt at path. *prows: cnops_key_row_t, in the order of the file. Where a key occurs
 * twice or a sentence cannot be used, CNOPS_EMALFORMED, and *pfault names file and line. */
apr_status_t cnops_messages_read_keys(apr_array_header_t **prows, const char **pfault,
                                      const char *path, apr_pool_t *pool);

typedef struct cnops_messages_t cnops_messages_t;

/* folder: has keys.txt and a LANG.mo for each language but French, in which sentences are
 * written. langs: NULL-terminated; their second languages (base/language.h) are loaded too. Where
 * one of langs has no usable translation of a key, CNOPS_EMALFORMED, and *pfault names the key. */
apr_status_t cnops_messages_load(const cnops_messages_t **pmessages, const char **pfault,
                                 const char *folder, const char *const *langs, apr_pool_t *pool);

/* The translation of a French sentence, without its context; NULL where there is none. */
const char *cnops_messages_translate(const cnops_messages_t *messages, const char *lang,
                                     const cnops_sentence_t *sentence);

/* The same for a sentence with a number. False where there is no translation, or where it lacks
 * one of the plural forms of lang. */
bool cnops_messages_inflect(cnops_forms_t *forms, const cnops_messages_t *messages,
                            const char *lang, const cnops_sentence_t *sentence);

/* The sentence of a key in lang, with its placeholders not yet replaced. The number in args
 * (which may be NULL) chooses the plural form. NULL where there is no such key. */
const char *cnops_messages_find(const cnops_messages_t *messages, const char *lang, const char *key,
                                const cnops_tree_t *args, apr_pool_t *pool);

#endif
