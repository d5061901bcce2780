/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/registration/record.h"

#include "base/errors.h"
#include "base/secret.h"
#include "base/text.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <stddef.h>
#include <string.h>

#define SEPARATOR "\x1f" /* no text has it: it is a control character */
#define TEXTS     10

/* The texts in the order in which they are written, which must never change. */
static const apr_size_t offsets[TEXTS] = {
    offsetof(cnops_registration_record_t, cine),
    offsetof(cnops_registration_record_t, massar),
    offsetof(cnops_registration_record_t, birth_date),
    offsetof(cnops_registration_record_t, family_name),
    offsetof(cnops_registration_record_t, given_name),
    offsetof(cnops_registration_record_t, sex),
    offsetof(cnops_registration_record_t, address),
    offsetof(cnops_registration_record_t, email),
    offsetof(cnops_registration_record_t, received_on),
    offsetof(cnops_registration_record_t, errors),
};

static const char **text_at(const cnops_registration_record_t *record, int i)
{
    return (const char **)((char *)record + offsets[i]);
}

cnops_registration_record_t cnops_registration_record_of(const cnops_registration_row_t *row)
{
    return (cnops_registration_record_t){.cine = row->cine,
                                         .massar = row->massar,
                                         .birth_date = row->birth_date,
                                         .family_name = row->family_name,
                                         .given_name = row->given_name,
                                         .sex = row->sex,
                                         .address = row->address,
                                         .email = row->email,
                                         .received_on = row->received_on,
                                         .errors = row->errors};
}

/* --- writing --- */

/* "TIME STATUS TIME STATUS…" */
static const char *write_changes(const apr_array_header_t *changes, apr_pool_t *pool)
{
    const char *text = "";

    for (int i = 0; i < changes->nelts; i++) {
        const cnops_registration_change_t *change =
            &APR_ARRAY_IDX(changes, i, cnops_registration_change_t);

        text = apr_psprintf(pool, "%s%s%" APR_INT64_T_FMT " %s", text, i > 0 ? " " : "", change->at,
                            cnops_registration_status_name(change->status));
    }
    return text;
}

static char *write_record(const cnops_registration_record_t *record, apr_pool_t *pool)
{
    const char *changes = write_changes(record->changes, pool);
    apr_size_t len = strlen(changes) + 1;
    char *text, *end;

    for (int i = 0; i < TEXTS; i++)
        len += strlen(*text_at(record, i)) + 1;
    text = end = cnops_secret_alloc(len, pool);
    for (int i = 0; i < TEXTS; i++) {
        end = apr_cpystrn(end, *text_at(record, i), (apr_size_t)(text + len - end));
        *end++ = *SEPARATOR;
    }
    apr_cpystrn(end, changes, (apr_size_t)(text + len - end));
    return text;
}

/* --- reading --- */

static bool read_changes(apr_array_header_t *changes, char *text)
{
    char *rest, *time = apr_strtok(text, " ", &rest);

    for (; time; time = apr_strtok(NULL, " ", &rest)) {
        cnops_registration_change_t *change = apr_array_push(changes);
        const char *number = time, *word = apr_strtok(NULL, " ", &rest);

        if (!cnops_text_number(&change->at, &number) || *number ||
            !cnops_registration_status_parse(&change->status, word))
            return false;
    }
    return true;
}

/* text: is cut into pieces, which the record then has. */
static bool read_record(cnops_registration_record_t *record, char *text, apr_pool_t *pool)
{
    for (int i = 0; i < TEXTS; i++) {
        char *end = strchr(text, *SEPARATOR);

        if (!end)
            return false;
        *end = '\0';
        *text_at(record, i) = text;
        text = end + 1;
    }
    record->changes = apr_array_make(pool, 2, sizeof(cnops_registration_change_t));
    return read_changes(record->changes, text);
}

/* --- sealing --- */

/* The row's columns that its record is bound to: core/seal/columns.c. */
static const char *const *bound_of(const cnops_registration_t *row, apr_pool_t *pool)
{
    const char **bound = apr_pcalloc(pool, 3 * sizeof *bound);

    bound[0] = apr_psprintf(pool, "%" APR_INT64_T_FMT, row->academic_year);
    bound[1] = apr_psprintf(pool, "%" APR_INT64_T_FMT, row->establishment_id);
    return bound;
}

const char *cnops_registration_record_seal(const cnops_core_t *core,
                                           const cnops_registration_record_t *record,
                                           const cnops_registration_t *row, apr_pool_t *pool)
{
    char *text = write_record(record, pool);
    const char *sealed =
        cnops_column_seal(core, CNOPS_SEALED_REGISTRATION, bound_of(row, pool), text, pool);

    cnops_secret_wipe(text);
    return sealed;
}

apr_status_t cnops_registration_record_open(cnops_registration_record_t *precord,
                                            const cnops_core_t *core,
                                            const cnops_registration_t *row, apr_pool_t *pool)
{
    char *text;
    apr_status_t rv = cnops_column_open(&text, core, CNOPS_SEALED_REGISTRATION, bound_of(row, pool),
                                        row->record_sealed, pool);

    if (rv != APR_SUCCESS)
        return rv;
    return read_record(precord, text, pool) ? APR_SUCCESS : CNOPS_EMALFORMED;
}

void cnops_registration_record_wipe(cnops_registration_record_t *record)
{
    for (int i = 0; i < TEXTS; i++) {
        cnops_secret_wipe((char *)*text_at(record, i));
        *text_at(record, i) = "";
    }
}

const char *cnops_registration_record_cell(const cnops_registration_record_t *record,
                                           cnops_registration_column_e column)
{
    if (column == CNOPS_REGISTRATION_YEAR || column == CNOPS_REGISTRATION_STATE)
        return "";
    if (column < CNOPS_REGISTRATION_STATE)
        return *text_at(record, column - CNOPS_REGISTRATION_CINE);
    return column == CNOPS_REGISTRATION_RECEIVED_ON ? record->received_on : record->errors;
}

const char *cnops_registration_student_digest(const cnops_core_t *core, const char *key_id,
                                              const char *cine, apr_pool_t *pool)
{
    const char *parts[] = {cine, NULL};

    return cnops_column_digest_with(core, CNOPS_KEYED_STUDENT, key_id, parts, pool);
}
