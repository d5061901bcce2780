/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/persons.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

/* Indexed by the enums: their order is the order here. */
static const char *const scheme_words[] = {"public", "student"};
static const char *const payment_words[] = {"", "transfer", "money_order"};
static const char *const status_words[] = {"active", "closed", "deceased"};

/* The index of word, or -1. */
static int find_word(const char *const *words, int count, const char *word)
{
    for (int i = 0; word && i < count; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
    }
    return -1;
}

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
    int found = find_word(scheme_words, COUNT(scheme_words), word);

    if (found >= 0)
        *pvalue = (cnops_scheme_e)found;
    return found >= 0;
}

bool cnops_payment_parse(cnops_payment_e *pvalue, const char *word)
{
    int found = find_word(payment_words, COUNT(payment_words), word);

    if (found >= 0)
        *pvalue = (cnops_payment_e)found;
    return found >= 0;
}

bool cnops_member_status_parse(cnops_member_status_e *pvalue, const char *word)
{
    int found = find_word(status_words, COUNT(status_words), word);

    if (found >= 0)
        *pvalue = (cnops_member_status_e)found;
    return found >= 0;
}
