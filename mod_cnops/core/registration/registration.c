/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/registration/registration.h"

#include "base/date.h"
#include "base/errors.h"
#include "core/digest.h"

#include <apr_strings.h>
#include <string.h>

#define TRIES 5 /* of a plan that others overtake */

/* Track opens so many records, whatever it finds: of real rows first, then of one that it has
 * made. */
#define OPENED 8

#define PORT(core) ((core)->store.registrations)

/* --- finding the row that a sender may change --- */

apr_status_t cnops_registrations_of_student(apr_array_header_t **plist, const cnops_core_t *core,
                                            const char *cine, apr_pool_t *pool)
{
    const char *key_id;
    apr_status_t rv = APR_SUCCESS;

    *plist = apr_array_make(pool, 4, sizeof(cnops_registration_t));
    for (int i = 0; rv == APR_SUCCESS && (key_id = cnops_keys_id(core->keys, i)); i++) {
        const char *digest = cnops_registration_student_digest(core, key_id, cine, pool);
        apr_array_header_t *found;

        rv = PORT(core)->of_student(core->store.self, &found, digest, pool);
        if (rv == APR_SUCCESS)
            apr_array_cat(*plist, found);
    }
    return rv;
}

/* Of one student and year. */
typedef struct rows_t {
    const cnops_registration_t *shown; /* NULL: none is */
    const cnops_registration_t *own;   /* the sender's; NULL: there is none */
} rows_t;

static rows_t choose_rows(const apr_array_header_t *list, apr_int64_t academic_year,
                          apr_int64_t establishment_id)
{
    rows_t rows = {NULL, NULL};

    for (int i = 0; i < list->nelts; i++) {
        const cnops_registration_t *row = &APR_ARRAY_IDX(list, i, cnops_registration_t);

        if (row->academic_year != academic_year)
            continue;
        if (row->is_shown)
            rows.shown = row;
        if (row->establishment_id == establishment_id)
            rows.own = row;
    }
    return rows;
}

/* --- what a row changes --- */

typedef struct planning_t {
    const cnops_core_t *core;
    const cnops_registration_row_t *row;
    bool is_insurer;
    apr_time_t now;
    apr_pool_t *pool;
} planning_t;

/* The first one stays, because it says since when the student is known. */
static apr_array_header_t *add_change(const apr_array_header_t *former, const planning_t *planning,
                                      cnops_registration_status_e status)
{
    apr_array_header_t *changes =
        apr_array_make(planning->pool, 4, sizeof(cnops_registration_change_t));
    int skip = former ? former->nelts - (CNOPS_REGISTRATION_CHANGES_MAX - 1) : 0;

    for (int i = 0; former && i < former->nelts; i++)
        if (i == 0 || i > skip)
            APR_ARRAY_PUSH(changes, cnops_registration_change_t) =
                APR_ARRAY_IDX(former, i, cnops_registration_change_t);
    APR_ARRAY_PUSH(changes, cnops_registration_change_t) =
        (cnops_registration_change_t){planning->now, status};
    return changes;
}

/* Whether all cells are the same; the status and its changes are compared elsewhere. */
static bool has_same_cells(const cnops_registration_record_t *one,
                           const cnops_registration_record_t *other)
{
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        if (strcmp(cnops_registration_record_cell(one, (cnops_registration_column_e)i),
                   cnops_registration_record_cell(other, (cnops_registration_column_e)i)) != 0)
            return false;
    return true;
}

/* Students are told of a year until the calendar year in which it ends is over: an import of old
 * years must not wake everybody who has studied since. */
static bool is_news(const planning_t *planning, const cnops_registration_t *row)
{
    char today[CNOPS_DATE_LEN];

    cnops_date_of(today, planning->now);
    return planning->is_insurer && row->is_shown && *planning->row->email &&
           row->academic_year + 1 >= cnops_date_year(today);
}

static apr_status_t finish(cnops_registration_plan_t *plan, const planning_t *planning,
                           const cnops_registration_record_t *record)
{
    cnops_registration_t *row = &plan->write.row;

    row->key_id = cnops_keys_current(planning->core->keys);
    row->student_digest =
        cnops_registration_student_digest(planning->core, NULL, record->cine, planning->pool);
    row->record_sealed =
        cnops_registration_record_seal(planning->core, record, row, planning->pool);
    row->seen_at = planning->now;
    return row->record_sealed ? APR_SUCCESS : CNOPS_ETOOLARGE;
}

static apr_status_t plan_new(cnops_registration_plan_t *plan, const planning_t *planning,
                             bool is_shown, apr_int64_t establishment_id)
{
    cnops_registration_record_t record = cnops_registration_record_of(planning->row);
    cnops_registration_t *row = &plan->write.row;

    *row = (cnops_registration_t){.academic_year = planning->row->academic_year,
                                  .establishment_id = establishment_id,
                                  .version = 1,
                                  .status = planning->row->status,
                                  .is_insurers = planning->is_insurer,
                                  .is_shown = is_shown};
    plan->write.outcome = CNOPS_REGISTRATION_ADDED;
    record.changes = add_change(NULL, planning, row->status);
    row->due_at = is_news(planning, row) ? planning->now : 0;
    return finish(plan, planning, &record);
}

/* What an establishment may not change stays: the day on which the insurer has received the row,
 * and a status that the insurer has set, with its faulty columns. */
static void keep_insurers(cnops_registration_record_t *record, cnops_registration_t *row,
                          const planning_t *planning, const cnops_registration_record_t *former)
{
    bool keeps_status = row->is_insurers && !planning->is_insurer;

    if (!planning->is_insurer)
        record->received_on = former->received_on;
    if (keeps_status)
        record->errors = former->errors;
    else
        row->status = planning->row->status;
    row->is_insurers = row->is_insurers || planning->is_insurer;
}

static apr_status_t plan_change(cnops_registration_plan_t *plan, const planning_t *planning,
                                const cnops_registration_t *stored)
{
    cnops_registration_record_t record = cnops_registration_record_of(planning->row),
                                *former = &plan->former;
    cnops_registration_t *row = &plan->write.row;
    bool is_other_status;
    apr_status_t rv =
        cnops_registration_record_open(former, planning->core, stored, planning->pool);

    if (rv != APR_SUCCESS)
        return rv;
    plan->has_former = true;
    *row = *stored;
    keep_insurers(&record, row, planning, former);
    is_other_status = row->status != stored->status;
    plan->write.outcome = CNOPS_REGISTRATION_UNCHANGED;
    if (!is_other_status && row->is_insurers == stored->is_insurers &&
        has_same_cells(&record, former))
        return APR_SUCCESS;
    plan->write.outcome = CNOPS_REGISTRATION_CHANGED;
    record.changes =
        is_other_status ? add_change(former->changes, planning, row->status) : former->changes;
    if (is_other_status && is_news(planning, row))
        row->due_at = planning->now;
    return finish(plan, planning, &record);
}

apr_status_t cnops_registration_plan(cnops_registration_plan_t *pplan, const cnops_core_t *core,
                                     const cnops_registration_row_t *row,
                                     apr_int64_t establishment_id, apr_pool_t *pool)
{
    planning_t planning = {core, row, establishment_id == CNOPS_REGISTRATION_INSURER,
                           cnops_core_now(core), pool};
    const cnops_registration_t *target;
    apr_array_header_t *list;
    rows_t rows;
    apr_status_t rv = cnops_registrations_of_student(&list, core, row->cine, pool);

    *pplan = (cnops_registration_plan_t){.has_former = false};
    if (rv != APR_SUCCESS)
        return rv;
    rows = choose_rows(list, row->academic_year, establishment_id);
    target = planning.is_insurer && rows.shown ? rows.shown : rows.own;
    return target ? plan_change(pplan, &planning, target)
                  : plan_new(pplan, &planning, !rows.shown, establishment_id);
}

apr_status_t cnops_registration_write(cnops_registration_outcome_e *poutcome, apr_int64_t *pid,
                                      const cnops_core_t *core, const cnops_registration_row_t *row,
                                      const cnops_registration_sending_t *sending, apr_pool_t *pool)
{
    apr_status_t rv = CNOPS_ECONFLICT;

    *pid = 0;
    for (int i = 0; rv == CNOPS_ECONFLICT && i < TRIES; i++) {
        cnops_registration_plan_t plan;

        rv = cnops_registration_plan(&plan, core, row, sending->establishment_id, pool);
        *poutcome = plan.write.outcome;
        if (rv == APR_SUCCESS)
            rv = PORT(core)->write(core->store.self, pid, &plan.write, sending->trail, pool);
    }
    return rv;
}

apr_status_t cnops_registrations_write_all(const cnops_core_t *core,
                                           const cnops_registrations_source_t *source,
                                           apr_pool_t *pool)
{
    return PORT(core)->write_all(core->store.self, source, pool);
}

/* --- tracking --- */

/* Equal in constant time, as far as the lengths are equal. */
static bool is_equal(const cnops_core_t *core, const char *one, const char *other, apr_pool_t *pool)
{
    return cnops_digest_equal(cnops_registration_student_digest(core, NULL, one, pool),
                              cnops_registration_student_digest(core, NULL, other, pool));
}

/* Compares all three, also where one differs. */
static bool agrees(const cnops_core_t *core, const cnops_registration_record_t *record,
                   const cnops_registration_claim_t *claim, apr_pool_t *pool)
{
    bool has_cine = is_equal(core, record->cine, claim->cine, pool);
    bool has_massar = is_equal(core, record->massar, claim->massar, pool);
    bool has_birth_date = cnops_date_matches(record->birth_date, claim->birth_date);

    return has_cine & has_massar & has_birth_date;
}

/* A row as long as most are; no student has it. */
static cnops_registration_t make_decoy(const cnops_core_t *core, apr_pool_t *pool)
{
    cnops_registration_row_t texts = {.cine = "-",
                                      .massar = "-",
                                      .birth_date = "1900-01-01",
                                      .family_name = "aaaaaaaaaaaa",
                                      .given_name = "aaaaaaaaaa",
                                      .sex = "F",
                                      .address = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                      .email = "aaaaaaaaaaaaaaa@aaaaaaaaaaa.ma",
                                      .received_on = "1900-01-01",
                                      .errors = ""};
    cnops_registration_record_t record = cnops_registration_record_of(&texts);
    cnops_registration_t row = {.academic_year = 1900};

    record.changes = apr_array_make(pool, 1, sizeof(cnops_registration_change_t));
    row.record_sealed = cnops_registration_record_seal(core, &record, &row, pool);
    return row;
}

/* What is opened: first the rows that were found, then decoys, OPENED in all. */
static apr_status_t compare(apr_array_header_t *list, const cnops_core_t *core,
                            const apr_array_header_t *rows, const cnops_registration_claim_t *claim,
                            apr_pool_t *pool)
{
    cnops_registration_t decoy = make_decoy(core, pool);
    int count = rows->nelts > OPENED ? rows->nelts : OPENED;

    for (int i = 0; i < count; i++) {
        cnops_registration_seen_t seen = {
            .row = i < rows->nelts ? APR_ARRAY_IDX(rows, i, cnops_registration_t) : decoy};
        apr_status_t rv = cnops_registration_record_open(&seen.record, core, &seen.row, pool);

        if (rv != APR_SUCCESS)
            return rv;
        if (agrees(core, &seen.record, claim, pool))
            APR_ARRAY_PUSH(list, cnops_registration_seen_t) = seen;
        else
            cnops_registration_record_wipe(&seen.record);
    }
    return APR_SUCCESS;
}

/* Where the store finds none, it returns rows of another student, which are left out. */
static apr_status_t find_shown(apr_array_header_t *rows, const cnops_core_t *core,
                               const char *digest, apr_pool_t *pool)
{
    apr_array_header_t *found;
    apr_status_t rv = PORT(core)->shown_to(core->store.self, &found, digest, pool);

    for (int i = 0; rv == APR_SUCCESS && i < found->nelts; i++) {
        const cnops_registration_t *row = &APR_ARRAY_IDX(found, i, cnops_registration_t);

        if (cnops_digest_equal(row->student_digest, digest))
            APR_ARRAY_PUSH(rows, cnops_registration_t) = *row;
    }
    return rv;
}

apr_status_t cnops_registrations_track(apr_array_header_t **plist, const cnops_core_t *core,
                                       const cnops_registration_claim_t *claim, apr_pool_t *pool)
{
    apr_array_header_t *rows = apr_array_make(pool, 4, sizeof(cnops_registration_t));
    const char *key_id;
    apr_status_t rv = APR_SUCCESS;

    *plist = apr_array_make(pool, 4, sizeof(cnops_registration_seen_t));
    for (int i = 0; rv == APR_SUCCESS && (key_id = cnops_keys_id(core->keys, i)); i++)
        rv = find_shown(rows, core,
                        cnops_registration_student_digest(core, key_id, claim->cine, pool), pool);
    return rv == APR_SUCCESS ? compare(*plist, core, rows, claim, pool) : rv;
}

/* --- for those who may see every row --- */

apr_status_t cnops_registration_find(const cnops_registration_seen_t **pseen,
                                     const cnops_core_t *core, apr_int64_t id, apr_pool_t *pool)
{
    cnops_registration_seen_t *seen = apr_pcalloc(pool, sizeof *seen);
    const cnops_registration_t *row;
    apr_status_t rv = PORT(core)->by_id(core->store.self, &row, id, pool);

    *pseen = NULL;
    if (rv != APR_SUCCESS || !row)
        return rv;
    seen->row = *row;
    if ((rv = cnops_registration_record_open(&seen->record, core, row, pool)) == APR_SUCCESS)
        *pseen = seen;
    return rv;
}

apr_status_t cnops_registrations_list(apr_array_header_t **plist, const cnops_core_t *core,
                                      const cnops_registrations_wanted_t *wanted, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    apr_status_t rv = PORT(core)->list(core->store.self, &rows, wanted, pool);

    *plist = apr_array_make(pool, 8, sizeof(cnops_registration_seen_t));
    for (int i = 0; rv == APR_SUCCESS && i < rows->nelts; i++) {
        cnops_registration_seen_t *seen = apr_array_push(*plist);

        seen->row = APR_ARRAY_IDX(rows, i, cnops_registration_t);
        rv = cnops_registration_record_open(&seen->record, core, &seen->row, pool);
    }
    return rv;
}
