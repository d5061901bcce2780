/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/form.h"

#include "base/errors.h"
#include "base/secret.h"
#include "base/text.h"

#include <apr_strings.h>
#include <jansson.h>
#include <string.h>

cnops_form_t *cnops_form_make(apr_pool_t *pool)
{
    cnops_form_t *form = apr_palloc(pool, sizeof *form);

    form->fields = apr_array_make(pool, 8, sizeof(cnops_form_field_t));
    return form;
}

static cnops_form_field_t *find(const cnops_form_t *form, const char *name)
{
    cnops_form_field_t *fields = (cnops_form_field_t *)form->fields->elts;

    for (int at = 0; at < form->fields->nelts; at++)
        if (strcmp(fields[at].name, name) == 0)
            return &fields[at];
    return NULL;
}

/* Where a name comes twice, the field loses both values: which one was meant is unknown. */
static apr_status_t add(cnops_form_t *form, const char *name, const char *value,
                        cnops_form_fault_e fault)
{
    cnops_form_field_t *field = find(form, name);

    if (!field && form->fields->nelts == CNOPS_FORM_FIELDS_MAX)
        return CNOPS_EMALFORMED;
    if (field)
        fault = CNOPS_FORM_DUPLICATE;
    else
        field = apr_array_push(form->fields);
    field->name = name;
    field->value = fault == CNOPS_FORM_OK ? value : "";
    field->fault = fault;
    return APR_SUCCESS;
}

/* --- application/x-www-form-urlencoded --- */

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return -1;
}

/* The byte that the escape at from stands for; -1 where it is not an escape. left: bytes
 * from there to the end. */
static int unescape(const char *from, apr_size_t left)
{
    if (left < 3)
        return -1;
    const int high = hex_digit(from[1]);
    const int low = hex_digit(from[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static cnops_form_fault_e check_text(const char *bytes, apr_size_t len)
{
    if (memchr(bytes, '\0', len))
        return CNOPS_FORM_HAS_NUL;
    return cnops_text_is_utf8(bytes, len) ? CNOPS_FORM_OK : CNOPS_FORM_BAD_UTF8;
}

static cnops_form_fault_e decode(const char **ptext, const char *bytes, apr_size_t len,
                                 apr_pool_t *pool)
{
    char *text = cnops_secret_alloc(len + 1, pool);
    char *to = text;

    *ptext = text;
    for (apr_size_t at = 0; at < len; at++) {
        if (bytes[at] != '%') {
            *to++ = bytes[at] == '+' ? ' ' : bytes[at];
            continue;
        }
        const int byte = unescape(bytes + at, len - at);
        if (byte < 0)
            return CNOPS_FORM_BAD_ESCAPE;
        *to++ = (char)byte;
        at += 2;
    }
    *to = '\0';
    return check_text(text, (apr_size_t)(to - text));
}

static apr_status_t add_pair(cnops_form_t *form, const char *bytes, apr_size_t len,
                             apr_pool_t *pool)
{
    const char *equals = memchr(bytes, '=', len);
    const apr_size_t name_len = equals ? (apr_size_t)(equals - bytes) : len;
    const char *name;
    const char *value = "";
    cnops_form_fault_e fault = CNOPS_FORM_OK;

    if (name_len == 0 || decode(&name, bytes, name_len, pool) != CNOPS_FORM_OK)
        return CNOPS_EMALFORMED;
    if (equals)
        fault = decode(&value, equals + 1, len - name_len - 1, pool);
    return add(form, name, value, fault);
}

apr_status_t cnops_form_parse_urlencoded(cnops_form_t **pform, const char *bytes, apr_size_t len,
                                         apr_pool_t *pool)
{
    cnops_form_t *form = cnops_form_make(pool);
    const char *end = bytes + len;

    *pform = NULL;
    while (bytes < end) {
        const char *ampersand = memchr(bytes, '&', (apr_size_t)(end - bytes));
        const char *pair_end = ampersand ? ampersand : end;
        apr_status_t rv = APR_SUCCESS;

        if (pair_end > bytes)
            rv = add_pair(form, bytes, (apr_size_t)(pair_end - bytes), pool);
        if (rv != APR_SUCCESS)
            return rv;
        bytes = ampersand ? ampersand + 1 : end;
    }
    *pform = form;
    return APR_SUCCESS;
}

/* --- application/json --- */

/* A client may send a one-time code as a number, so the digits are wiped. */
static const char *integer_text(json_int_t value, apr_pool_t *pool)
{
    char digits[24];
    const char *text;

    apr_snprintf(digits, sizeof digits, "%" APR_INT64_T_FMT, (apr_int64_t)value);
    text = cnops_secret_strdup(digits, pool);
    cnops_secret_wipe(digits);
    return text;
}

/* NULL where the value has a type that a form cannot hold. */
static const char *json_text(const json_t *value, apr_pool_t *pool)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return cnops_secret_strdup(json_string_value(value), pool);
    case JSON_INTEGER:
        return integer_text(json_integer_value(value), pool);
    case JSON_TRUE:
        return apr_pstrdup(pool, "oui"); /* must be writable: pages may wipe any value */
    case JSON_FALSE:
    case JSON_NULL:
        return "";
    default:
        return NULL;
    }
}

static apr_status_t add_members(cnops_form_t *form, json_t *object, apr_pool_t *pool)
{
    const char *name;
    json_t *value;
    apr_status_t rv = APR_SUCCESS;

    json_object_foreach(object, name, value)
    {
        const char *text = json_text(value, pool);
        if (rv == APR_SUCCESS && *name == '\0')
            rv = CNOPS_EMALFORMED;
        if (rv == APR_SUCCESS)
            rv = add(form, apr_pstrdup(pool, name), text,
                     text ? CNOPS_FORM_OK : CNOPS_FORM_BAD_TYPE);
    }
    return rv;
}

apr_status_t cnops_form_parse_json(cnops_form_t **pform, const char *bytes, apr_size_t len,
                                   apr_pool_t *pool)
{
    cnops_form_t *form = cnops_form_make(pool);
    json_t *json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
    apr_status_t rv = CNOPS_EMALFORMED;

    *pform = NULL;
    if (json_is_object(json))
        rv = add_members(form, json, pool);
    json_decref(json);
    if (rv == APR_SUCCESS)
        *pform = form;
    return rv;
}

/* --- reading --- */

const cnops_form_field_t *cnops_form_field(const cnops_form_t *form, const char *name)
{
    return form ? find(form, name) : NULL;
}

const char *cnops_form_value(const cnops_form_t *form, const char *name)
{
    const cnops_form_field_t *field = cnops_form_field(form, name);

    return field && field->fault == CNOPS_FORM_OK ? field->value : NULL;
}
