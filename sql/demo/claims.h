/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Fictional claims (dossiers de maladie) of the members of people.h, as rows of claims.csv. Every
 * run gives the same claims. The newest are of November 2026, the oldest five years older. */
#ifndef CNOPS_DEMO_CLAIMS_H
#define CNOPS_DEMO_CLAIMS_H

#include <apr_file_io.h>

/* Prints the header and the claims of the cases. members: of members.csv of as many rows; claims:
 * how many rows in all, the claims of the cases included; what the cases leave belongs to the other
 * members, some of whom have none. 0 and 0: only the claims of the cases. */
void demo_claims_print(apr_file_t *out, apr_int64_t members, apr_int64_t claims, apr_pool_t *pool);

#endif
