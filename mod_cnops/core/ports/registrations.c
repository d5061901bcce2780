/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/registrations.h"

#include <stddef.h>

static const char *const statuses[] = {CNOPS_REGISTRATION_STATUS(CNOPS_WORDS_TEXT) NULL};

const char *cnops_registration_status_name(cnops_registration_status_e status)
{
    return statuses[status];
}

bool cnops_registration_status_parse(cnops_registration_status_e *pvalue, const char *word)
{
    int found = cnops_words_find(statuses, word);

    if (found >= 0)
        *pvalue = (cnops_registration_status_e)found;
    return found >= 0;
}
