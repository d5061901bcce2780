/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/registration_row.h"

#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

/* --- the columns --- */

static const char *take_any(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    return NULL;
}

const cnops_row_table_t *cnops_registration_table(apr_pool_t *pool)
{
    cnops_row_table_t *table = apr_pcalloc(pool, sizeof *table);
    cnops_row_column_t *columns = apr_pcalloc(pool, CNOPS_REGISTRATION_COLUMNS * sizeof *columns);

    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        columns[i] = (cnops_row_column_t){.name = cnops_registration_columns[i].name,
                                          .max = CNOPS_CSV_ROW_MAX,
                                          .check = take_any};
    table->file = "registrations.csv";
    table->columns = columns;
    table->count = CNOPS_REGISTRATION_COLUMNS;
    return table;
}

/* --- checking --- */

static const char *reason_of(const cnops_registration_fault_t *fault, apr_pool_t *pool)
{
    if (strcmp(fault->code, "too_long") == 0)
        return apr_psprintf(pool, "over %" APR_SIZE_T_FMT " characters",
                            cnops_registration_columns[fault->column].max);
    return cnops_registration_code_meaning(fault->code);
}

/* A row is counted as refused once, however many faults it has. */
static void report(cnops_import_reader_t *reader, const apr_array_header_t *faults,
                   apr_int64_t line, apr_pool_t *pool)
{
    for (int i = 0; i < faults->nelts; i++) {
        const cnops_registration_fault_t *fault =
            &APR_ARRAY_IDX(faults, i, cnops_registration_fault_t);
        const char *column = cnops_registration_column_name(fault->column);

        if (i < faults->nelts - 1)
            cnops_import_reader_remark(reader, line, column, reason_of(fault, pool));
        else
            cnops_import_reader_refuse(reader, line, column, reason_of(fault, pool));
    }
}

bool cnops_registration_row_take(cnops_registration_row_t *prow, cnops_import_reader_t *reader,
                                 const char *const *values, apr_int64_t line, apr_pool_t *pool)
{
    apr_array_header_t *faults = apr_array_make(pool, 2, sizeof(cnops_registration_fault_t));

    cnops_registration_row_check(prow, faults, values, CNOPS_REGISTRATION_BY_INSURER, pool);
    report(reader, faults, line, pool);
    return faults->nelts == 0;
}

const char *cnops_registration_row_key(const cnops_core_t *core,
                                       const cnops_registration_row_t *row, apr_pool_t *pool)
{
    const char *parts[] = {row->cine, cnops_registration_year_text(row->academic_year, pool), NULL};

    return cnops_column_digest_with(core, CNOPS_KEYED_STUDENT, NULL, parts, pool);
}

/* --- a row that waits --- */

static const char *write_number(apr_int64_t number, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, number);
}

bool cnops_registration_row_write(const char **texts, const cnops_core_t *core,
                                  const cnops_registration_row_t *row, apr_int64_t line,
                                  apr_pool_t *pool)
{
    const cnops_registration_t bound = {.academic_year = row->academic_year};
    cnops_registration_record_t record = cnops_registration_record_of(row);

    record.changes = apr_array_make(pool, 1, sizeof(cnops_registration_change_t));
    texts[CNOPS_ROW_WAITS_LINE] = write_number(line, pool);
    texts[CNOPS_ROW_WAITS_YEAR] = write_number(row->academic_year, pool);
    texts[CNOPS_ROW_WAITS_STATUS] = cnops_registration_status_name(row->status);
    texts[CNOPS_ROW_WAITS_RECORD] = cnops_registration_record_seal(core, &record, &bound, pool);
    return texts[CNOPS_ROW_WAITS_RECORD] != NULL;
}

apr_status_t cnops_registration_row_read(cnops_registration_row_t *prow, const cnops_core_t *core,
                                         const char *const *texts, apr_pool_t *pool)
{
    const cnops_registration_t bound = {.academic_year = apr_atoi64(texts[CNOPS_ROW_WAITS_YEAR]),
                                        .record_sealed = texts[CNOPS_ROW_WAITS_RECORD]};
    cnops_registration_record_t r;
    apr_status_t rv = cnops_registration_record_open(&r, core, &bound, pool);

    if (rv != APR_SUCCESS)
        return rv;
    *prow = (cnops_registration_row_t){.academic_year = bound.academic_year,
                                       .cine = r.cine,
                                       .massar = r.massar,
                                       .birth_date = r.birth_date,
                                       .family_name = r.family_name,
                                       .given_name = r.given_name,
                                       .sex = r.sex,
                                       .address = r.address,
                                       .email = r.email,
                                       .received_on = r.received_on,
                                       .errors = r.errors};
    cnops_registration_status_parse(&prow->status, texts[CNOPS_ROW_WAITS_STATUS]);
    return APR_SUCCESS;
}

/* --- a change that waits --- */

enum {
    OUTCOME,
    ID,
    VERSION,
    STUDENT,
    KEY,
    YEAR,
    ESTABLISHMENT,
    STATUS,
    SHOWN,
    RECORD,
    SEEN_AT,
    DUE_AT
};

_Static_assert(DUE_AT + 1 == CNOPS_CHANGE_WAITS_TEXTS, "each text has its place");

void cnops_registration_change_write(const char **texts, const cnops_registration_write_t *write,
                                     apr_pool_t *pool)
{
    const cnops_registration_t *row = &write->row;

    texts[OUTCOME] = write_number(write->outcome, pool);
    texts[ID] = write_number(row->id, pool);
    texts[VERSION] = write_number(row->version, pool);
    texts[STUDENT] = row->student_digest;
    texts[KEY] = row->key_id;
    texts[YEAR] = write_number(row->academic_year, pool);
    texts[ESTABLISHMENT] = write_number(row->establishment_id, pool);
    texts[STATUS] = cnops_registration_status_name(row->status);
    texts[SHOWN] = row->is_shown ? "1" : "0";
    texts[RECORD] = row->record_sealed;
    texts[SEEN_AT] = write_number(row->seen_at, pool);
    texts[DUE_AT] = write_number(row->due_at, pool);
}

/* Every row that an import writes has its status from the insurer. */
void cnops_registration_change_read(cnops_registration_write_t *pwrite, const char *const *texts)
{
    *pwrite = (cnops_registration_write_t){
        .outcome = (cnops_registration_outcome_e)apr_atoi64(texts[OUTCOME]),
        .row = {.id = apr_atoi64(texts[ID]),
                .version = apr_atoi64(texts[VERSION]),
                .student_digest = texts[STUDENT],
                .key_id = texts[KEY],
                .academic_year = apr_atoi64(texts[YEAR]),
                .establishment_id = apr_atoi64(texts[ESTABLISHMENT]),
                .is_insurers = true,
                .is_shown = *texts[SHOWN] == '1',
                .record_sealed = texts[RECORD],
                .seen_at = apr_atoi64(texts[SEEN_AT]),
                .due_at = apr_atoi64(texts[DUE_AT])}};
    cnops_registration_status_parse(&pwrite->row.status, texts[STATUS]);
}
