/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/tickets.h"

#include <stddef.h>

static const char *const kinds[] = {CNOPS_TICKET_KIND(CNOPS_WORDS_TEXT) NULL};
static const char *const states[] = {CNOPS_TICKET_STATE(CNOPS_WORDS_TEXT) NULL};

const char *cnops_ticket_kind_name(cnops_ticket_kind_e kind)
{
    return kinds[kind];
}

const char *cnops_ticket_state_name(cnops_ticket_state_e state)
{
    return states[state];
}

bool cnops_ticket_kind_parse(cnops_ticket_kind_e *pvalue, const char *word)
{
    int found = cnops_words_find(kinds, word);

    if (found >= 0)
        *pvalue = (cnops_ticket_kind_e)found;
    return found >= 0;
}

bool cnops_ticket_state_parse(cnops_ticket_state_e *pvalue, const char *word)
{
    int found = cnops_words_find(states, word);

    if (found >= 0)
        *pvalue = (cnops_ticket_state_e)found;
    return found >= 0;
}
