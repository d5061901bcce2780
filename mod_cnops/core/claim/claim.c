/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/claim/claim.h"

#include "core/seal/columns.h"
#include "core/seal/handle.h"

#include <apr_strings.h>
#include <string.h>

#define CNOPS_CLAIM_HANDLE "claim"

void cnops_claim_oldest_day(char iso[CNOPS_DATE_LEN], const cnops_core_t *core)
{
    char day[CNOPS_DATE_LEN];

    cnops_date_of(day, cnops_core_now(core));
    apr_snprintf(iso, CNOPS_DATE_LEN, "%04d%s",
                 cnops_date_year(day) - (int)core->settings->claim_years, day + 4);
}

static cnops_handle_use_t use_of(const cnops_claim_reader_t *reader)
{
    return (cnops_handle_use_t){CNOPS_CLAIM_HANDLE, reader->membership->person_id};
}

apr_status_t cnops_claim_show(cnops_claim_shown_t *pshown, cnops_claim_reader_t *reader,
                              const cnops_claim_t *row, apr_pool_t *pool)
{
    cnops_handle_use_t use = use_of(reader);
    cnops_handle_value_t value = cnops_handle_value_of_digest(row->reference_digest);
    apr_status_t rv;

    if (!reader->known)
        reader->known = apr_array_make(reader->pool, 4, sizeof(cnops_claim_known_t));
    rv = cnops_claim_record_of(&pshown->record, reader->core, row, reader->known, pool);
    if (rv != APR_SUCCESS)
        return rv;
    pshown->row = row;
    pshown->is_masked = cnops_claim_mask(reader, &pshown->record, pool);
    pshown->handle = cnops_handle_make(reader->core->keys, &use, &value, pool);
    return APR_SUCCESS;
}

/* --- one claim --- */

static bool is_too_old(const cnops_core_t *core, const cnops_claim_t *row)
{
    char oldest[CNOPS_DATE_LEN];

    cnops_claim_oldest_day(oldest, core);
    return strcmp(row->received_on, oldest) < 0;
}

static apr_status_t find_digest(const cnops_claim_shown_t **pclaim, cnops_claim_reader_t *reader,
                                const char *digest)
{
    const cnops_store_t *store = &reader->core->store;
    cnops_claim_shown_t *shown = apr_palloc(reader->pool, sizeof *shown);
    const cnops_claim_t *row;
    apr_status_t rv;

    rv = store->claims->find(store->self, &row, reader->membership->id, digest, reader->pool);
    if (rv != APR_SUCCESS || !row || is_too_old(reader->core, row))
        return rv;
    if ((rv = cnops_claim_show(shown, reader, row, reader->pool)) == APR_SUCCESS)
        *pclaim = shown;
    return rv;
}

apr_status_t cnops_claim_find(const cnops_claim_shown_t **pclaim, cnops_claim_reader_t *reader,
                              const char *handle)
{
    cnops_handle_use_t use = use_of(reader);
    cnops_handle_value_t value;
    const char *digest = NULL;

    *pclaim = NULL;
    if (cnops_handle_open(&value, reader->core->keys, &use, handle, reader->pool))
        digest = cnops_handle_digest_of_value(&value, reader->pool);
    return digest ? find_digest(pclaim, reader, digest) : APR_SUCCESS;
}

/* A claim that no import has written since a new key came still has the digest of the former one.
 */
apr_status_t cnops_claim_find_reference(const cnops_claim_shown_t **pclaim,
                                        cnops_claim_reader_t *reader, const char *reference)
{
    const char *const parts[] = {reference, NULL};
    apr_status_t rv = APR_SUCCESS;
    const char *key_id;

    *pclaim = NULL;
    for (int i = 0; rv == APR_SUCCESS && !*pclaim; i++) {
        if (!(key_id = cnops_keys_id(reader->core->keys, i)))
            break;
        rv = find_digest(
            pclaim, reader,
            cnops_column_digest_with(reader->core, CNOPS_KEYED_CLAIM, key_id, parts, reader->pool));
    }
    return rv;
}

apr_status_t cnops_claim_situation(apr_time_t *pat, const cnops_core_t *core, apr_pool_t *pool)
{
    return core->store.claims->switched_at(core->store.self, pat, pool);
}

/* --- what follows from a record --- */

int cnops_claim_rate(const cnops_claim_record_t *record)
{
    if (record->refunded < 0 || record->spent <= 0)
        return -1;
    return (int)((record->refunded * 100 + record->spent / 2) / record->spent);
}

apr_int64_t cnops_claim_delay(const cnops_core_t *core, const char *care_kind)
{
    const apr_array_header_t *delays = core->settings->claim_delays;
    apr_int64_t others = 0;

    for (int i = 0; i < delays->nelts; i++) {
        const cnops_claim_delay_t *delay = &APR_ARRAY_IDX(delays, i, cnops_claim_delay_t);

        if (strcmp(delay->care_kind, "*") == 0)
            others = delay->days;
        else if (strcmp(delay->care_kind, care_kind) == 0)
            return delay->days;
    }
    return others;
}
