/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "claim_fixture.h"

#include <apr_strings.h>
#include <stdint.h>
#include <stdlib.h>

cnops_membership_t *claim_fixture_membership(core_fixture_t *fixture, apr_int64_t person_id)
{
    const cnops_store_t *store = &fixture->core.store;
    apr_array_header_t *list;

    if (store->persons->memberships_of(store->self, &list, person_id, fixture->pool) !=
            APR_SUCCESS ||
        !list->nelts)
        abort();
    return &APR_ARRAY_IDX(list, 0, cnops_membership_t);
}

static const char *text_of(const char *text)
{
    return text ? text : "";
}

static cnops_claim_record_t record_of(const fixture_claim_t *claim, apr_pool_t *pool)
{
    cnops_claim_record_t record = {.reference = claim->reference,
                                   .care_kind = text_of(claim->care_kind),
                                   .beneficiary = text_of(claim->beneficiary),
                                   .relation = text_of(claim->relation),
                                   .birth_date = text_of(claim->birth_date),
                                   .spent = claim->spent,
                                   .refunded = claim->refunded,
                                   .paid_on = text_of(claim->paid_on),
                                   .payment_mode = text_of(claim->payment_mode),
                                   .document_asked = text_of(claim->document_asked),
                                   .reason = text_of(claim->reason),
                                   .affiliation_no = "",
                                   .history =
                                       apr_array_make(pool, 1, sizeof(cnops_claim_change_t))};

    APR_ARRAY_PUSH(record.history, cnops_claim_change_t) =
        (cnops_claim_change_t){APR_TIME_C(1795000000000000), CNOPS_CLAIM_RECEIVED};
    return record;
}

static void add_total(core_fixture_t *fixture, const cnops_claim_t *row,
                      const cnops_claim_record_t *record)
{
    cnops_claim_total_record_t sums = {record->beneficiary, record->birth_date, {0}};
    cnops_claim_total_of_t of = {row->membership_id, cnops_date_year(row->received_on)};
    cnops_claim_total_t total = {cnops_date_year(row->received_on), row->beneficiary_digest, NULL};

    cnops_claim_sums_count(&sums.sums, record, row->status, 1);
    total.record_sealed = cnops_claim_total_seal(&fixture->core, &of, &sums, fixture->pool);
    store_memory_add_claim_total(fixture->store, row->membership_id, &total, 1, INT64_MAX);
}

static cnops_claim_t row_of(core_fixture_t *fixture, apr_int64_t membership_id,
                            const fixture_claim_t *claim, const cnops_claim_record_t *record)
{
    const cnops_core_t *core = &fixture->core;
    apr_pool_t *pool = fixture->pool;

    return (cnops_claim_t){
        .membership_id = membership_id,
        .received_on = claim->received_on,
        .status = claim->status,
        .reference_digest = cnops_claim_reference_digest(core, record->reference, pool),
        .beneficiary_digest =
            cnops_claim_beneficiary_digest(core, membership_id, record->beneficiary, pool),
        .record_sealed = cnops_claim_record_seal(core, record, pool)};
}

static apr_int64_t last_id;

void claim_fixture_add(core_fixture_t *fixture, apr_int64_t membership_id,
                       const fixture_claim_t *claim)
{
    cnops_claim_record_t record = record_of(claim, fixture->pool);
    cnops_claim_t row = row_of(fixture, membership_id, claim, &record);

    row.id = ++last_id;
    store_memory_add_claim(fixture->store, &row, 1, INT64_MAX);
    add_total(fixture, &row, &record);
}

void claim_fixture_add_many(core_fixture_t *fixture, apr_int64_t membership_id,
                            const fixture_claim_t *claim, int count)
{
    cnops_claim_record_t record = record_of(claim, fixture->pool);
    cnops_claim_t row = row_of(fixture, membership_id, claim, &record);

    for (int i = 0; i < count; i++) {
        row.id = ++last_id;
        store_memory_add_claim(fixture->store, &row, 1, INT64_MAX);
    }
}

cnops_claim_reader_t claim_fixture_reader(core_fixture_t *fixture,
                                          const cnops_membership_t *membership)
{
    const cnops_store_t *store = &fixture->core.store;
    const cnops_person_t *person;

    if (store->persons->by_id(store->self, &person, membership->person_id, fixture->pool) !=
        APR_SUCCESS)
        abort();
    return (cnops_claim_reader_t){.core = &fixture->core,
                                  .pool = fixture->pool,
                                  .membership = membership,
                                  .person_record_sealed = person->record_sealed};
}
