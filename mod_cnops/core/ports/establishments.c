/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/establishments.h"

#include <stddef.h>

static const char *const states[] = {CNOPS_ESTABLISHMENT_STATE(CNOPS_WORDS_TEXT) NULL};

const char *cnops_establishment_state_name(cnops_establishment_state_e state)
{
    return states[state];
}

bool cnops_establishment_state_parse(cnops_establishment_state_e *pvalue, const char *word)
{
    int found = cnops_words_find(states, word);

    if (found >= 0)
        *pvalue = (cnops_establishment_state_e)found;
    return found >= 0;
}
