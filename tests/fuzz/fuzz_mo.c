/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Compiled catalogues: the input is a context, a NUL, a msgid, a NUL and the file. Nothing outside
 * the file may be read, and no text may be found that is not in the file. */

#include "base/catalogue.h"
#include "base/errors.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

static bool stands_in(const fuzz_input_t *file, const char *text)
{
    const apr_size_t len = strlen(text) + 1; /* with its NUL */

    for (apr_size_t at = 0; at + len <= file->len; at++)
        if (memcmp(file->bytes + at, text, len) == 0)
            return true;
    return false;
}

static bool is_within(const fuzz_input_t *file, const char *text)
{
    return text >= file->bytes && text < file->bytes + file->len &&
           memchr(text, '\0', (apr_size_t)(file->bytes + file->len - text));
}

/* source: the key under which the file must contain a text that is found. */
static void check_found(const fuzz_input_t *file, const cnops_catalogue_t *catalogue,
                        const char *context, const char *msgid, const char *source)
{
    const char *text = cnops_catalogue_find(catalogue, context, msgid);
    cnops_forms_t forms;

    FUZZ_CHECK(!text || (is_within(file, text) && stands_in(file, source)));
    if (!cnops_catalogue_find_forms(&forms, catalogue, context, msgid))
        return;
    FUZZ_CHECK(text && forms.texts[0] == text);
    for (int form = 0; form < cnops_plural_count(forms.plural); form++)
        FUZZ_CHECK(*forms.texts[form] && is_within(file, forms.texts[form]));
    for (apr_int64_t n = -1; n < 200; n++)
        FUZZ_CHECK(*cnops_forms_text(&forms, n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};
    const char *context = fuzz_take_text(&input, pool);
    const char *msgid = fuzz_take_text(&input, pool);
    cnops_catalogue_t *catalogue;
    const apr_status_t rv = cnops_catalogue_parse(&catalogue, input.bytes, input.len, pool);

    FUZZ_CHECK(rv == APR_SUCCESS || rv == CNOPS_EMALFORMED);
    FUZZ_CHECK((catalogue != NULL) == (rv == APR_SUCCESS));
    check_found(&input, catalogue, NULL, msgid, msgid);
    if (*context)
        check_found(&input, catalogue, context, msgid,
                    apr_pstrcat(pool, context, "\004", msgid, NULL));
    fuzz_pool_close();
    return 0;
}
