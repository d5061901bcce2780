/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/member_row.h"

#include "base/date.h"
#include "base/text.h"
#include "core/form/field.h"
#include "core/person/identity.h"

#include <apr_strings.h>
#include <string.h>

#define NAME_MAX_LEN    80 /* characters */
#define ADDRESS_MAX_LEN 300

/* --- checks of one cell --- */

static const char *check_document(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return cnops_cell_as_field(pvalue, CNOPS_FIELD_CNI,
                               "want a card's or passport's letters and digits", typed, pool);
}

static const char *check_employee_no(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return cnops_cell_as_field(pvalue, CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR,
                               "want 2 to 20 letters and digits", typed, pool);
}

static const char *check_civil_status_no(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return cnops_cell_as_field(pvalue, CNOPS_FIELD_ETAT_CIVIL, "want up to 30 letters and digits",
                               typed, pool);
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
    return cnops_cell_as_field(pvalue, CNOPS_FIELD_COURRIEL, "want an e-mail address", typed, pool);
}

static const char *check_phone(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return cnops_cell_as_field(pvalue, CNOPS_FIELD_TELEPHONE, "want a Moroccan mobile, 06… or 07…",
                               typed, pool);
}

static const char *check_document_type(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return cnops_cell_word(pvalue, cnops_identity_document_types, typed, pool);
}

static const char *check_scheme(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {CNOPS_SCHEME(CNOPS_WORDS_TEXT) NULL};

    return cnops_cell_word(pvalue, words, typed, pool);
}

static const char *check_status(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {CNOPS_MEMBER_STATUS(CNOPS_WORDS_TEXT) NULL};

    return cnops_cell_word(pvalue, words, typed, pool);
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

static const cnops_row_column_t columns[CNOPS_MEMBER_COLUMNS] = {
    [CNOPS_COLUMN_IMMATRICULATION] = {"immatriculation", 40, true, cnops_cell_immatriculation},
    [CNOPS_COLUMN_DOCUMENT_TYPE] = {"document_type", 20, true, check_document_type},
    [CNOPS_COLUMN_CNI] = {"cni", 40, true, check_document},
    [CNOPS_COLUMN_BIRTH_DATE] = {"birth_date", 20, true, cnops_cell_birth_date},
    [CNOPS_COLUMN_FAMILY_NAME] = {"family_name", NAME_MAX_LEN, true, cnops_cell_text},
    [CNOPS_COLUMN_GIVEN_NAME] = {"given_name", NAME_MAX_LEN, true, cnops_cell_text},
    [CNOPS_COLUMN_FAMILY_NAME_AR] = {"family_name_ar", NAME_MAX_LEN, false, cnops_cell_text},
    [CNOPS_COLUMN_GIVEN_NAME_AR] = {"given_name_ar", NAME_MAX_LEN, false, cnops_cell_text},
    [CNOPS_COLUMN_SCHEME] = {"scheme", 20, true, check_scheme},
    [CNOPS_COLUMN_EMPLOYEE_NO] = {"employee_no", 40, false, check_employee_no},
    [CNOPS_COLUMN_PAYMENT_MODE] = {"payment_mode", 20, false, cnops_cell_payment_mode},
    [CNOPS_COLUMN_RIB] = {"rib", 40, false, check_rib},
    [CNOPS_COLUMN_CIVIL_STATUS_NO] = {"civil_status_no", 60, false, check_civil_status_no},
    [CNOPS_COLUMN_MASSAR] = {"massar", 20, false, check_massar},
    [CNOPS_COLUMN_MUTUELLE] = {"mutuelle", NAME_MAX_LEN, false, cnops_cell_text},
    [CNOPS_COLUMN_AFFILIATION_NO] = {"affiliation_no", 40, false, cnops_cell_text},
    [CNOPS_COLUMN_ADDRESS] = {"address", ADDRESS_MAX_LEN, false, cnops_cell_text},
    [CNOPS_COLUMN_POSTAL_CODE] = {"postal_code", 10, false, check_postal_code},
    [CNOPS_COLUMN_CITY] = {"city", NAME_MAX_LEN, false, cnops_cell_text},
    [CNOPS_COLUMN_ADDRESS_PENDING] = {"address_pending", 20, true, check_flag},
    [CNOPS_COLUMN_STATUS] = {"status", 20, true, check_status},
    [CNOPS_COLUMN_RIGHTS_FROM] = {"rights_from", 20, false, cnops_cell_day},
    [CNOPS_COLUMN_RIGHTS_TO] = {"rights_to", 20, false, cnops_cell_day},
    [CNOPS_COLUMN_EMAIL_ON_FILE] = {"email_on_file", 254, false, check_email},
    [CNOPS_COLUMN_PHONE_ON_FILE] = {"phone_on_file", 30, false, check_phone},
};

const char *cnops_member_column_name(cnops_member_column_e column)
{
    return columns[column].name;
}

/* A national card: 1 or 2 letters, then 1 to 7 digits. Source: mission.md §2. */
static bool is_cnie(const char *number)
{
    apr_size_t letters = strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    apr_size_t digits = strspn(number + letters, "0123456789");

    return letters >= 1 && letters <= 2 && digits >= 1 && digits <= 7 && !number[letters + digits];
}

/* Finds faults between cells, each of which is valid by itself. */
static void check_together(const char *const *v, apr_array_header_t *faults)
{
    if (strcmp(v[CNOPS_COLUMN_DOCUMENT_TYPE], CNOPS_DOCUMENT_CNIE) == 0 &&
        !is_cnie(v[CNOPS_COLUMN_CNI]))
        cnops_row_fault(faults, "cni", "a cnie has 1 or 2 letters, then 1 to 7 digits");
    if (strcmp(v[CNOPS_COLUMN_SCHEME], cnops_scheme_name(CNOPS_SCHEME_STUDENT)) == 0 &&
        strcmp(v[CNOPS_COLUMN_IMMATRICULATION], v[CNOPS_COLUMN_CNI]) != 0)
        cnops_row_fault(faults, "immatriculation", "a student's is the document number");
    if (*v[CNOPS_COLUMN_RIGHTS_TO] &&
        strcmp(v[CNOPS_COLUMN_RIGHTS_FROM], v[CNOPS_COLUMN_RIGHTS_TO]) > 0)
        cnops_row_fault(faults, "rights_to", "before rights_from");
}

const cnops_row_table_t cnops_member_table = {"members.csv", columns, CNOPS_MEMBER_COLUMNS,
                                              check_together};
