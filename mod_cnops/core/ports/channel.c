/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/channel.h"

#include <stddef.h>

static const char *const words[] = {CNOPS_CHANNEL(CNOPS_WORDS_TEXT) NULL};

const char *cnops_channel_name(cnops_channel_e channel)
{
    return words[channel];
}

bool cnops_channel_parse(cnops_channel_e *pvalue, const char *word)
{
    int found = cnops_words_find(words, word);

    if (found >= 0)
        *pvalue = (cnops_channel_e)found;
    return found >= 0;
}
