/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/view.h"

#include <string.h>

const char *cnops_view_second_lang(const char *lang)
{
    return strcmp(lang, "fr") == 0 ? "ar" : "fr";
}

const char *cnops_view_dir(const char *lang)
{
    return strcmp(lang, "ar") == 0 ? "rtl" : "ltr";
}
