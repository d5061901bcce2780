/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/persons.h"

static const char *const scheme_words[] = {CNOPS_SCHEME(CNOPS_WORDS_TEXT) NULL};
static const char *const payment_words[] = {CNOPS_PAYMENT(CNOPS_WORDS_TEXT) NULL};
static const char *const status_words[] = {CNOPS_MEMBER_STATUS(CNOPS_WORDS_TEXT) NULL};

const char *cnops_scheme_name(cnops_scheme_e scheme)
{
    return scheme_words[scheme];
}

const char *cnops_payment_name(cnops_payment_e payment)
{
    return payment_words[payment];
}

const char *cnops_member_status_name(cnops_member_status_e s)
{
    return status_words[s];
}

bool cnops_scheme_parse(cnops_scheme_e *pvalue, const char *word)
{
    int found = cnops_words_find(scheme_words, word);

    if (found >= 0)
        *pvalue = (cnops_scheme_e)found;
    return found >= 0;
}

bool cnops_payment_parse(cnops_payment_e *pvalue, const char *word)
{
    int found = cnops_words_find(payment_words, word);

    if (found >= 0)
        *pvalue = (cnops_payment_e)found;
    return found >= 0;
}

bool cnops_member_status_parse(cnops_member_status_e *pvalue, const char *word)
{
    int found = cnops_words_find(status_words, word);

    if (found >= 0)
        *pvalue = (cnops_member_status_e)found;
    return found >= 0;
}
