/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/certificates.h"

#include <stddef.h>

static const char *const kinds[] = {CNOPS_CERTIFICATE_KIND(CNOPS_WORDS_TEXT) NULL};

const char *cnops_certificate_kind_name(cnops_certificate_kind_e kind)
{
    return kinds[kind];
}

bool cnops_certificate_kind_parse(cnops_certificate_kind_e *pvalue, const char *word)
{
    int found = cnops_words_find(kinds, word);

    if (found >= 0)
        *pvalue = (cnops_certificate_kind_e)found;
    return found >= 0;
}
