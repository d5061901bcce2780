/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Which form of a sentence stands beside a number: the Plural-Forms of a gettext
 * catalogue, evaluated. French has two forms, Arabic six.
 *
 * Floor: base. Callers: catalogue.c, view. Threads: read-only once parsed.
 * Format: GNU gettext manual, "Additional functions for plural forms". */
#ifndef CNOPS_BASE_PLURAL_H
#define CNOPS_BASE_PLURAL_H

#include <apr_pools.h>

#define CNOPS_PLURAL_FORMS_MAX 6

typedef struct cnops_plural_t cnops_plural_t;

/* text: "nplurals=2; plural=(n != 1);". CNOPS_EMALFORMED for anything else, and for a
 * divisor that is no constant over zero: what is wrong with it would show only when a
 * certain number comes. */
apr_status_t cnops_plural_parse(const cnops_plural_t **pplural, const char *text, apr_pool_t *pool);

/* How many forms there are. */
int cnops_plural_count(const cnops_plural_t *plural);

/* The form for n, from 0 to one less than their count; that of -n for a negative n. */
int cnops_plural_form(const cnops_plural_t *plural, apr_int64_t n);

/* A sentence in the forms of its language. */
typedef struct cnops_forms_t {
    const cnops_plural_t *plural;
    const char *texts[CNOPS_PLURAL_FORMS_MAX];
} cnops_forms_t;

/* The two forms of the language sentences are written in: 0 and 1 are singular. */
void cnops_forms_make_source(cnops_forms_t *forms, const char *singular, const char *plural);

/* The text that stands beside n. */
const char *cnops_forms_text(const cnops_forms_t *forms, apr_int64_t n);

#endif
