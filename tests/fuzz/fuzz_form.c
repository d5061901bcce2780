/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Request bodies and query strings with arbitrary bytes. */

#include "base/errors.h"
#include "base/form.h"
#include "base/text.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

static const cnops_form_field_t *field_at(const cnops_form_t *form, int at)
{
    return &APR_ARRAY_IDX(form->fields, at, cnops_form_field_t);
}

static void check_field(const cnops_form_t *form, const cnops_form_field_t *field)
{
    FUZZ_CHECK(*field->name && cnops_text_is_utf8(field->name, strlen(field->name)));
    FUZZ_CHECK(cnops_text_is_utf8(field->value, strlen(field->value)));
    FUZZ_CHECK(cnops_form_field(form, field->name) == field); /* hence every name is unique */
    FUZZ_CHECK(field->fault == CNOPS_FORM_OK || *field->value == '\0');
    FUZZ_CHECK(field->fault != CNOPS_FORM_BAD_TYPE);
}

static cnops_form_t *parse(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    cnops_form_t *form;
    const apr_status_t rv = cnops_form_parse_urlencoded(&form, bytes, len, pool);

    FUZZ_CHECK(rv == APR_SUCCESS || rv == CNOPS_EMALFORMED);
    FUZZ_CHECK((form != NULL) == (rv == APR_SUCCESS));
    FUZZ_CHECK(!form || form->fields->nelts <= CNOPS_FORM_FIELDS_MAX);
    for (int i = 0; form && i < form->fields->nelts; i++)
        check_field(form, field_at(form, i));
    return form;
}

static char *escape(const char *text, apr_pool_t *pool)
{
    char *escaped = apr_palloc(pool, 3 * strlen(text) + 1);
    char *to = escaped;

    for (; *text; text++)
        to += apr_snprintf(to, 4, "%%%02X", (unsigned char)*text);
    *to = '\0';
    return escaped;
}

static const char *encode(const cnops_form_t *form, apr_pool_t *pool)
{
    const char *encoded = "";

    for (int i = 0; i < form->fields->nelts; i++) {
        const cnops_form_field_t *field = field_at(form, i);

        encoded = apr_pstrcat(pool, encoded, "&", escape(field->name, pool), "=",
                              escape(field->value, pool), NULL);
    }
    return encoded;
}

/* A form that was parsed, written with every byte escaped, must parse to the same form. */
static void check_written_again(const cnops_form_t *form, apr_pool_t *pool)
{
    const char *encoded = encode(form, pool);
    const cnops_form_t *again = parse(encoded, strlen(encoded), pool);

    FUZZ_CHECK(again && again->fields->nelts == form->fields->nelts);
    for (int i = 0; i < form->fields->nelts; i++) {
        FUZZ_CHECK(strcmp(field_at(form, i)->name, field_at(again, i)->name) == 0);
        FUZZ_CHECK(strcmp(field_at(form, i)->value, field_at(again, i)->value) == 0);
        FUZZ_CHECK(field_at(again, i)->fault == CNOPS_FORM_OK);
    }
}

/* Empty pairs around a form must not change it. */
static void check_padded(const cnops_form_t *form, const char *bytes, apr_size_t len,
                         apr_pool_t *pool)
{
    char *padded = apr_palloc(pool, len + 2);

    padded[0] = padded[len + 1] = '&';
    memcpy(padded + 1, bytes, len);
    const cnops_form_t *again = parse(padded, len + 2, pool);
    FUZZ_CHECK((again != NULL) == (form != NULL));
    for (int i = 0; form && i < form->fields->nelts; i++)
        FUZZ_CHECK(field_at(form, i)->fault == field_at(again, i)->fault &&
                   strcmp(field_at(form, i)->value, field_at(again, i)->value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_open();
    const char *bytes = (const char *)data;
    const cnops_form_t *form = parse(bytes, size, pool);

    check_padded(form, bytes, size, pool);
    if (form)
        check_written_again(form, pool);
    fuzz_pool_close();
    return 0;
}
