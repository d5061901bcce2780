/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/form/mask.h"

#include "base/text.h"

#include <apr_strings.h>
#include <string.h>

#define DOT      "•"
#define SHOWN    2  /* characters at each end */
#define LONGEST  40 /* characters of a mask */
#define SHORTEST 6  /* a text of fewer characters would be shown almost whole */

/* Characters that are not ASCII are masked too: a mask then has the length of what was typed, and
 * shows no part of a character. */
static const char *mask_number(const char *typed, apr_pool_t *pool)
{
    const char *text = cnops_text_upper(cnops_text_compact(typed, pool), pool);
    apr_size_t len = cnops_text_length(text), shown = len < SHORTEST ? 0 : SHOWN;
    char *mask = apr_palloc(pool, LONGEST * strlen(DOT) + 1), *to = mask;
    apr_size_t at = 0, size;

    for (; *text && at < LONGEST; at++, text += size) {
        bool in_clear = at < shown || at + shown >= len || (at == 0 && !shown && len > 1);

        size = cnops_text_sequence(text, strlen(text));
        if (size == 1 && in_clear)
            *to++ = *text;
        else
            to = (char *)memcpy(to, DOT, strlen(DOT)) + strlen(DOT);
        size = size ? size : 1;
    }
    *to = '\0';
    return mask;
}

const char *cnops_mask(cnops_field_e field, const char *typed, apr_pool_t *pool)
{
    const char *iso;

    if (cnops_field(field)->kind != CNOPS_KIND_DATE)
        return mask_number(typed, pool);
    if (!cnops_field_check(field, &iso, typed, pool))
        return apr_psprintf(pool, DOT DOT "/" DOT DOT "/%.4s", iso);
    return DOT DOT "/" DOT DOT "/" DOT DOT DOT DOT;
}

bool cnops_mask_is(const char *mask, const char *sent, apr_pool_t *pool)
{
    return strcmp(mask, cnops_text_fold(sent, pool)) == 0;
}
