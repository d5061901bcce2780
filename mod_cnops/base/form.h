/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Strict decoder of request bodies and query strings into named fields.
 *
 * Floor: base. Callers: pages. Threads: any. Secrets: passwords pass here; every
 * value, good or faulty, of a whole form or a broken one, is wiped with the pool.
 *
 * A broken field does not sink the form (the CSRF token beside it must still be
 * read, and the visitor wants to know which field): it is kept, valueless, with
 * the reason. Fields nobody asks for are ignored by whoever reads the form. */
#ifndef CNOPS_BASE_FORM_H
#define CNOPS_BASE_FORM_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef enum {
    CNOPS_FORM_OK,
    CNOPS_FORM_BAD_ESCAPE, /* %zz, a cut escape */
    CNOPS_FORM_BAD_UTF8,
    CNOPS_FORM_HAS_NUL,
    CNOPS_FORM_DUPLICATE, /* the same name twice */
    CNOPS_FORM_BAD_TYPE   /* JSON: neither string, integer nor boolean */
} cnops_form_fault_e;

typedef struct cnops_form_field_t {
    const char *name;
    const char *value; /* "" unless fault is CNOPS_FORM_OK */
    cnops_form_fault_e fault;
} cnops_form_field_t;

typedef struct cnops_form_t {
    apr_array_header_t *fields; /* cnops_form_field_t */
} cnops_form_t;

/* The most fields a form may have; more is CNOPS_EMALFORMED. */
#define CNOPS_FORM_FIELDS_MAX 64

cnops_form_t *cnops_form_make(apr_pool_t *pool);

/* application/x-www-form-urlencoded (WHATWG URL §5, but strict). A field whose
 * *name* is broken or empty makes the whole form CNOPS_EMALFORMED; empty pairs ("&&")
 * are skipped. */
apr_status_t cnops_form_parse_urlencoded(cnops_form_t **pform, const char *bytes, apr_size_t len,
                                         apr_pool_t *pool);

/* application/json: one flat object. Integers become decimal text, true "oui",
 * false and null "". CNOPS_EMALFORMED where jansson refuses the text, except
 * that a duplicate key is not told from other syntax errors. */
apr_status_t cnops_form_parse_json(cnops_form_t **pform, const char *bytes, apr_size_t len,
                                   apr_pool_t *pool);

/* NULL where the field is absent. */
const cnops_form_field_t *cnops_form_field(const cnops_form_t *form, const char *name);
/* The value; NULL where absent or faulty. form may be NULL. */
const char *cnops_form_value(const cnops_form_t *form, const char *name);

#endif
