/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What is sealed of a registration, and the digests by which its student is found.
 *
 * Floor: core. Threads: any. Secrets: a record is in clear in the pool of the caller; it goes to
 * the student, to its sender and to no log. */
#ifndef CNOPS_CORE_REGISTRATION_RECORD_H
#define CNOPS_CORE_REGISTRATION_RECORD_H

#include "core/core.h"
#include "core/registration/row.h"

#define CNOPS_REGISTRATION_CHANGES_MAX 12 /* of one registration; the first one is always kept */

/* A status, and when it came. */
typedef struct cnops_registration_change_t {
    apr_time_t at; /* µs UTC */
    cnops_registration_status_e status;
} cnops_registration_change_t;

/* No text is NULL. */
typedef struct cnops_registration_record_t {
    const char *cine, *massar, *birth_date, *family_name, *given_name, *sex, *address, *email;
    const char *received_on;     /* ISO day or "" */
    const char *errors;          /* names of columns with ';' between them, or "" */
    apr_array_header_t *changes; /* cnops_registration_change_t, the oldest first */
} cnops_registration_record_t;

/* What a row says, with the row's texts; changes is NULL. */
cnops_registration_record_t cnops_registration_record_of(const cnops_registration_row_t *row);

/* Binds the record to year and establishment of the row. NULL where it is too long to be sealed. */
const char *cnops_registration_record_seal(const cnops_core_t *core,
                                           const cnops_registration_record_t *record,
                                           const cnops_registration_t *row, apr_pool_t *pool);
/* CNOPS_EFORGED where the text does not open, CNOPS_EMALFORMED where it is no record. */
apr_status_t cnops_registration_record_open(cnops_registration_record_t *precord,
                                            const cnops_core_t *core,
                                            const cnops_registration_t *row, apr_pool_t *pool);
/* The texts, as the row has them; for a copy of what is not needed any more. */
void cnops_registration_record_wipe(cnops_registration_record_t *record);

/* The value of a column of registrations.csv; "" for the year and the status, which the row has. */
const char *cnops_registration_record_cell(const cnops_registration_record_t *record,
                                           cnops_registration_column_e column);

/* The digest of a student under key_id (NULL: the current key). cine: in its normal form. NULL
 * where the ring does not have the key. */
const char *cnops_registration_student_digest(const cnops_core_t *core, const char *key_id,
                                              const char *cine, apr_pool_t *pool);

#endif
