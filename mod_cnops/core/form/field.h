/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every field a visitor may fill: its name, its bound, how it is normalised, what
 * can be wrong with it. To add a field: one row in field.c and, if nothing fits,
 * one check function; its label and errors in htdocs/messages.
 *
 * Floor: core. Callers: pages, ctl (imports, operators). Threads: any. */
#ifndef CNOPS_CORE_FORM_FIELD_H
#define CNOPS_CORE_FORM_FIELD_H

#include <apr_pools.h>
#include <stdbool.h>

/* What kind of thing it holds; templates choose keyboard and autocomplete by it. */
typedef enum {
    CNOPS_FIELD_TEXT,
    CNOPS_FIELD_IDENTIFIER, /* signs in: autocomplete=username */
    CNOPS_FIELD_DIGITS,
    CNOPS_FIELD_DATE,
    CNOPS_FIELD_EMAIL,
    CNOPS_FIELD_PHONE,
    CNOPS_FIELD_CODE,     /* one-time-code */
    CNOPS_FIELD_PASSWORD, /* current-password */
    CNOPS_FIELD_NEW_PASSWORD,
    CNOPS_FIELD_CHOICE,
    CNOPS_FIELD_TICK,
    CNOPS_FIELD_NOTE /* a few lines in anybody's own words */
} cnops_field_kind_e;

/* Returns NULL and sets *pvalue to the normalised value, or an error code. */
typedef const char *(*cnops_field_check_fn)(const char **pvalue, const char *typed,
                                            apr_pool_t *pool);

typedef struct cnops_field_t {
    const char *name; /* contract.md §1 */
    cnops_field_kind_e kind;
    apr_size_t max;      /* characters as typed */
    bool secret;         /* never shown back, never stored as typed */
    const char *same_as; /* must equal this field (a confirmation), or NULL */
    cnops_field_check_fn check;
} cnops_field_t;

/* NULL for an unknown name. */
const cnops_field_t *cnops_field_find(const char *name);

const char *cnops_field_kind_name(cnops_field_kind_e kind); /* "text", "email", … */

/* The checks that other callers need too. Each: NULL and the normal form, or a code. */
/* Any document of a person: "invalid_document" unless 4-20 of [A-Z0-9] after compacting. */
const char *cnops_field_check_document(const char **pvalue, const char *typed, apr_pool_t *pool);
/* Digits, or a document for students: "invalid_immatriculation". */
const char *cnops_field_check_immatriculation(const char **pvalue, const char *typed,
                                              apr_pool_t *pool);
/* "invalid_email": one @, a dot in the domain, at most 254 bytes (RFC 5321), no blanks. The
 * domain is lower-cased; the local part is kept. */
const char *cnops_field_check_email(const char **pvalue, const char *typed, apr_pool_t *pool);
/* "invalid_phone" unless a Moroccan mobile; normal form +2126XXXXXXXX or +2127XXXXXXXX. */
const char *cnops_field_check_phone(const char **pvalue, const char *typed, apr_pool_t *pool);

#endif
