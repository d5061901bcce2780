/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Arbitrary bytes as JSON, parsed to a tree and to a form: both must have the same values. */

#include "base/errors.h"
#include "base/form.h"
#include "base/json.h"
#include "base/text.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

#define DEPTH_MAX 8

static void check_text(const char *text)
{
    FUZZ_CHECK(text && cnops_text_is_utf8(text, strlen(text)));
}

/* depth: number of containers around tree. */
static void check_tree(const cnops_tree_t *tree, int depth)
{
    const bool is_container = tree->type == CNOPS_TREE_OBJECT || tree->type == CNOPS_TREE_LIST;

    FUZZ_CHECK(!is_container || depth < DEPTH_MAX);
    FUZZ_CHECK(is_container || !tree->first);
    if (tree->type == CNOPS_TREE_TEXT)
        check_text(tree->value.text);
    for (const cnops_tree_t *child = tree->first; child; child = child->next) {
        FUZZ_CHECK((child->name != NULL) == (tree->type == CNOPS_TREE_OBJECT));
        if (child->name) {
            check_text(child->name);
            FUZZ_CHECK(cnops_tree_get(tree, child->name) == child);
        }
        FUZZ_CHECK(child->next || tree->last == child);
        check_tree(child, depth + 1);
    }
}

static cnops_tree_t *parse(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    cnops_tree_t *tree;
    const apr_status_t rv = cnops_json_parse(&tree, bytes, len, pool);

    FUZZ_CHECK(rv == APR_SUCCESS || rv == CNOPS_EMALFORMED);
    FUZZ_CHECK((tree != NULL) == (rv == APR_SUCCESS));
    if (tree)
        check_tree(tree, 0);
    return tree;
}

/* JSON that is written must be safe inside an HTML page, and must parse to the same text. */
static void check_written(const cnops_tree_t *tree, apr_pool_t *pool)
{
    const char *json = cnops_json_write(tree, pool);
    const cnops_tree_t *again = parse(json, strlen(json), pool);

    check_text(json);
    FUZZ_CHECK(!strpbrk(json, "<>&\n\r\t\x7F"));
    FUZZ_CHECK(again && strcmp(cnops_json_write(again, pool), json) == 0);
}

/* --- as a form --- */

static void check_field(const cnops_form_field_t *field, const cnops_tree_t *value)
{
    char decimal[32];
    const char *expected = "";

    FUZZ_CHECK(field && (field->fault == CNOPS_FORM_OK || *field->value == '\0'));
    apr_snprintf(decimal, sizeof decimal, "%" APR_INT64_T_FMT, value->value.integer);
    if (value->type == CNOPS_TREE_TEXT)
        expected = value->value.text;
    else if (value->type == CNOPS_TREE_INT)
        expected = decimal;
    else if (value->type == CNOPS_TREE_BOOL && value->value.boolean)
        expected = "oui";
    else if (value->type == CNOPS_TREE_LIST || value->type == CNOPS_TREE_OBJECT)
        FUZZ_CHECK(field->fault == CNOPS_FORM_BAD_TYPE);
    /* A null of the tree may have been a real number, which a form refuses. */
    FUZZ_CHECK(strcmp(field->value, expected) == 0);
}

static int count_members(const cnops_tree_t *object)
{
    int count = 0;

    for (const cnops_tree_t *child = object->first; child; child = child->next)
        count++;
    return count;
}

static bool makes_form(const cnops_tree_t *tree)
{
    return tree->type == CNOPS_TREE_OBJECT && !cnops_tree_get(tree, "") &&
           count_members(tree) <= CNOPS_FORM_FIELDS_MAX;
}

/* Whether it has so many brackets that it may be too deep for a tree. */
static bool is_deep(const char *bytes, apr_size_t len)
{
    int brackets = 0;

    for (apr_size_t i = 0; i < len; i++)
        brackets += bytes[i] == '{' || bytes[i] == '[';
    return brackets > DEPTH_MAX;
}

static void check_form(const cnops_tree_t *tree, const char *bytes, apr_size_t len,
                       apr_pool_t *pool)
{
    cnops_form_t *form;
    const apr_status_t rv = cnops_form_parse_json(&form, bytes, len, pool);

    FUZZ_CHECK(rv == APR_SUCCESS || rv == CNOPS_EMALFORMED);
    FUZZ_CHECK((form != NULL) == (rv == APR_SUCCESS));
    if (!tree) { /* not JSON, or only too deep for a tree */
        /* jansson 2.14 accepts a NUL behind a number. */
        FUZZ_CHECK(!form || is_deep(bytes, len) || memchr(bytes, 0, len));
        return;
    }
    FUZZ_CHECK((form != NULL) == makes_form(tree));
    FUZZ_CHECK(!form || form->fields->nelts == count_members(tree));
    for (const cnops_tree_t *child = form ? tree->first : NULL; child; child = child->next)
        check_field(cnops_form_field(form, child->name), child);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_open();
    const char *bytes = (const char *)data;
    const cnops_tree_t *tree = parse(bytes, size, pool);

    check_form(tree, bytes, size, pool);
    if (tree)
        check_written(tree, pool);
    fuzz_pool_close();
    return 0;
}
