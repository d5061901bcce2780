/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/claim/total.h"

#include "base/errors.h"
#include "base/text.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

#define SUMS    7
#define NUMBER  "%" APR_INT64_T_FMT
#define NUMBERS NUMBER " " NUMBER " " NUMBER " " NUMBER " " NUMBER " " NUMBER " " NUMBER

void cnops_claim_sums_count(cnops_claim_sums_t *sums, const cnops_claim_record_t *record,
                            cnops_claim_status_e status, int times)
{
    apr_int64_t spent = record->spent * times;

    if (status == CNOPS_CLAIM_REJECTED) {
        sums->rejected_count += times;
        sums->rejected_spent += spent;
        return;
    }
    sums->count += times;
    sums->spent += spent;
    if (record->refunded >= 0) {
        sums->refunded += record->refunded * times;
        return;
    }
    sums->awaited_count += times;
    sums->awaited_spent += spent;
}

void cnops_claim_sums_add(cnops_claim_sums_t *sums, const cnops_claim_sums_t *more)
{
    sums->count += more->count;
    sums->spent += more->spent;
    sums->refunded += more->refunded;
    sums->awaited_count += more->awaited_count;
    sums->awaited_spent += more->awaited_spent;
    sums->rejected_count += more->rejected_count;
    sums->rejected_spent += more->rejected_spent;
}

/* --- sealing --- */

typedef struct bound_t {
    const char *values[3];
} bound_t;

static bound_t bound_of(const cnops_claim_total_of_t *of, apr_pool_t *pool)
{
    return (bound_t){{apr_psprintf(pool, NUMBER, of->membership_id),
                      apr_psprintf(pool, NUMBER, of->year), NULL}};
}

/* The sums, the birth date and the name, separated by U+001F. */
const char *cnops_claim_total_seal(const cnops_core_t *core, const cnops_claim_total_of_t *of,
                                   const cnops_claim_total_record_t *record, apr_pool_t *pool)
{
    const cnops_claim_sums_t *s = &record->sums;
    const char *text = apr_psprintf(pool, NUMBERS "\x1f%s\x1f%s", s->count, s->spent, s->refunded,
                                    s->awaited_count, s->awaited_spent, s->rejected_count,
                                    s->rejected_spent, record->birth_date, record->beneficiary);
    const bound_t bound = bound_of(of, pool);

    return cnops_column_seal(core, CNOPS_SEALED_CLAIM_TOTAL, bound.values, text, pool);
}

/* Numbers with one blank between them. */
static bool read_sums(cnops_claim_sums_t *s, const char *text)
{
    apr_int64_t *const sums[SUMS] = {
        &s->count,         &s->spent,          &s->refunded,       &s->awaited_count,
        &s->awaited_spent, &s->rejected_count, &s->rejected_spent,
    };

    for (int i = 0; i < SUMS; i++) {
        if (!cnops_text_number(sums[i], &text) || *text != (i < SUMS - 1 ? ' ' : '\0'))
            return false;
        text += *text != '\0';
    }
    return true;
}

apr_status_t cnops_claim_total_open(cnops_claim_total_record_t *precord, const cnops_core_t *core,
                                    const cnops_claim_total_of_t *of, const char *record_sealed,
                                    apr_pool_t *pool)
{
    const bound_t bound = bound_of(of, pool);
    char *text, *birth_date, *beneficiary;
    apr_status_t rv =
        cnops_column_open(&text, core, CNOPS_SEALED_CLAIM_TOTAL, bound.values, record_sealed, pool);

    if (rv != APR_SUCCESS)
        return rv;
    birth_date = strchr(text, '\x1f');
    beneficiary = birth_date ? strchr(birth_date + 1, '\x1f') : NULL;
    if (!beneficiary)
        return CNOPS_EMALFORMED;
    *birth_date++ = '\0';
    *beneficiary++ = '\0';
    precord->birth_date = birth_date;
    precord->beneficiary = beneficiary;
    return read_sums(&precord->sums, text) ? APR_SUCCESS : CNOPS_EMALFORMED;
}
