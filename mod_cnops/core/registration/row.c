/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/registration/row.h"

#include "base/date.h"
#include "base/text.h"
#include "core/form/field.h"

#include <apr_strings.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define YEAR_LEN   9    /* 2025-2026 */
#define FIRST_YEAR 2000 /* older ones are slips of the finger */

/* What the check of a cell needs besides its text. */
typedef struct reading_t {
    cnops_registration_row_t *row;
    cnops_registration_sender_e sender;
    apr_pool_t *pool;
} reading_t;

/* Returns NULL and sets the row's value, or returns the code of a fault. typed is not empty. */
typedef const char *(*check_fn)(const reading_t *reading, const char *typed);

static bool is_of_insurer(const reading_t *reading)
{
    return reading->sender == CNOPS_REGISTRATION_BY_INSURER;
}

/* --- checks of one cell --- */

/* The coming year too: universities register in summer. */
static const char *check_year(const reading_t *reading, const char *typed)
{
    const char *year;
    char today[CNOPS_DATE_LEN];

    cnops_date_of(today, apr_time_now());
    if (cnops_field_check(CNOPS_FIELD_ANNEE, &year, typed, reading->pool) ||
        strlen(year) != YEAR_LEN)
        return "invalid_year";
    reading->row->academic_year = strtol(year, NULL, 10);
    return reading->row->academic_year < FIRST_YEAR ||
                   reading->row->academic_year > cnops_date_year(today) + 1
               ? "invalid_year"
               : NULL;
}

static const char *check_cine(const reading_t *reading, const char *typed)
{
    return cnops_field_check(CNOPS_FIELD_CINE, &reading->row->cine, typed, reading->pool);
}

static const char *check_massar(const reading_t *reading, const char *typed)
{
    return cnops_field_check(CNOPS_FIELD_MASSAR, &reading->row->massar, typed, reading->pool);
}

/* Old records of the insurer may know the year alone. */
static const char *check_birth_date(const reading_t *reading, const char *typed)
{
    const char *fault = cnops_field_check(CNOPS_FIELD_DATE_NAISSANCE, &reading->row->birth_date,
                                          typed, reading->pool);
    char today[CNOPS_DATE_LEN];

    if (!fault || !is_of_insurer(reading) || strlen(typed) != 4 || !cnops_date_is_record(typed))
        return fault;
    cnops_date_of(today, apr_time_now());
    reading->row->birth_date = typed;
    return cnops_date_year(typed) > cnops_date_year(today) ? fault : NULL;
}

/* One line of text, as forms take one. */
static const char *check_line(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return cnops_field_check(CNOPS_FIELD_ADRESSE, pvalue, typed, pool);
}

static const char *check_family_name(const reading_t *reading, const char *typed)
{
    return check_line(&reading->row->family_name, typed, reading->pool);
}

static const char *check_given_name(const reading_t *reading, const char *typed)
{
    return check_line(&reading->row->given_name, typed, reading->pool);
}

static const char *check_address(const reading_t *reading, const char *typed)
{
    return check_line(&reading->row->address, typed, reading->pool);
}

static const char *check_sex(const reading_t *reading, const char *typed)
{
    const char *upper = cnops_text_upper(typed, reading->pool);

    reading->row->sex = upper;
    return strcmp(upper, "M") == 0 || strcmp(upper, "F") == 0 ? NULL : "invalid_sex";
}

static const char *check_email(const reading_t *reading, const char *typed)
{
    return cnops_field_check(CNOPS_FIELD_COURRIEL, &reading->row->email, typed, reading->pool);
}

static bool is_the_insurers(cnops_registration_status_e status)
{
    return status == CNOPS_REGISTRATION_IN_PROCESS || status == CNOPS_REGISTRATION_REGISTERED;
}

static const char *check_status(const reading_t *reading, const char *typed)
{
    cnops_registration_status_e *pstatus = &reading->row->status;

    if (!cnops_registration_status_parse(pstatus, typed))
        return "invalid_status";
    return is_the_insurers(*pstatus) && !is_of_insurer(reading) ? "reserved_status" : NULL;
}

static const char *check_received_on(const reading_t *reading, const char *typed)
{
    char iso[CNOPS_DATE_LEN], tomorrow[CNOPS_DATE_LEN];

    if (!is_of_insurer(reading))
        return "reserved";
    cnops_date_of(tomorrow, apr_time_now() + apr_time_from_sec(86400));
    if (!cnops_date_parse(iso, typed, reading->pool) || strcmp(iso, tomorrow) > 0)
        return "invalid_date";
    reading->row->received_on = apr_pstrdup(reading->pool, iso);
    return NULL;
}

/* What a student corrects in a form. */
static bool is_correctable(int column)
{
    return column >= CNOPS_REGISTRATION_YEAR && column <= CNOPS_REGISTRATION_EMAIL;
}

static const char *check_faulty(const reading_t *reading, const char *typed)
{
    char *rest, *names = apr_pstrdup(reading->pool, typed);
    const char *kept = "";

    for (char *name = apr_strtok(names, ";", &rest); name; name = apr_strtok(NULL, ";", &rest)) {
        const char *word = cnops_text_fold(name, reading->pool);

        if (!is_correctable(cnops_registration_column_find(word)))
            return "invalid_errors";
        kept = apr_pstrcat(reading->pool, kept, *kept ? ";" : "", word, NULL);
    }
    reading->row->errors = kept;
    return NULL;
}

/* --- the table --- */

const cnops_registration_column_t cnops_registration_columns[CNOPS_REGISTRATION_COLUMNS] = {
    [CNOPS_REGISTRATION_YEAR] = {"academic_year", YEAR_LEN, true},
    [CNOPS_REGISTRATION_CINE] = {"cine", 40, true},
    [CNOPS_REGISTRATION_MASSAR] = {"massar", 40, true},
    [CNOPS_REGISTRATION_BIRTH_DATE] = {"birth_date", 20, true},
    [CNOPS_REGISTRATION_FAMILY_NAME] = {"family_name", 80, true},
    [CNOPS_REGISTRATION_GIVEN_NAME] = {"given_name", 80, true},
    [CNOPS_REGISTRATION_SEX] = {"sex", 10, true},
    [CNOPS_REGISTRATION_ADDRESS] = {"address", 200, false},
    [CNOPS_REGISTRATION_EMAIL] = {"email", 254, false},
    [CNOPS_REGISTRATION_STATE] = {"status", 20, true},
    [CNOPS_REGISTRATION_RECEIVED_ON] = {"received_on", 20, false},
    [CNOPS_REGISTRATION_FAULTY] = {"errors", 200, false},
};

static const check_fn checks[CNOPS_REGISTRATION_COLUMNS] = {
    [CNOPS_REGISTRATION_YEAR] = check_year,
    [CNOPS_REGISTRATION_CINE] = check_cine,
    [CNOPS_REGISTRATION_MASSAR] = check_massar,
    [CNOPS_REGISTRATION_BIRTH_DATE] = check_birth_date,
    [CNOPS_REGISTRATION_FAMILY_NAME] = check_family_name,
    [CNOPS_REGISTRATION_GIVEN_NAME] = check_given_name,
    [CNOPS_REGISTRATION_SEX] = check_sex,
    [CNOPS_REGISTRATION_ADDRESS] = check_address,
    [CNOPS_REGISTRATION_EMAIL] = check_email,
    [CNOPS_REGISTRATION_STATE] = check_status,
    [CNOPS_REGISTRATION_RECEIVED_ON] = check_received_on,
    [CNOPS_REGISTRATION_FAULTY] = check_faulty,
};

const cnops_registration_code_t cnops_registration_codes[] = {
    {"required", "empty"},
    {"too_long", "too long"},
    {"malformed", "control characters or line ends in it"},
    {"invalid_year", "want an academic year like 2025-2026"},
    {"invalid_document", "want the number of a national card, or of another document"},
    {"invalid_massar", "want a letter and 9 digits, or 10 digits"},
    {"invalid_date", "want YYYY-MM-DD or DD/MM/YYYY, and no day to come"},
    {"invalid_sex", "want M or F"},
    {"invalid_email", "want an e-mail address"},
    {"invalid_status", "want at_university, sent, errors, in_process, registered or other_cover"},
    {"reserved_status", "only the insurer gives this status"},
    {"reserved", "only the insurer fills it"},
    {"invalid_errors", "want names of columns, with ';' between them"},
    {NULL, NULL},
};

const char *cnops_registration_code_meaning(const char *code)
{
    const cnops_registration_code_t *row = cnops_registration_codes;

    while (row->code && strcmp(row->code, code) != 0)
        row++;
    return row->code ? row->meaning : code;
}

const char *cnops_registration_column_name(cnops_registration_column_e column)
{
    return cnops_registration_columns[column].name;
}

int cnops_registration_column_find(const char *name)
{
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        if (strcmp(cnops_registration_columns[i].name, name) == 0)
            return i;
    return -1;
}

/* --- rows --- */

static const char *check_cell(const reading_t *reading, int column, const char *cell)
{
    const cnops_registration_column_t *about = &cnops_registration_columns[column];
    const char *typed = cnops_text_fold(cell ? cell : "", reading->pool), *fault;

    if (!*typed)
        return about->required ? "required" : NULL;
    if (cnops_text_length(typed) > about->max)
        return "too_long";
    fault = checks[column](reading, typed);
    /* A field may have several codes for one form: files have one. */
    return fault && column == CNOPS_REGISTRATION_EMAIL ? "invalid_email" : fault;
}

void cnops_registration_row_check(cnops_registration_row_t *prow, apr_array_header_t *faults,
                                  const char *const cells[CNOPS_REGISTRATION_COLUMNS],
                                  cnops_registration_sender_e sender, apr_pool_t *pool)
{
    const reading_t reading = {prow, sender, pool};

    *prow = (cnops_registration_row_t){.cine = "",
                                       .massar = "",
                                       .birth_date = "",
                                       .family_name = "",
                                       .given_name = "",
                                       .sex = "",
                                       .address = "",
                                       .email = "",
                                       .received_on = "",
                                       .errors = ""};
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++) {
        const char *code = check_cell(&reading, i, cells[i]);

        if (code)
            APR_ARRAY_PUSH(faults, cnops_registration_fault_t) =
                (cnops_registration_fault_t){(cnops_registration_column_e)i, code};
    }
    if (prow->status != CNOPS_REGISTRATION_ERRORS)
        prow->errors = "";
}

const char *cnops_registration_year_text(apr_int64_t academic_year, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT "-%" APR_INT64_T_FMT, academic_year,
                        academic_year + 1);
}
