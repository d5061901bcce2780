/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Registrations of students: who may change what, and who may look.
 *
 * The first sender of a student and year is the one whose row the student sees; the row of any
 * later one is answered alike, and the student does not see it. The insurer changes the row that is
 * shown, whoever has sent it: from then on no establishment changes its status.
 *
 * Floor: core. Threads: any. Secrets: rows and records are in clear; they go to no log. */
#ifndef CNOPS_CORE_REGISTRATION_REGISTRATION_H
#define CNOPS_CORE_REGISTRATION_REGISTRATION_H

#include "core/registration/record.h"

/* --- writing --- */

/* What a row changes. Nothing is written: batches and imports write many at once, by
 * the port's functions (core/ports/registrations.h). */
typedef struct cnops_registration_plan_t {
    cnops_registration_write_t write;
    bool has_former;
    cnops_registration_record_t former; /* of the row that is changed, where there is one */
} cnops_registration_plan_t;

/* establishment_id: the sender; CNOPS_REGISTRATION_INSURER. CNOPS_EFORGED where a stored record
 * does not open. */
apr_status_t cnops_registration_plan(cnops_registration_plan_t *pplan, const cnops_core_t *core,
                                     const cnops_registration_row_t *row,
                                     apr_int64_t establishment_id, apr_pool_t *pool);

/* Who sends a row, and what is written with it. */
typedef struct cnops_registration_sending_t {
    apr_int64_t establishment_id;
    const cnops_trail_t *trail; /* written also where the row changes nothing; NULL: none */
} cnops_registration_sending_t;

/* Plans and writes one row. *pid: of the registration. A plan that somebody else's change has
 * overtaken is made again, some times. */
apr_status_t cnops_registration_write(cnops_registration_outcome_e *poutcome, apr_int64_t *pid,
                                      const cnops_core_t *core, const cnops_registration_row_t *row,
                                      const cnops_registration_sending_t *sending,
                                      apr_pool_t *pool);

/* Writes many that were planned, in one transaction. CNOPS_ECONFLICT, and nothing is written, where
 * one of them was overtaken. */
apr_status_t cnops_registrations_write_all(const cnops_core_t *core,
                                           const cnops_registrations_source_t *source,
                                           apr_pool_t *pool);

/* --- reading --- */

/* What a student says of themselves, each in the normal form of its field. */
typedef struct cnops_registration_claim_t {
    const char *cine, *massar;
    const char *birth_date; /* ISO day */
} cnops_registration_claim_t;

/* A registration with its record. */
typedef struct cnops_registration_seen_t {
    cnops_registration_t row;
    cnops_registration_record_t record;
} cnops_registration_seen_t;

/* *plist: cnops_registration_seen_t that are shown to this student, newest year first: those whose
 * own record has all three facts. A record that knows only the year of the birth agrees with each
 * day of it, as at the creation of accounts. An unknown student, or one wrong fact, costs the same
 * work and gives an empty list. */
apr_status_t cnops_registrations_track(apr_array_header_t **plist, const cnops_core_t *core,
                                       const cnops_registration_claim_t *claim, apr_pool_t *pool);

/* *plist: cnops_registration_t of the student, of all years and senders, also those that are not
 * shown, and those whose digest was made with an older key. cine: in its normal form. */
apr_status_t cnops_registrations_of_student(apr_array_header_t **plist, const cnops_core_t *core,
                                            const char *cine, apr_pool_t *pool);

/* *pseen NULL: there is none with this id. */
apr_status_t cnops_registration_find(const cnops_registration_seen_t **pseen,
                                     const cnops_core_t *core, apr_int64_t id, apr_pool_t *pool);

/* *plist: cnops_registration_seen_t, by id. */
apr_status_t cnops_registrations_list(apr_array_header_t **plist, const cnops_core_t *core,
                                      const cnops_registrations_wanted_t *wanted, apr_pool_t *pool);

#endif
