/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/import/import_batch.h"

#include "base/errors.h"
#include "store/bulk.h"

#include <string.h>

/* What the database has about an immatriculation. */
typedef struct number_t {
    apr_int64_t id;            /* of the membership; 0: not in the database */
    const char *import_digest; /* of the version that is shown */
    bool is_new;               /* this batch gives the id */
} number_t;

typedef struct person_t {
    apr_int64_t id;                /* 0: not in the database */
    const cnops_import_row_t *row; /* the last row of the person, which gives the name */
    bool named;                    /* an earlier batch has written a version of the person */
} person_t;

/* A row that adds or changes a membership. */
typedef struct staged_t {
    const cnops_import_row_t *row;
    number_t *number;
    person_t *person;
} staged_t;

typedef struct work_t {
    cnops_import_batch_t *batch;
    cnops_unit_t *unit;
    apr_hash_t *numbers; /* immatriculation_digest → number_t */
    apr_hash_t *persons; /* document_digest → person_t */
    apr_array_header_t *staged;
} work_t;

/* The entry of key in hash. A new entry is made of zeros, and its key is added to keys. */
static void *find_or_make(apr_hash_t *hash, apr_array_header_t *keys, const char *key,
                          apr_size_t size)
{
    void *found = apr_hash_get(hash, key, APR_HASH_KEY_STRING);

    if (found)
        return found;
    found = apr_pcalloc(keys->pool, size);
    apr_hash_set(hash, key, APR_HASH_KEY_STRING, found);
    APR_ARRAY_PUSH(keys, const void *) = key;
    return found;
}

/* --- immatriculations --- */

static void read_number(void *self, const cnops_row_t *row)
{
    number_t *number = apr_hash_get(self, cnops_row_text(row, 0), APR_HASH_KEY_STRING);

    number->id = cnops_row_int(row, 1);
    number->import_digest = cnops_row_text(row, 2);
}

static apr_status_t find_numbers(work_t *work)
{
    const apr_array_header_t *rows = work->batch->rows;
    apr_array_header_t *keys = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < rows->nelts; i++)
        find_or_make(work->numbers, keys,
                     APR_ARRAY_IDX(rows, i, cnops_import_row_t).membership.immatriculation_digest,
                     sizeof(number_t));
    if (keys->nelts != rows->nelts)
        return CNOPS_EDUPLICATE;
    return cnops_bulk_select(work->unit, CNOPS_SQL_IMPORT_FORMERS, keys, read_number,
                             work->numbers);
}

static void stage_row(work_t *work, const cnops_import_row_t *row, number_t *number)
{
    cnops_import_counts_t *counts = &work->batch->counts;

    if (number->import_digest && strcmp(number->import_digest, row->import_digest) == 0) {
        counts->unchanged++;
        return;
    }
    ++*(number->is_new ? &counts->added : &counts->changed);
    work->batch->replaces |= !number->is_new;
    APR_ARRAY_PUSH(work->staged, staged_t) = (staged_t){.row = row, .number = number};
}

static void judge_row(work_t *work, apr_array_header_t *seen, const cnops_import_row_t *row)
{
    number_t *number =
        apr_hash_get(work->numbers, row->membership.immatriculation_digest, APR_HASH_KEY_STRING);

    if ((number->is_new = number->id == 0))
        number->id = ++work->batch->ids->last_membership;
    APR_ARRAY_PUSH(seen, const void *) = &number->id;
    stage_row(work, row, number);
}

static apr_status_t judge_rows(work_t *work)
{
    static const cnops_bulk_t see = {CNOPS_SQL_IMPORT_SEE, CNOPS_SQL_IMPORT_SEE_MANY, 1};
    const apr_array_header_t *rows = work->batch->rows;
    apr_array_header_t *seen = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < rows->nelts; i++)
        judge_row(work, seen, &APR_ARRAY_IDX(rows, i, cnops_import_row_t));
    return work->batch->remembers ? cnops_bulk_insert(work->unit, &see, seen) : APR_SUCCESS;
}

/* --- persons --- */

static void read_person(void *self, const cnops_row_t *row)
{
    person_t *person = apr_hash_get(self, cnops_row_text(row, 0), APR_HASH_KEY_STRING);

    person->id = cnops_row_int(row, 1);
    person->named = cnops_row_int(row, 2) != 0;
}

static apr_status_t find_persons(work_t *work, apr_array_header_t *keys)
{
    for (int i = 0; i < work->staged->nelts; i++) {
        staged_t *staged = &APR_ARRAY_IDX(work->staged, i, staged_t);

        staged->person =
            find_or_make(work->persons, keys, staged->row->document_digest, sizeof(person_t));
        staged->person->row = staged->row;
    }
    return cnops_bulk_select(work->unit, CNOPS_SQL_IMPORT_PERSONS, keys, read_person,
                             work->persons);
}

static apr_status_t add_persons(work_t *work, const apr_array_header_t *keys)
{
    static const cnops_bulk_t add = {CNOPS_SQL_IMPORT_PERSON_ADD, CNOPS_SQL_IMPORT_PERSON_ADD_MANY,
                                     3};
    apr_array_header_t *args = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < keys->nelts; i++) {
        const char *key = APR_ARRAY_IDX(keys, i, const char *);
        person_t *person = apr_hash_get(work->persons, key, APR_HASH_KEY_STRING);

        if (person->id != 0) {
            work->batch->replaces |= !person->named;
            continue;
        }
        person->id = ++work->batch->ids->last_person;
        cnops_bulk_push(args, CNOPS_ARGS(&person->id, key, person->row->key_id), add.columns);
    }
    return cnops_bulk_insert(work->unit, &add, args);
}

static apr_status_t name_persons(work_t *work, const apr_array_header_t *keys)
{
    static const cnops_bulk_t name = {CNOPS_SQL_IMPORT_PERSON_VERSION,
                                      CNOPS_SQL_IMPORT_PERSON_VERSION_MANY, 5};
    const cnops_import_batch_t *batch = work->batch;
    apr_array_header_t *args = cnops_bulk_args(work->unit->scratch);
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < keys->nelts && rv == APR_SUCCESS; i++) {
        const person_t *person =
            apr_hash_get(work->persons, APR_ARRAY_IDX(keys, i, const char *), APR_HASH_KEY_STRING);
        const void **named = CNOPS_ARGS(person->row->person_sealed, person->row->key_id,
                                        &batch->started_at, &person->id, &batch->generation);

        if (person->named)
            rv = cnops_unit_execute(NULL, work->unit, CNOPS_SQL_IMPORT_PERSON_AGAIN, named);
        else
            cnops_bulk_push(args, named, name.columns);
    }
    return rv == APR_SUCCESS ? cnops_bulk_insert(work->unit, &name, args) : rv;
}

static apr_status_t write_persons(work_t *work)
{
    apr_array_header_t *keys = cnops_bulk_args(work->unit->scratch);
    apr_status_t rv = find_persons(work, keys);

    if (rv == APR_SUCCESS)
        rv = add_persons(work, keys);
    return rv == APR_SUCCESS ? name_persons(work, keys) : rv;
}

/* --- memberships --- */

static apr_status_t add_memberships(work_t *work)
{
    static const cnops_bulk_t add = {CNOPS_SQL_IMPORT_MEMBERSHIP_ADD,
                                     CNOPS_SQL_IMPORT_MEMBERSHIP_ADD_MANY, 3};
    apr_array_header_t *args = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < work->staged->nelts; i++) {
        const staged_t *s = &APR_ARRAY_IDX(work->staged, i, staged_t);

        if (s->number->is_new)
            cnops_bulk_push(args,
                            CNOPS_ARGS(&s->number->id, s->row->membership.immatriculation_digest,
                                       s->row->key_id),
                            add.columns);
    }
    return cnops_bulk_insert(work->unit, &add, args);
}

static apr_status_t write_versions(work_t *work)
{
    static const cnops_bulk_t version = {CNOPS_SQL_IMPORT_MEMBERSHIP_VERSION,
                                         CNOPS_SQL_IMPORT_MEMBERSHIP_VERSION_MANY, 15};
    const cnops_import_batch_t *batch = work->batch;
    apr_array_header_t *args = cnops_bulk_args(work->unit->scratch);

    for (int i = 0; i < work->staged->nelts; i++) {
        const staged_t *s = &APR_ARRAY_IDX(work->staged, i, staged_t);
        const cnops_membership_t *m = &s->row->membership;

        cnops_bulk_push(
            args,
            CNOPS_ARGS(&s->number->id, &batch->generation, &s->person->id,
                       cnops_scheme_name(m->scheme), cnops_member_status_name(m->status),
                       cnops_payment_name(m->payment_mode), m->employee_digest, m->rib_digest,
                       m->civil_status_digest, m->rights_from, m->rights_to, m->record_sealed,
                       s->row->key_id, s->row->import_digest, &batch->started_at),
            version.columns);
    }
    return cnops_bulk_insert(work->unit, &version, args);
}

/* --- the whole batch --- */

apr_status_t cnops_import_batch_write(void *batch, cnops_unit_t *unit)
{
    work_t work = {.batch = batch,
                   .unit = unit,
                   .numbers = apr_hash_make(unit->scratch),
                   .persons = apr_hash_make(unit->scratch),
                   .staged = apr_array_make(unit->scratch, 64, sizeof(staged_t))};
    apr_status_t rv;

    /* The transaction may be run again after a lost race. */
    work.batch->counts = (cnops_import_counts_t){0};
    work.batch->replaces = false;
    if ((rv = find_numbers(&work)) != APR_SUCCESS)
        return rv;
    if ((rv = judge_rows(&work)) != APR_SUCCESS)
        return rv;
    if ((rv = write_persons(&work)) != APR_SUCCESS)
        return rv;
    if ((rv = add_memberships(&work)) != APR_SUCCESS)
        return rv;
    return write_versions(&work);
}
