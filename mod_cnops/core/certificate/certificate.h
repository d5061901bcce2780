/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates: papers that a member draws and that anybody can check.
 *
 * Floor: core. Threads: any. Secrets: what is printed is sealed; no event has it. Sources:
 * mission.md §6; design §7.
 *
 * A certificate is drawn once, and its facts are kept as they were that day, with their signature
 * (core/certificate/payload.h). The file is made again of them whenever it is asked for. It stays
 * readable for its member when the membership is closed later, and expires by itself.
 *
 * The names of the institution and the address of the verification are kept too: where they change,
 * the papers that were drawn before keep theirs. Colours and emblem are not kept, nor are the words
 * of the template and the fonts: they are those of the day on which the file is made. So a file has
 * the same bytes as long as the renderer, the colours and the emblem are the same; what it says and
 * what is signed never changes. */
#ifndef CNOPS_CORE_CERTIFICATE_CERTIFICATE_H
#define CNOPS_CORE_CERTIFICATE_CERTIFICATE_H

#include "base/tree.h"
#include "core/journal/journal.h"

/* Raised where the same facts would be drawn as other bytes, with the same colours and emblem. */
#define CNOPS_CERTIFICATE_RENDERER 1

/* A student who draws a certificate without an account (core/certificate/student.h). */
typedef struct cnops_certificate_student_t {
    apr_int64_t person_id; /* 0: the insurer knows the student by a registration alone */
    const char *cine;      /* printed as immatriculation */
    const char *code;      /* of the certificate */
} cnops_certificate_student_t;

/* What the certificate is drawn from. The records are those of core/person/identity.h. */
typedef struct cnops_certificate_asking_t {
    const cnops_account_t *account;             /* who draws it; NULL: student does */
    const cnops_certificate_student_t *student; /* NULL: account does */
    /* These two may be NULL where student is not. */
    const cnops_membership_t *membership;
    const cnops_tree_t *membership_record;
    const cnops_tree_t *person_record;
    cnops_certificate_kind_e kind;
    int academic_year;                           /* CNOPS_CERTIFICATE_YEAR: its first year */
    const char *institution_fr, *institution_ar; /* its names today */
    const char *ip, *user_agent;                 /* of the event; may be NULL */
} cnops_certificate_asking_t;

/* Draws a certificate: *pcertificate is as it was written. NULL with APR_SUCCESS: there is none for
 * this membership (cnops_certificate_right). CNOPS_EDUPLICATE: one that says the same in every word
 * was drawn today and is not revoked; *pcertificate is that one, and nothing was written.
 * CNOPS_ETOOLARGE: settings->day_certificates of the person were drawn in the last 24 hours.
 *
 * Of a student, the right to it is the registration, which the caller has checked, and the bound of
 * a day does not count. CNOPS_EDUPLICATE then says that there is one with this code, and
 * *pcertificate is NULL. */
apr_status_t cnops_certificate_draw(const cnops_certificate_t **pcertificate,
                                    const cnops_core_t *core,
                                    const cnops_certificate_asking_t *asking, apr_pool_t *pool);

typedef enum {
    CNOPS_CERTIFICATE_MAY,
    CNOPS_CERTIFICATE_CLOSED,   /* the membership is closed, or its member is deceased */
    CNOPS_CERTIFICATE_NO_RIGHTS /* none today; for an academic year: none within it, or it is one of
                                 * the future, or the member is no student */
} cnops_certificate_right_e;

/* Whether a certificate of this kind can be drawn today: the membership is active, and for the two
 * kinds of coverage its rights are open, or were within the academic year, which has begun. */
cnops_certificate_right_e cnops_certificate_right(const cnops_core_t *core,
                                                  const cnops_membership_t *membership,
                                                  cnops_certificate_kind_e kind, int academic_year,
                                                  apr_pool_t *pool);

/* *plist: cnops_certificate_t. */
apr_status_t cnops_certificates_of(apr_array_header_t **plist, const cnops_core_t *core,
                                   const cnops_certificates_wanted_t *wanted, apr_pool_t *pool);

/* The last part of its address, which only its person can use (core/seal/handle.h). */
const char *cnops_certificate_handle(const cnops_core_t *core,
                                     const cnops_certificate_t *certificate, apr_pool_t *pool);
/* The certificate of such a part; NULL where the person has none of this handle. */
apr_status_t cnops_certificate_of_handle(const cnops_certificate_t **pcertificate,
                                         const cnops_core_t *core, apr_int64_t person_id,
                                         const char *handle, apr_pool_t *pool);
/* The certificate of a code in its printed form (core/certificate/code.h); NULL: there is none. */
apr_status_t cnops_certificate_of_code(const cnops_certificate_t **pcertificate,
                                       const cnops_core_t *core, const char *code,
                                       apr_pool_t *pool);

/* The ISO day of a moment where the insurer is: days of papers begin and end there. */
const char *cnops_certificate_day(const cnops_core_t *core, apr_time_t at, apr_pool_t *pool);

/* What is printed: a tree of the texts code, digits, issued_on, expires_on, name, name_ar,
 * birth_date, document_type, document_end, immatriculation, scheme, rights_from, rights_to,
 * institution_fr, institution_ar and verification (the address of its page); and is_cut: a name is
 * longer than what the QR code says of it. The caller wipes it
 * (cnops_tree_wipe). CNOPS_EFORGED where it does not open. */
apr_status_t cnops_certificate_facts(cnops_tree_t **pfacts, const cnops_core_t *core,
                                     const cnops_certificate_t *certificate, apr_pool_t *pool);

typedef enum {
    CNOPS_CERTIFICATE_VALID,
    CNOPS_CERTIFICATE_EXPIRED,
    CNOPS_CERTIFICATE_REVOKED
} cnops_certificate_state_e;

cnops_certificate_state_e cnops_certificate_state(const cnops_core_t *core,
                                                  const cnops_certificate_t *certificate,
                                                  apr_pool_t *pool);

/* An operator revokes it. CNOPS_ENOTFOUND where it is revoked already. One that is of no person
 * (person_id 0) has no journal in which the event could stand. */
apr_status_t cnops_certificate_revoke(const cnops_core_t *core,
                                      const cnops_certificate_t *certificate, cnops_event_t event,
                                      apr_pool_t *pool);

#endif
