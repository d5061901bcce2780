/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/member_row.h"

#include "base/date.h"
#include "base/text.h"
#include "core/form/field.h"
#include "core/person/identity.h"

#include <apr_strings.h>
#include <string.h>

#define NAME_MAX_LEN    80 /* characters */
#define ADDRESS_MAX_LEN 300
#define NAME_SHOWN_MAX  60 /* bytes that are shown of the name of an unknown column */

/* Sets *pvalue to the normal form of typed, which is not empty, and returns NULL; or returns
 * the reason why it is refused. */
typedef const char *(*check_fn)(const char **pvalue, const char *typed, apr_pool_t *pool);

typedef struct column_t {
    const char *name;
    apr_size_t max; /* characters */
    bool required;
    check_fn check;
} column_t;

/* --- checks of one cell --- */

static const char *check_text(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    return cnops_text_has_control(typed) ? "control characters or line ends in it" : NULL;
}

/* Values that a member types later are checked like the fields of the forms, so that both have
 * the same normal form. */
static const char *check_as_field(const char **pvalue, cnops_field_e field, const char *reason,
                                  const char *typed, apr_pool_t *pool)
{
    return cnops_field_check(field, pvalue, typed, pool) ? reason : NULL;
}

static const char *check_immatriculation(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return check_as_field(pvalue, CNOPS_FIELD_IMMATRICULATION,
                          "want digits, or the document number", typed, pool);
}

static const char *check_document(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return check_as_field(pvalue, CNOPS_FIELD_CNI, "want a card's or passport's letters and digits",
                          typed, pool);
}

static const char *check_employee_no(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return check_as_field(pvalue, CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR,
                          "want 2 to 20 letters and digits", typed, pool);
}

static const char *check_civil_status_no(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return check_as_field(pvalue, CNOPS_FIELD_ETAT_CIVIL, "want up to 30 letters and digits", typed,
                          pool);
}

/* Keeps the last digits only: the portal never asks for more. */
static const char *check_rib(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    if (strlen(cnops_text_compact(typed, pool)) == CNOPS_RIB_WHOLE &&
        !cnops_field_check(CNOPS_FIELD_RIB, pvalue, typed, pool))
        return NULL;
    return apr_psprintf(pool, "want %d digits", CNOPS_RIB_WHOLE);
}

static const char *check_email(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return check_as_field(pvalue, CNOPS_FIELD_COURRIEL, "want an e-mail address", typed, pool);
}

static const char *check_phone(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return check_as_field(pvalue, CNOPS_FIELD_TELEPHONE, "want a Moroccan mobile, 06… or 07…",
                          typed, pool);
}

/* A day, or a year alone. */
static const char *check_date(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    *pvalue = cnops_text_fold(typed, pool);
    return cnops_date_is_record(*pvalue) ? NULL : "want YYYY-MM-DD, or YYYY";
}

/* Refuses days after today (UTC), like the field of the forms. */
static const char *check_birth_date(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *reason = check_date(pvalue, typed, pool);
    char tomorrow[CNOPS_DATE_LEN];

    cnops_date_of(tomorrow, apr_time_now() + apr_time_from_sec(86400));
    return !reason && strcmp(*pvalue, tomorrow) >= 0 ? "in the future" : reason;
}

static const char *check_day(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *reason = check_date(pvalue, typed, pool);

    return reason || strlen(*pvalue) != CNOPS_DATE_LEN - 1 ? "want YYYY-MM-DD" : NULL;
}

/* "want active, closed or deceased"; "want transfer, money_order or nothing", where the first word
 * is empty. */
static const char *want_one_of(const char *const *words, apr_pool_t *pool)
{
    bool may_be_empty = !**words;
    const char *text;

    words += may_be_empty;
    text = apr_pstrcat(pool, "want ", *words, NULL);
    while (*++words)
        text = apr_pstrcat(pool, text, words[1] || may_be_empty ? ", " : " or ", *words, NULL);
    return may_be_empty ? apr_pstrcat(pool, text, " or nothing", NULL) : text;
}

static const char *check_word(const char **pvalue, const char *const *words, const char *typed,
                              apr_pool_t *pool)
{
    *pvalue = typed;
    return cnops_words_find(words, typed) < 0 ? want_one_of(words, pool) : NULL;
}

static const char *check_document_type(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return check_word(pvalue, cnops_identity_document_types, typed, pool);
}

static const char *check_scheme(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {CNOPS_SCHEME(CNOPS_WORDS_TEXT) NULL};

    return check_word(pvalue, words, typed, pool);
}

static const char *check_payment_mode(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {CNOPS_PAYMENT(CNOPS_WORDS_TEXT) NULL};

    return check_word(pvalue, words, typed, pool);
}

static const char *check_status(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {CNOPS_MEMBER_STATUS(CNOPS_WORDS_TEXT) NULL};

    return check_word(pvalue, words, typed, pool);
}

static const char *check_flag(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    return strcmp(typed, "0") == 0 || strcmp(typed, "1") == 0 ? NULL : "want 0 or 1";
}

static const char *check_massar(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *code = cnops_text_upper(cnops_text_compact(typed, pool), pool);
    bool lettered = *code >= 'A' && *code <= 'Z';

    *pvalue = code;
    if (strlen(code) == 10 && cnops_text_is_digits(code + lettered))
        return NULL;
    return "want 1 letter and 9 digits, or 10 digits";
}

static const char *check_postal_code(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    *pvalue = cnops_text_compact(typed, pool);
    return strlen(*pvalue) == 5 && cnops_text_is_digits(*pvalue) ? NULL : "want 5 digits";
}

/* --- the columns --- */

static const column_t columns[CNOPS_MEMBER_COLUMNS] = {
    [CNOPS_COLUMN_IMMATRICULATION] = {"immatriculation", 40, true, check_immatriculation},
    [CNOPS_COLUMN_DOCUMENT_TYPE] = {"document_type", 20, true, check_document_type},
    [CNOPS_COLUMN_CNI] = {"cni", 40, true, check_document},
    [CNOPS_COLUMN_BIRTH_DATE] = {"birth_date", 20, true, check_birth_date},
    [CNOPS_COLUMN_FAMILY_NAME] = {"family_name", NAME_MAX_LEN, true, check_text},
    [CNOPS_COLUMN_GIVEN_NAME] = {"given_name", NAME_MAX_LEN, true, check_text},
    [CNOPS_COLUMN_FAMILY_NAME_AR] = {"family_name_ar", NAME_MAX_LEN, false, check_text},
    [CNOPS_COLUMN_GIVEN_NAME_AR] = {"given_name_ar", NAME_MAX_LEN, false, check_text},
    [CNOPS_COLUMN_SCHEME] = {"scheme", 20, true, check_scheme},
    [CNOPS_COLUMN_EMPLOYEE_NO] = {"employee_no", 40, false, check_employee_no},
    [CNOPS_COLUMN_PAYMENT_MODE] = {"payment_mode", 20, false, check_payment_mode},
    [CNOPS_COLUMN_RIB] = {"rib", 40, false, check_rib},
    [CNOPS_COLUMN_CIVIL_STATUS_NO] = {"civil_status_no", 60, false, check_civil_status_no},
    [CNOPS_COLUMN_MASSAR] = {"massar", 20, false, check_massar},
    [CNOPS_COLUMN_MUTUELLE] = {"mutuelle", NAME_MAX_LEN, false, check_text},
    [CNOPS_COLUMN_AFFILIATION_NO] = {"affiliation_no", 40, false, check_text},
    [CNOPS_COLUMN_ADDRESS] = {"address", ADDRESS_MAX_LEN, false, check_text},
    [CNOPS_COLUMN_POSTAL_CODE] = {"postal_code", 10, false, check_postal_code},
    [CNOPS_COLUMN_CITY] = {"city", NAME_MAX_LEN, false, check_text},
    [CNOPS_COLUMN_ADDRESS_PENDING] = {"address_pending", 20, true, check_flag},
    [CNOPS_COLUMN_STATUS] = {"status", 20, true, check_status},
    [CNOPS_COLUMN_RIGHTS_FROM] = {"rights_from", 20, false, check_day},
    [CNOPS_COLUMN_RIGHTS_TO] = {"rights_to", 20, false, check_day},
    [CNOPS_COLUMN_EMAIL_ON_FILE] = {"email_on_file", 254, false, check_email},
    [CNOPS_COLUMN_PHONE_ON_FILE] = {"phone_on_file", 30, false, check_phone},
};

const char *cnops_member_column_name(cnops_member_column_e column)
{
    return columns[column].name;
}

static void push_fault(apr_array_header_t *faults, const char *column, const char *reason)
{
    APR_ARRAY_PUSH(faults, cnops_row_fault_t) = (cnops_row_fault_t){column, reason};
}

/* --- the header --- */

static int find_column(const char *name)
{
    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++)
        if (strcmp(columns[i].name, name) == 0)
            return i;
    return -1;
}

void cnops_member_header_read(int places[CNOPS_MEMBER_COLUMNS], apr_array_header_t *faults,
                              const char *const *cells, int count)
{
    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++)
        places[i] = -1;
    for (int i = 0; i < count; i++) {
        const char *name = cnops_text_printable(cells[i], NAME_SHOWN_MAX, faults->pool);
        int column = find_column(cells[i]);

        if (!*name)
            push_fault(faults, apr_psprintf(faults->pool, "cell %d", i + 1), "no name");
        else if (column < 0)
            push_fault(faults, name, "unknown column");
        else if (places[column] >= 0)
            push_fault(faults, name, "column given twice");
        else
            places[column] = i;
    }
    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++)
        if (places[i] < 0)
            push_fault(faults, columns[i].name, "column missing");
}

/* --- the rows --- */

/* NULL, or what is wrong with the cell. Sets *pvalue in either case. */
static const char *read_cell(const char **pvalue, const column_t *column, const char *cell,
                             apr_pool_t *pool)
{
    const char *typed = cnops_text_fold(cell, pool);

    *pvalue = "";
    if (!*typed)
        return column->required ? "empty" : NULL;
    if (cnops_text_length(typed) > column->max)
        return apr_psprintf(pool, "over %" APR_SIZE_T_FMT " characters", column->max);
    return column->check(pvalue, typed, pool);
}

/* A national card: 1 or 2 letters, then 1 to 7 digits. Source: mission.md §2. */
static bool is_cnie(const char *number)
{
    apr_size_t letters = strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    apr_size_t digits = strspn(number + letters, "0123456789");

    return letters >= 1 && letters <= 2 && digits >= 1 && digits <= 7 && !number[letters + digits];
}

/* Finds faults between cells, each of which is valid by itself. */
static void check_together(const cnops_member_row_t *row, apr_array_header_t *faults)
{
    const char *const *v = row->values;

    if (strcmp(v[CNOPS_COLUMN_DOCUMENT_TYPE], CNOPS_DOCUMENT_CNIE) == 0 &&
        !is_cnie(v[CNOPS_COLUMN_CNI]))
        push_fault(faults, "cni", "a cnie has 1 or 2 letters, then 1 to 7 digits");
    if (strcmp(v[CNOPS_COLUMN_SCHEME], cnops_scheme_name(CNOPS_SCHEME_STUDENT)) == 0 &&
        strcmp(v[CNOPS_COLUMN_IMMATRICULATION], v[CNOPS_COLUMN_CNI]) != 0)
        push_fault(faults, "immatriculation", "a student's is the document number");
    if (*v[CNOPS_COLUMN_RIGHTS_TO] &&
        strcmp(v[CNOPS_COLUMN_RIGHTS_FROM], v[CNOPS_COLUMN_RIGHTS_TO]) > 0)
        push_fault(faults, "rights_to", "before rights_from");
}

void cnops_member_row_read(cnops_member_row_t *row, apr_array_header_t *faults,
                           const int places[CNOPS_MEMBER_COLUMNS], const char *const *cells,
                           int count, apr_pool_t *pool)
{
    int fault_count = faults->nelts;

    if (count != CNOPS_MEMBER_COLUMNS) {
        push_fault(faults, "row",
                   apr_psprintf(pool, "%d cells, want %d", count, CNOPS_MEMBER_COLUMNS));
        return;
    }
    for (int i = 0; i < CNOPS_MEMBER_COLUMNS; i++) {
        const char *reason = read_cell(&row->values[i], &columns[i], cells[places[i]], pool);

        if (reason)
            push_fault(faults, columns[i].name, reason);
    }
    if (faults->nelts == fault_count)
        check_together(row, faults);
}
