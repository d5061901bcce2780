/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Chooses the plural form of a sentence for a number: parses and evaluates the Plural-Forms
 * of a gettext catalogue. French has two forms, Arabic has six.
 *
 * Floor: base. Threads: read-only once parsed.
 * Source: GNU gettext manual, "Additional functions for plural forms". */
#ifndef CNOPS_BASE_PLURAL_H
#define CNOPS_BASE_PLURAL_H

#include <apr_pools.h>

#define CNOPS_PLURAL_FORMS_MAX 6

typedef struct cnops_plural_t cnops_plural_t;

/* text: for instance "nplurals=2; plural=(n != 1);". CNOPS_EMALFORMED where it does not
 * parse, and where a divisor is not a constant above zero: a division by zero would happen
 * only later, for one certain number. */
apr_status_t cnops_plural_parse(const cnops_plural_t **pplural, const char *text, apr_pool_t *pool);

/* How many forms there are. */
int cnops_plural_count(const cnops_plural_t *plural);

/* The index of the form for n, from 0 to count - 1. A negative n has the form of -n. */
int cnops_plural_form(const cnops_plural_t *plural, apr_int64_t n);

/* A sentence in all plural forms of its language. */
typedef struct cnops_forms_t {
    const cnops_plural_t *plural;
    const char *texts[CNOPS_PLURAL_FORMS_MAX];
} cnops_forms_t;

/* The two forms of French, in which templates are written: 0 and 1 take the singular. */
void cnops_forms_make_source(cnops_forms_t *forms, const char *singular, const char *plural);

/* The form of the sentence for n. */
const char *cnops_forms_text(const cnops_forms_t *forms, apr_int64_t n);

#endif
