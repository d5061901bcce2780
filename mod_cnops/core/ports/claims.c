/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/claims.h"

#include <stddef.h>

static const char *const words[] = {CNOPS_CLAIM_STATUS(CNOPS_WORDS_TEXT) NULL};

const char *cnops_claim_status_name(cnops_claim_status_e status)
{
    return words[status];
}

bool cnops_claim_status_parse(cnops_claim_status_e *pvalue, const char *word)
{
    int found = cnops_words_find(words, word);

    if (found >= 0)
        *pvalue = (cnops_claim_status_e)found;
    return found >= 0;
}
