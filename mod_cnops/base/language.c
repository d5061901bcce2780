/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/language.h"

#include "base/words.h"

#include <string.h>

const char *const cnops_languages[] = {"fr", "ar", "en", NULL};

bool cnops_language_known(const char *code)
{
    return cnops_words_find(cnops_languages, code) >= 0;
}

const char *cnops_language_second(const char *code)
{
    return strcmp(code, "fr") == 0 ? "ar" : "fr";
}

const char *cnops_language_dir(const char *code)
{
    return strcmp(code, "ar") == 0 ? "rtl" : "ltr";
}
