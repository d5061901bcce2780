/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A schema up to the first NUL, then a value: both arbitrary JSON. Whatever they are, the check
 * ends, and what it says is a bounded number of lines. The value is also checked against the schema
 * of the institution file. */

#include "base/file.h"
#include "base/json.h"
#include "base/schema/schema_check.h"
#include "base/text.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define SHIPPED "conf/institution.schema.json"

static const cnops_schema_t *make(const cnops_tree_t *tree, apr_pool_t *pool)
{
    const char *fault = NULL;
    const cnops_schema_t *schema = tree ? cnops_schema_make(&fault, tree, pool) : NULL;

    FUZZ_CHECK(!tree || !schema == (fault != NULL));
    return schema;
}

static void check(const cnops_schema_t *schema, const cnops_tree_t *value, apr_pool_t *pool)
{
    cnops_faults_t *faults = cnops_faults_make(pool);
    const char *text;
    int lines = 1;

    cnops_schema_check(faults, schema, value, pool);
    text = cnops_faults_text(faults, "", pool);
    FUZZ_CHECK((text != NULL) == cnops_faults_any(faults));
    for (const char *at = text ? text : ""; *at; at++)
        lines += *at == '\n';
    FUZZ_CHECK(lines <= CNOPS_FAULTS_MAX + 1);
    FUZZ_CHECK(!text || cnops_text_is_utf8(text, strlen(text)));
}

/* --- the schema of the institution file --- */

static apr_pool_t *shipped_pool;

/* The leak sanitizer does not look into APR's pools, where the compiled patterns are kept. */
static void drop_shipped(void)
{
    apr_pool_destroy(shipped_pool);
}

static const cnops_schema_t *read_shipped(void)
{
    cnops_tree_t *tree = NULL;
    const char *text;
    apr_size_t len;

    FUZZ_CHECK(apr_pool_create(&shipped_pool, NULL) == APR_SUCCESS);
    FUZZ_CHECK(atexit(drop_shipped) == 0);
    FUZZ_CHECK(cnops_file_read(&text, &len, SHIPPED, 65536, shipped_pool) == APR_SUCCESS);
    FUZZ_CHECK(cnops_json_parse(&tree, text, len, shipped_pool) == APR_SUCCESS);
    return make(tree, shipped_pool);
}

static const cnops_schema_t *shipped_schema(void)
{
    static const cnops_schema_t *schema;

    if (!schema)
        schema = read_shipped();
    FUZZ_CHECK(schema);
    return schema;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};
    const char *text = fuzz_take_text(&input, pool);
    cnops_tree_t *tree = NULL, *value = NULL;
    const cnops_schema_t *schema;

    cnops_json_parse(&tree, text, strlen(text), pool);
    cnops_json_parse(&value, input.bytes, input.len, pool);
    schema = make(tree, pool);
    if (schema && value)
        check(schema, value, pool);
    if (value)
        check(shipped_schema(), value, pool);
    fuzz_pool_close();
    return 0;
}
