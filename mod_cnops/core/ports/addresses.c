/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/addresses.h"

#include <stddef.h>

static const char *const words[] = {CNOPS_ADDRESS_HOW(CNOPS_WORDS_TEXT) NULL};

const char *cnops_address_how_name(cnops_address_how_e how)
{
    return words[how];
}

bool cnops_address_how_parse(cnops_address_how_e *pvalue, const char *word)
{
    int found = cnops_words_find(words, word);

    if (found >= 0)
        *pvalue = (cnops_address_how_e)found;
    return found >= 0;
}
