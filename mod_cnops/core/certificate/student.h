/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates that students draw without an account.
 *
 * Floor: core. Threads: any. Secrets: as core/certificate/certificate.h.
 *
 * There is one for a student and an academic year: whoever asks again gets the same, until it is
 * expired or revoked. Its code is a keyed digest of the student, the year and how many there were
 * before, so two requests at a time draw the same code, and the database takes one of them. A
 * certificate that the member draws in the space is another one. */
#ifndef CNOPS_CORE_CERTIFICATE_STUDENT_H
#define CNOPS_CORE_CERTIFICATE_STUDENT_H

#include "core/certificate/certificate.h"

/* asking: of kind CNOPS_CERTIFICATE_YEAR, with student, whose code is not read. *pcertificate: NULL
 * where the membership is closed or its member is deceased. */
apr_status_t cnops_certificate_of_student(const cnops_certificate_t **pcertificate,
                                          const cnops_core_t *core,
                                          const cnops_certificate_asking_t *asking,
                                          apr_pool_t *pool);

#endif
