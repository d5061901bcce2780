/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/claim_row.h"

#include "base/text.h"
#include "core/person/identity.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

#define REFERENCE_MAX_LEN 32 /* characters */
#define NAME_MAX_LEN      80
#define TEXT_MAX_LEN      300
#define AMOUNT_MAX_LEN    12 /* digits: ten thousand million dirhams */

/* --- checks of one cell --- */

static const char *check_reference(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    (void)pool;
    *pvalue = typed;
    return typed[strspn(typed, allowed)] ? "want letters A-Z, digits, '-' and '_'" : NULL;
}

/* Without leading zeros, so that 0100 and 100 are the same amount. */
static const char *check_amount(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    apr_size_t zeros = strspn(typed, "0");

    (void)pool;
    *pvalue = typed[zeros] ? typed + zeros : "0";
    return cnops_text_is_digits(typed) ? NULL : "want centimes: digits only";
}

static const char *check_status(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {CNOPS_CLAIM_STATUS(CNOPS_WORDS_TEXT) NULL};

    return cnops_cell_word(pvalue, words, typed, pool);
}

static const char *check_relation(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {"", "insured", "spouse", "child", "parent", NULL};

    return cnops_cell_word(pvalue, words, typed, pool);
}

/* --- the columns --- */

static const cnops_row_column_t columns[CNOPS_CLAIM_COLUMNS] = {
    [CNOPS_CLAIM_COLUMN_REFERENCE] = {"reference", REFERENCE_MAX_LEN, true, check_reference, false},
    [CNOPS_CLAIM_COLUMN_IMMATRICULATION] = {"immatriculation", 40, true, cnops_cell_immatriculation,
                                            false},
    [CNOPS_CLAIM_COLUMN_RECEIVED_ON] = {"received_on", 20, true, cnops_cell_day, false},
    [CNOPS_CLAIM_COLUMN_CARE_KIND] = {"care_kind", NAME_MAX_LEN, true, cnops_cell_text, false},
    [CNOPS_CLAIM_COLUMN_BENEFICIARY] = {"beneficiary", NAME_MAX_LEN, true, cnops_cell_text, false},
    [CNOPS_CLAIM_COLUMN_SPENT] = {"amount_spent", AMOUNT_MAX_LEN, true, check_amount, false},
    [CNOPS_CLAIM_COLUMN_REFUNDED] = {"amount_refunded", AMOUNT_MAX_LEN, false, check_amount, false},
    [CNOPS_CLAIM_COLUMN_STATUS] = {"status", 20, true, check_status, false},
    [CNOPS_CLAIM_COLUMN_PAID_ON] = {"paid_on", 20, false, cnops_cell_day, false},
    [CNOPS_CLAIM_COLUMN_PAYMENT_MODE] = {"payment_mode", 20, false, cnops_cell_payment_mode, false},
    [CNOPS_CLAIM_COLUMN_RELATION] = {"beneficiary_relation", 20, false, check_relation, true},
    [CNOPS_CLAIM_COLUMN_BIRTH_DATE] = {"beneficiary_birth_date", 20, false, cnops_cell_birth_date,
                                       true},
    [CNOPS_CLAIM_COLUMN_DOCUMENT_ASKED] = {"document_asked", TEXT_MAX_LEN, false, cnops_cell_text,
                                           true},
    [CNOPS_CLAIM_COLUMN_REASON] = {"reason", TEXT_MAX_LEN, false, cnops_cell_text, true},
    [CNOPS_CLAIM_COLUMN_AFFILIATION_NO] = {"affiliation_no", 40, false, cnops_cell_text, true},
};

const cnops_row_table_t cnops_claim_table = {"claims.csv", columns, CNOPS_CLAIM_COLUMNS, NULL};

const char *cnops_claim_column_name(cnops_claim_column_e column)
{
    return columns[column].name;
}

/* --- sealing --- */

static apr_array_header_t *begin_history(const char *status, apr_time_t seen_at, apr_pool_t *pool)
{
    apr_array_header_t *history = apr_array_make(pool, 1, sizeof(cnops_claim_change_t));
    cnops_claim_change_t *change = apr_array_push(history);

    change->seen_at = seen_at;
    change->status = CNOPS_CLAIM_RECEIVED;
    cnops_claim_status_parse(&change->status, status);
    return history;
}

static apr_int64_t amount_of(const char *digits)
{
    return *digits ? apr_atoi64(digits) : -1;
}

static const char *seal_record(const cnops_core_t *core, const char *const *v, apr_time_t seen_at,
                               apr_pool_t *pool)
{
    cnops_claim_record_t record = {.reference = v[CNOPS_CLAIM_COLUMN_REFERENCE],
                                   .care_kind = v[CNOPS_CLAIM_COLUMN_CARE_KIND],
                                   .beneficiary = v[CNOPS_CLAIM_COLUMN_BENEFICIARY],
                                   .relation = v[CNOPS_CLAIM_COLUMN_RELATION],
                                   .birth_date = v[CNOPS_CLAIM_COLUMN_BIRTH_DATE],
                                   .spent = amount_of(v[CNOPS_CLAIM_COLUMN_SPENT]),
                                   .refunded = amount_of(v[CNOPS_CLAIM_COLUMN_REFUNDED]),
                                   .paid_on = v[CNOPS_CLAIM_COLUMN_PAID_ON],
                                   .payment_mode = v[CNOPS_CLAIM_COLUMN_PAYMENT_MODE],
                                   .document_asked = v[CNOPS_CLAIM_COLUMN_DOCUMENT_ASKED],
                                   .reason = v[CNOPS_CLAIM_COLUMN_REASON],
                                   .affiliation_no = v[CNOPS_CLAIM_COLUMN_AFFILIATION_NO],
                                   .history =
                                       begin_history(v[CNOPS_CLAIM_COLUMN_STATUS], seen_at, pool)};

    return cnops_claim_record_seal(core, &record, pool);
}

/* An import compares this digest with the stored one and writes only rows that have changed. */
static const char *digest_row(const cnops_core_t *core, const char *const *values, apr_pool_t *pool)
{
    const char *parts[CNOPS_CLAIM_COLUMNS + 1];

    memcpy(parts, values, CNOPS_CLAIM_COLUMNS * sizeof *values);
    parts[CNOPS_CLAIM_COLUMNS] = NULL;
    return cnops_column_digest_with(core, CNOPS_KEYED_IMPORT_ROW, NULL, parts, pool);
}

void cnops_claim_row_seal(cnops_claim_kept_t *kept, const cnops_core_t *core,
                          const char *const *values, apr_time_t seen_at, apr_pool_t *pool)
{
    kept->immatriculation_digest = cnops_identity_immatriculation_digest(
        core, values[CNOPS_CLAIM_COLUMN_IMMATRICULATION], pool);
    kept->received_on = values[CNOPS_CLAIM_COLUMN_RECEIVED_ON];
    kept->status = values[CNOPS_CLAIM_COLUMN_STATUS];
    kept->reference_digest =
        cnops_claim_reference_digest(core, values[CNOPS_CLAIM_COLUMN_REFERENCE], pool);
    kept->record_sealed = seal_record(core, values, seen_at, pool);
    kept->import_digest = digest_row(core, values, pool);
}
