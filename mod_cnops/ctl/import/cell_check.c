/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/cell_check.h"

#include "base/date.h"
#include "base/text.h"
#include "core/ports/persons.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

const char *cnops_cell_text(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    (void)pool;
    *pvalue = typed;
    return cnops_text_has_control(typed) ? "control characters or line ends in it" : NULL;
}

const char *cnops_cell_as_field(const char **pvalue, cnops_field_e field, const char *reason,
                                const char *typed, apr_pool_t *pool)
{
    return cnops_field_check(field, pvalue, typed, pool) ? reason : NULL;
}

const char *cnops_cell_immatriculation(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    return cnops_cell_as_field(pvalue, CNOPS_FIELD_IMMATRICULATION,
                               "want digits, or the document number", typed, pool);
}

const char *cnops_cell_date(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    *pvalue = cnops_text_fold(typed, pool);
    return cnops_date_is_record(*pvalue) ? NULL : "want YYYY-MM-DD, or YYYY";
}

const char *cnops_cell_birth_date(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *reason = cnops_cell_date(pvalue, typed, pool);
    char tomorrow[CNOPS_DATE_LEN];

    cnops_date_of(tomorrow, apr_time_now() + apr_time_from_sec(86400));
    return !reason && strcmp(*pvalue, tomorrow) >= 0 ? "in the future" : reason;
}

const char *cnops_cell_day(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    const char *reason = cnops_cell_date(pvalue, typed, pool);

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

const char *cnops_cell_word(const char **pvalue, const char *const *words, const char *typed,
                            apr_pool_t *pool)
{
    *pvalue = typed;
    return cnops_words_find(words, typed) < 0 ? want_one_of(words, pool) : NULL;
}

const char *cnops_cell_payment_mode(const char **pvalue, const char *typed, apr_pool_t *pool)
{
    static const char *const words[] = {CNOPS_PAYMENT(CNOPS_WORDS_TEXT) NULL};

    return cnops_cell_word(pvalue, words, typed, pool);
}
