/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A row of registrations.csv, or of a batch in NDJSON: one table of its columns and of what each
 * may hold. Files of the insurer and batches of establishments are checked by it. Columns that
 * forms have too are checked as the forms do (core/form/field.h).
 *
 * Floor: core. Threads: any. Source: contract.md §6, §7 and §9. Secrets: rows are in clear; a fault
 * never has a value. */
#ifndef CNOPS_CORE_REGISTRATION_ROW_H
#define CNOPS_CORE_REGISTRATION_ROW_H

#include "core/core.h"

/* In the order of the file. */
typedef enum {
    CNOPS_REGISTRATION_YEAR,
    CNOPS_REGISTRATION_CINE,
    CNOPS_REGISTRATION_MASSAR,
    CNOPS_REGISTRATION_BIRTH_DATE,
    CNOPS_REGISTRATION_FAMILY_NAME,
    CNOPS_REGISTRATION_GIVEN_NAME,
    CNOPS_REGISTRATION_SEX,
    CNOPS_REGISTRATION_ADDRESS,
    CNOPS_REGISTRATION_EMAIL,
    CNOPS_REGISTRATION_STATE, /* the column status */
    CNOPS_REGISTRATION_RECEIVED_ON,
    CNOPS_REGISTRATION_FAULTY, /* the column errors: names of columns, with ';' between them */
    CNOPS_REGISTRATION_COLUMNS /* number of columns */
} cnops_registration_column_e;

/* "academic_year", "cine"… */
const char *cnops_registration_column_name(cnops_registration_column_e column);
/* The index of a column; -1 where none has this name. */
int cnops_registration_column_find(const char *name);

typedef struct cnops_registration_column_t {
    const char *name;
    apr_size_t max; /* characters as typed */
    bool required;
} cnops_registration_column_t;

extern const cnops_registration_column_t cnops_registration_columns[CNOPS_REGISTRATION_COLUMNS];

/* A row without faults, in its normal form. No text is NULL; an empty cell is "". */
typedef struct cnops_registration_row_t {
    apr_int64_t academic_year; /* its first year: 2025 */
    const char *cine, *massar;
    const char *birth_date; /* ISO day; of the insurer's rows also the year alone */
    const char *family_name, *given_name;
    const char *sex; /* "M" or "F" */
    const char *address, *email;
    cnops_registration_status_e status;
    const char *received_on; /* ISO day; the insurer's rows only */
    const char *errors;      /* names of columns with ';' between them; with the status errors */
} cnops_registration_row_t;

typedef struct cnops_registration_fault_t {
    cnops_registration_column_e column;
    const char *code; /* "required", "too_long", "invalid_date"…: cnops_registration_codes */
} cnops_registration_fault_t;

/* All codes that a fault may have, with what they mean in English, for operators and descriptions.
 * Ends with a NULL code. */
typedef struct cnops_registration_code_t {
    const char *code, *meaning;
} cnops_registration_code_t;
extern const cnops_registration_code_t cnops_registration_codes[];
const char *cnops_registration_code_meaning(const char *code);

/* Who has sent a row. An establishment may say at_university, sent, errors or other_cover, gives no
 * received_on, and knows the whole birth date. The insurer may say everything. */
typedef enum {
    CNOPS_REGISTRATION_BY_INSURER,
    CNOPS_REGISTRATION_BY_ESTABLISHMENT
} cnops_registration_sender_e;

/* Checks the cells of a row (NULL or "" where empty; UTF-8), in the order of the columns, and
 * appends each fault to faults (cnops_registration_fault_t) in that order, one a column at most.
 * *prow may be used only where there is none; its texts live in pool. */
void cnops_registration_row_check(cnops_registration_row_t *prow, apr_array_header_t *faults,
                                  const char *const cells[CNOPS_REGISTRATION_COLUMNS],
                                  cnops_registration_sender_e sender, apr_pool_t *pool);

/* "2025-2026". */
const char *cnops_registration_year_text(apr_int64_t academic_year, apr_pool_t *pool);

#endif
