/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/batches.h"

#include <stddef.h>

static const char *const kinds[] = {CNOPS_BATCH_KIND(CNOPS_WORDS_TEXT) NULL};
static const char *const states[] = {CNOPS_BATCH_STATE(CNOPS_WORDS_TEXT) NULL};

const char *cnops_batch_kind_name(cnops_batch_kind_e kind)
{
    return kinds[kind];
}

const char *cnops_batch_state_name(cnops_batch_state_e state)
{
    return states[state];
}

bool cnops_batch_kind_parse(cnops_batch_kind_e *pvalue, const char *word)
{
    int found = cnops_words_find(kinds, word);

    if (found >= 0)
        *pvalue = (cnops_batch_kind_e)found;
    return found >= 0;
}

bool cnops_batch_state_parse(cnops_batch_state_e *pvalue, const char *word)
{
    int found = cnops_words_find(states, word);

    if (found >= 0)
        *pvalue = (cnops_batch_state_e)found;
    return found >= 0;
}
