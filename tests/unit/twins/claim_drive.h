/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A member who is signed in and has claims. */
#ifndef CNOPS_TWINS_CLAIM_DRIVE_H
#define CNOPS_TWINS_CLAIM_DRIVE_H

#include "claim_fixture.h"
#include "signin_drive.h"

typedef struct claim_drive_t {
    portal_t *portal;
    core_fixture_t *fixture;
    browser_t *browser; /* signed in as Salma EL FICTIF */
    apr_int64_t membership_id;
} claim_drive_t;

/* Without claims, after an import. */
claim_drive_t claim_drive_open(void **state);

/* Gets an address with a query ("/espace/dossiers?statut=paid"). */
answer_t *claim_drive_get(const claim_drive_t *drive, const char *address);

/* Adds a claim of the member's own, of 10.00 dirhams, of which 7.00 are refunded. */
void claim_drive_add(const claim_drive_t *drive, const char *reference, const char *received_on,
                     cnops_claim_status_e status);

/* A value of the answer's JSON; the texts as they are, numbers in digits. Fails where there is
 * none. */
const char *claim_drive_value(const answer_t *answer, const char *path);

#endif
