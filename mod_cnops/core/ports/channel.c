/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/channel.h"

#include <string.h>

/* Indexed by the enum: its order is the order here. */
static const char *const words[] = {"email", "sms"};

const char *cnops_channel_name(cnops_channel_e channel)
{
    return words[channel];
}

bool cnops_channel_parse(cnops_channel_e *pvalue, const char *word)
{
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], word) == 0) {
            *pvalue = (cnops_channel_e)i;
            return true;
        }
    }
    return false;
}
