/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The claims that a member may read: those of one membership, within their limitation period.
 *
 * Floor: core. Threads: any. Secrets: as core/claim/record.h. */
#ifndef CNOPS_CORE_CLAIM_CLAIM_H
#define CNOPS_CORE_CLAIM_CLAIM_H

#include "base/date.h"
#include "core/claim/reader.h"

/* A claim as its reader may see it: core/claim/reader.h says what is hidden. */
typedef struct cnops_claim_shown_t {
    const cnops_claim_t *row;
    cnops_claim_record_t record;
    bool is_masked;
    const char *handle; /* in addresses */
} cnops_claim_shown_t;

/* The oldest day of a claim that is shown today: CnopsClaimYears. */
void cnops_claim_oldest_day(char iso[CNOPS_DATE_LEN], const cnops_core_t *core);

/* *pclaim: NULL where the handle is junk, or names a claim of somebody else, of another membership,
 * or from before the limitation period. All these look the same. */
apr_status_t cnops_claim_find(const cnops_claim_shown_t **pclaim, cnops_claim_reader_t *reader,
                              const char *handle);
/* The same by the insurer's reference, exactly as it is on paper. */
apr_status_t cnops_claim_find_reference(const cnops_claim_shown_t **pclaim,
                                        cnops_claim_reader_t *reader, const char *reference);

/* When the last import of claims was shown, µs UTC; 0: never. */
apr_status_t cnops_claim_situation(apr_time_t *pat, const cnops_core_t *core, apr_pool_t *pool);

/* The refund as a share of what was spent, in percent, rounded; -1: not known. */
int cnops_claim_rate(const cnops_claim_record_t *record);

/* How long a claim of this kind of care takes, in days (CnopsClaimDelay); 0: nobody has said. A
 * kind that is masked ("") is treated as every other kind, so that the delay does not tell it. */
apr_int64_t cnops_claim_delay(const cnops_core_t *core, const char *care_kind);

/* --- for the files of this room --- */

/* Opens a claim for its reader. Errors as cnops_claim_record_open. *pshown keeps row. */
apr_status_t cnops_claim_show(cnops_claim_shown_t *pshown, cnops_claim_reader_t *reader,
                              const cnops_claim_t *row, apr_pool_t *pool);

#endif
