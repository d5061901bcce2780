/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Draws certificates for a fictional member, for tests of what becomes of papers. */
#ifndef CNOPS_TWINS_PAPER_DRIVE_H
#define CNOPS_TWINS_PAPER_DRIVE_H

#include "core/certificate/certificate.h"
#include "core_fixture.h"

/* A certificate of coverage for "Amina"; one a day. *pdigits: what its QR code says. */
const cnops_certificate_t *drive_paper(core_fixture_t *f, const char **pdigits);

#endif
