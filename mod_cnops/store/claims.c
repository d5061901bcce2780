/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Claims and their totals. This file reads them; only imports write them. */
#include "base/date.h"
#include "base/errors.h"
#include "store/families.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_DAY "0000-00-00"
#define LAST_DAY  "9999-99-99"

/* --- claims --- */

static bool fill_claim(cnops_claim_t *claim, const cnops_row_t *row)
{
    claim->membership_id = cnops_row_int(row, 0);
    claim->id = cnops_row_int(row, 1);
    claim->received_on = cnops_row_text(row, 2);
    claim->reference_digest = cnops_row_text(row, 4);
    claim->beneficiary_digest = cnops_row_text(row, 5);
    claim->record_sealed = cnops_row_text(row, 6);
    if (cnops_claim_status_parse(&claim->status, cnops_row_text(row, 3)))
        return true;
    cnops_row_refuse(row, 3);
    return false;
}

/* A row with an unknown word stays in the list as a place, so that who pages by rows goes on. */
static void read_listed(void *self, const cnops_row_t *row)
{
    cnops_claim_t *claim = apr_array_push(self);

    if (!fill_claim(claim, row))
        claim->record_sealed = NULL;
}

static void read_one(void *self, const cnops_row_t *row)
{
    const cnops_claim_t **pclaim = self;
    cnops_claim_t *claim = apr_palloc(row->unit->pool, sizeof *claim);

    if (fill_claim(claim, row))
        *pclaim = claim;
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

/* The range of days ends at the place's day, so that the rows before the place are not even
 * read. */
static apr_status_t claims_list(void *self, apr_array_header_t **plist,
                                const cnops_claim_query_t *query, apr_pool_t *pool)
{
    const char *from = text_or(query->received_from, FIRST_DAY);
    const char *to = text_or(query->received_to, LAST_DAY);
    const char *day = text_or(query->after.day, LAST_DAY);
    const char *status = text_or(query->status, "");
    const char *beneficiary = text_or(query->beneficiary_digest, "");
    apr_int64_t limit = query->max;
    apr_status_t rv;

    if (strcmp(day, to) < 0)
        to = day;
    *plist = apr_array_make(pool, query->max, sizeof(cnops_claim_t));
    rv = cnops_db_select(self, CNOPS_SQL_CLAIMS_OF,
                         CNOPS_ARGS(&query->membership_id, from, to, day, &query->after.id, status,
                                    status, beneficiary, beneficiary, &limit),
                         read_listed, *plist, pool);
    /* A row with an unknown word is in the log; it must not hide the others. */
    return rv == CNOPS_EMALFORMED ? APR_SUCCESS : rv;
}

static apr_status_t claim_find(void *self, const cnops_claim_t **pclaim, apr_int64_t membership_id,
                               const char *reference_digest, apr_pool_t *pool)
{
    *pclaim = NULL;
    return cnops_db_select(self, CNOPS_SQL_CLAIM_BY_REFERENCE,
                           CNOPS_ARGS(reference_digest, &membership_id), read_one, pclaim, pool);
}

/* --- totals --- */

typedef struct summing_t {
    apr_array_header_t *list;
    apr_time_t at;
} summing_t;

/* A membership without totals has one row, which says only when the last import was. */
static void read_total(void *self, const cnops_row_t *row)
{
    summing_t *summing = self;
    const char *record_sealed = cnops_row_text(row, 3);
    cnops_claim_total_t *total;

    summing->at = cnops_row_int(row, 0);
    if (!record_sealed)
        return;
    total = apr_array_push(summing->list);
    total->year = (int)cnops_row_int(row, 1);
    total->beneficiary_digest = cnops_row_text(row, 2);
    total->record_sealed = record_sealed;
}

static int compare_totals(const void *a, const void *b)
{
    const cnops_claim_total_t *one = a, *other = b;

    if (one->year != other->year)
        return one->year < other->year ? 1 : -1;
    return strcmp(one->beneficiary_digest, other->beneficiary_digest);
}

static apr_status_t claim_totals(void *self, apr_array_header_t **plist, apr_time_t *pat,
                                 apr_int64_t membership_id, apr_pool_t *pool)
{
    summing_t summing = {apr_array_make(pool, 8, sizeof(cnops_claim_total_t)), 0};
    apr_status_t rv = cnops_db_select(self, CNOPS_SQL_CLAIM_TOTALS, CNOPS_ARGS(&membership_id),
                                      read_total, &summing, pool);

    qsort(summing.list->elts, (size_t)summing.list->nelts, sizeof(cnops_claim_total_t),
          compare_totals);
    *plist = summing.list;
    *pat = summing.at;
    return rv;
}

static void read_time(void *self, const cnops_row_t *row)
{
    *(apr_time_t *)self = cnops_row_int(row, 0);
}

static apr_status_t claims_switched_at(void *self, apr_time_t *pat, apr_pool_t *pool)
{
    *pat = 0;
    return cnops_db_select(self, CNOPS_SQL_CLAIM_SWITCHED, CNOPS_ARGS(NULL), read_time, pat, pool);
}

/* --- purging --- */

/* Claims of earlier years than that of this time. */
static apr_status_t claims_purge(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    char day[CNOPS_DATE_LEN];
    apr_int64_t limit = max;

    cnops_date_of(day, before);
    memcpy(day + 4, "-01-01", 6);
    return cnops_db_execute(pcount, self, CNOPS_SQL_PURGE_CLAIMS, CNOPS_ARGS(day, &limit), pool);
}

static apr_status_t claim_totals_purge(void *self, int *pcount, apr_time_t before, int max,
                                       apr_pool_t *pool)
{
    char day[CNOPS_DATE_LEN];
    apr_int64_t year, limit = max;

    cnops_date_of(day, before);
    year = apr_strtoi64(day, NULL, 10);
    return cnops_db_execute(pcount, self, CNOPS_SQL_PURGE_CLAIM_TOTALS, CNOPS_ARGS(&year, &limit),
                            pool);
}

const cnops_claims_port_t cnops_store_claims = {.list = claims_list,
                                                .find = claim_find,
                                                .totals = claim_totals,
                                                .switched_at = claims_switched_at,
                                                .purge = claims_purge,
                                                .purge_totals = claim_totals_purge};
