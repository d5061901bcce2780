/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Decodes request bodies and query strings strictly into named fields.
 *
 * Floor: base. Threads: any. Secrets: passwords are decoded here. Every value is wiped with
 * the pool, also faulty values and the values of a form that is refused.
 *
 * A faulty field does not make the whole form invalid: it is kept without a value, with its
 * fault. The CSRF token beside it must still be read, and the visitor must learn which field
 * is wrong. Fields that no page reads are ignored. */
#ifndef CNOPS_BASE_FORM_H
#define CNOPS_BASE_FORM_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef enum {
    CNOPS_FORM_OK,
    CNOPS_FORM_BAD_ESCAPE, /* %zz, or an escape that is cut short */
    CNOPS_FORM_BAD_UTF8,
    CNOPS_FORM_HAS_NUL,
    CNOPS_FORM_DUPLICATE, /* the same name twice */
    CNOPS_FORM_BAD_TYPE   /* JSON: not a string, integer, boolean or null */
} cnops_form_fault_e;

typedef struct cnops_form_field_t {
    const char *name;
    const char *value; /* "" unless fault is CNOPS_FORM_OK */
    cnops_form_fault_e fault;
} cnops_form_field_t;

typedef struct cnops_form_t {
    apr_array_header_t *fields; /* cnops_form_field_t */
} cnops_form_t;

/* A form with more fields is CNOPS_EMALFORMED. */
#define CNOPS_FORM_FIELDS_MAX 64

cnops_form_t *cnops_form_make(apr_pool_t *pool);

/* Decodes application/x-www-form-urlencoded (WHATWG URL §5, but strictly). A faulty or empty
 * field name makes the whole form CNOPS_EMALFORMED; empty pairs ("&&") are skipped. */
apr_status_t cnops_form_parse_urlencoded(cnops_form_t **pform, const char *bytes, apr_size_t len,
                                         apr_pool_t *pool);

/* Decodes application/json: one flat object. Integers become decimal text, true becomes
 * "oui", false and null become "". CNOPS_EMALFORMED where jansson refuses the text, where it
 * is not an object, and where a name is empty. A duplicate key is CNOPS_EMALFORMED too, not
 * CNOPS_FORM_DUPLICATE: jansson reports it as bad syntax. */
apr_status_t cnops_form_parse_json(cnops_form_t **pform, const char *bytes, apr_size_t len,
                                   apr_pool_t *pool);

/* The field, or NULL where the form lacks it. form may be NULL. */
const cnops_form_field_t *cnops_form_field(const cnops_form_t *form, const char *name);
/* The value of the field, or NULL where it is absent or faulty. form may be NULL. */
const char *cnops_form_value(const cnops_form_t *form, const char *name);

#endif
