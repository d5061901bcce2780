/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Declares an enum together with the words for its values in files, forms and settings, so that no
 * value can lack its word:
 *
 *   #define CNOPS_STARTTLS(X) X(CNOPS_STARTTLS_REQUIRED, "required") X(CNOPS_STARTTLS_OFF, "off")
 *   typedef enum { CNOPS_STARTTLS(CNOPS_WORDS_NAME) } cnops_starttls_e;
 *   static const char *const words[] = {CNOPS_STARTTLS(CNOPS_WORDS_TEXT) NULL};
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_WORDS_H
#define CNOPS_BASE_WORDS_H

#define CNOPS_WORDS_NAME(name, word) name,
#define CNOPS_WORDS_TEXT(name, word) word,

/* The index of word in words, which ends with NULL, and hence the value of the enum. -1 where the
 * word is not in the list, or is NULL. */
int cnops_words_find(const char *const *words, const char *word);

#endif
