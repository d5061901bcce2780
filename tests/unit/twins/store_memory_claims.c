/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Claims and their totals. */
#include "store_memory_tables.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* --- copies --- */

static cnops_claim_t copy_claim(const cnops_claim_t *claim, apr_pool_t *pool)
{
    cnops_claim_t copy = *claim;

    copy.received_on = apr_pstrdup(pool, claim->received_on);
    copy.reference_digest = apr_pstrdup(pool, claim->reference_digest);
    copy.beneficiary_digest = apr_pstrdup(pool, claim->beneficiary_digest);
    copy.record_sealed = apr_pstrdup(pool, claim->record_sealed);
    return copy;
}

static cnops_claim_total_t copy_total(const cnops_claim_total_t *total, apr_pool_t *pool)
{
    cnops_claim_total_t copy = *total;

    copy.beneficiary_digest = apr_pstrdup(pool, total->beneficiary_digest);
    copy.record_sealed = apr_pstrdup(pool, total->record_sealed);
    return copy;
}

/* --- what an import would have written --- */

void store_memory_add_claim(store_memory_t *store, const cnops_claim_t *claim, apr_int64_t since,
                            apr_int64_t until)
{
    pthread_mutex_lock(&store->lock);
    APR_ARRAY_PUSH(store->claims, claim_row_t) =
        (claim_row_t){copy_claim(claim, store->pool), since, until};
    pthread_mutex_unlock(&store->lock);
}

void store_memory_add_claim_total(store_memory_t *store, apr_int64_t membership_id,
                                  const cnops_claim_total_t *total, apr_int64_t since,
                                  apr_int64_t until)
{
    pthread_mutex_lock(&store->lock);
    APR_ARRAY_PUSH(store->claim_totals, claim_total_row_t) =
        (claim_total_row_t){copy_total(total, store->pool), membership_id, since, until};
    pthread_mutex_unlock(&store->lock);
}

void store_memory_switch_claims(store_memory_t *store, apr_int64_t generation, apr_time_t at)
{
    pthread_mutex_lock(&store->lock);
    store->claim_generation = generation;
    store->claims_switched_at = at;
    pthread_mutex_unlock(&store->lock);
}

/* --- looks --- */

static bool is_shown(const store_memory_t *store, apr_int64_t since, apr_int64_t until)
{
    return since <= store->claim_generation && until > store->claim_generation;
}

/* > 0 where the first claim stands later in the list, which is where its day is earlier. */
static int compare_places(const cnops_claim_t *one, const char *day, apr_int64_t id)
{
    int order = strcmp(day, one->received_on);

    if (order != 0)
        return order;
    return one->id < id ? 1 : one->id > id ? -1 : 0;
}

static int compare_claims(const void *a, const void *b)
{
    const cnops_claim_t *other = b;

    return compare_places(a, other->received_on, other->id);
}

static bool is_wanted(const cnops_claim_t *claim, const cnops_claim_query_t *query)
{
    if (claim->membership_id != query->membership_id)
        return false;
    if (query->received_from && strcmp(claim->received_on, query->received_from) < 0)
        return false;
    if (query->received_to && strcmp(claim->received_on, query->received_to) > 0)
        return false;
    if (query->status && strcmp(cnops_claim_status_name(claim->status), query->status) != 0)
        return false;
    if (query->beneficiary_digest &&
        strcmp(claim->beneficiary_digest, query->beneficiary_digest) != 0)
        return false;
    return !query->after.day || compare_places(claim, query->after.day, query->after.id) > 0;
}

static apr_status_t claims_list(void *self, apr_array_header_t **plist,
                                const cnops_claim_query_t *query, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(cnops_claim_t));
    apr_status_t rv;

    *plist = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(claims, list))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->claims->nelts; i++) {
        const claim_row_t *row = &APR_ARRAY_IDX(store->claims, i, claim_row_t);

        if (is_shown(store, row->since, row->until) && is_wanted(&row->claim, query))
            APR_ARRAY_PUSH(list, cnops_claim_t) = row->claim;
    }
    qsort(list->elts, (size_t)list->nelts, sizeof(cnops_claim_t), compare_claims);
    if (list->nelts > query->max)
        list->nelts = query->max;
    for (int i = 0; i < list->nelts; i++)
        APR_ARRAY_IDX(list, i, cnops_claim_t) =
            copy_claim(&APR_ARRAY_IDX(list, i, cnops_claim_t), pool);
    store_memory_end(store);
    *plist = list;
    return APR_SUCCESS;
}

static apr_status_t claim_find(void *self, const cnops_claim_t **pclaim, apr_int64_t membership_id,
                               const char *reference_digest, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    *pclaim = NULL;
    if ((rv = store_memory_begin(store, STORE_MEMORY(claims, find))) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < store->claims->nelts; i++) {
        const claim_row_t *row = &APR_ARRAY_IDX(store->claims, i, claim_row_t);
        cnops_claim_t copy;

        if (!is_shown(store, row->since, row->until) || row->claim.membership_id != membership_id ||
            strcmp(row->claim.reference_digest, reference_digest) != 0)
            continue;
        copy = copy_claim(&row->claim, pool);
        *pclaim = apr_pmemdup(pool, &copy, sizeof copy);
    }
    store_memory_end(store);
    return APR_SUCCESS;
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
    store_memory_t *store = self;
    apr_status_t rv;

    *plist = NULL;
    *pat = 0;
    if ((rv = store_memory_begin(store, STORE_MEMORY(claims, totals))) != APR_SUCCESS)
        return rv;
    *plist = apr_array_make(pool, 8, sizeof(cnops_claim_total_t));
    *pat = store->claims_switched_at;
    for (int i = 0; i < store->claim_totals->nelts; i++) {
        const claim_total_row_t *row = &APR_ARRAY_IDX(store->claim_totals, i, claim_total_row_t);

        if (is_shown(store, row->since, row->until) && row->membership_id == membership_id)
            APR_ARRAY_PUSH(*plist, cnops_claim_total_t) = copy_total(&row->total, pool);
    }
    store_memory_end(store);
    qsort((*plist)->elts, (size_t)(*plist)->nelts, sizeof(cnops_claim_total_t), compare_totals);
    return APR_SUCCESS;
}

static apr_status_t claims_switched_at(void *self, apr_time_t *pat, apr_pool_t *pool)
{
    store_memory_t *store = self;
    apr_status_t rv;

    (void)pool;
    *pat = 0;
    if ((rv = store_memory_begin(store, STORE_MEMORY(claims, switched_at))) != APR_SUCCESS)
        return rv;
    *pat = store->claims_switched_at;
    store_memory_end(store);
    return APR_SUCCESS;
}

/* --- purging --- */

/* The last moment of a year. */
static apr_time_t end_of_year(int year)
{
    apr_time_exp_t next = {.tm_year = year + 1 - 1900, .tm_mday = 1};
    apr_time_t at;

    apr_time_exp_gmt_get(&at, &next);
    return at - 1;
}

static apr_time_t end_of_claim(const void *row)
{
    return end_of_year(atoi(((const claim_row_t *)row)->claim.received_on));
}

static apr_time_t end_of_total(const void *row)
{
    return end_of_year(((const claim_total_row_t *)row)->total.year);
}

static apr_status_t claims_purge(void *self, int *pcount, apr_time_t before, int max,
                                 apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(claims, purge), store->claims, end_of_claim, before,
                              max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

static apr_status_t claim_totals_purge(void *self, int *pcount, apr_time_t before, int max,
                                       apr_pool_t *pool)
{
    store_memory_t *store = self;
    store_memory_old_t old = {STORE_MEMORY(claims, purge_totals), store->claim_totals, end_of_total,
                              before, max};

    (void)pool;
    return store_memory_purge(pcount, store, &old);
}

const cnops_claims_port_t store_memory_claims_port = {.list = claims_list,
                                                      .find = claim_find,
                                                      .totals = claim_totals,
                                                      .switched_at = claims_switched_at,
                                                      .purge = claims_purge,
                                                      .purge_totals = claim_totals_purge};
