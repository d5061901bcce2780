/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/accounts.h"

#include <stddef.h>

static const char *const words[] = {CNOPS_ACCOUNT_STATE(CNOPS_WORDS_TEXT) NULL};

const char *cnops_account_state_name(cnops_account_state_e state)
{
    return words[state];
}

bool cnops_account_state_parse(cnops_account_state_e *pstate, const char *word)
{
    int found = cnops_words_find(words, word);

    if (found >= 0)
        *pstate = (cnops_account_state_e)found;
    return found >= 0;
}
