/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* An enum and the words for its values in files, forms and settings, told once:
 *
 *   #define CNOPS_STARTTLS(X) X(CNOPS_STARTTLS_REQUIRED, "required") X(CNOPS_STARTTLS_OFF, "off")
 *   typedef enum { CNOPS_STARTTLS(CNOPS_WORDS_NAME) } cnops_starttls_e;
 *   static const char *const words[] = {CNOPS_STARTTLS(CNOPS_WORDS_TEXT) NULL};
 *
 * so that no value can be without its word. Floor: base. Threads: any. */
#ifndef CNOPS_BASE_WORDS_H
#define CNOPS_BASE_WORDS_H

#define CNOPS_WORDS_NAME(name, word) name,
#define CNOPS_WORDS_TEXT(name, word) word,

/* The place of word in words, a list that ends with NULL; -1: it is not there, or is NULL. */
int cnops_words_find(const char *const *words, const char *word);

#endif
