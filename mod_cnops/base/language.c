/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/language.h"

#include <string.h>

static const char *const codes[] = {"fr", "ar", "en", NULL};

const char *const *cnops_languages(void)
{
    return codes;
}

bool cnops_language_known(const char *code)
{
    for (const char *const *known = codes; *known; known++)
        if (strcmp(*known, code) == 0)
            return true;
    return false;
}

const char *cnops_language_second(const char *code)
{
    return strcmp(code, "fr") == 0 ? "ar" : "fr";
}

const char *cnops_language_dir(const char *code)
{
    return strcmp(code, "ar") == 0 ? "rtl" : "ltr";
}
