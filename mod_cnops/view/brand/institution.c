/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/institution.h"

#include "base/errors.h"
#include "base/file.h"
#include "base/json.h"
#include "base/schema/schema_check.h"
#include "base/text.h"
#include "view/brand/mutuelles.h"

#include <apr_strings.h>
#include <string.h>

/* Bytes. The shipped file has 5 KiB. The time of the check grows with the square of the number of
 * keys: a file of this size takes half a second at most, one of 1 MiB took more than a minute. */
#define FILE_MAX 65536
#define SCHEMA   "/institution.schema.json"

static const char *reason_of(apr_status_t rv, apr_pool_t *pool)
{
    char text[120];

    if (rv == CNOPS_ETOOLARGE)
        return "it has over 64 KiB";
    return apr_pstrdup(pool, apr_strerror(rv, text, sizeof text));
}

static const cnops_tree_t *read_json(const char **pfault, const char *path, apr_pool_t *pool)
{
    cnops_tree_t *tree = NULL;
    const char *bytes, *text;
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&bytes, &len, path, FILE_MAX, pool);

    if (rv != APR_SUCCESS) {
        *pfault = reason_of(rv, pool);
        return NULL;
    }
    text = cnops_text_after_mark(bytes);
    len -= (apr_size_t)(text - bytes);
    if (cnops_json_parse(&tree, text, len, pool) != APR_SUCCESS)
        *pfault = cnops_json_fault(text, len, pool);
    return tree;
}

static const cnops_schema_t *read_schema(cnops_faults_t *faults, const char *htdocs,
                                         apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, htdocs, SCHEMA, NULL), *fault = NULL;
    const cnops_tree_t *tree = read_json(&fault, path, pool);
    const cnops_schema_t *schema = tree ? cnops_schema_make(&fault, tree, pool) : NULL;

    if (!schema)
        cnops_faults_add(faults, "its schema %s: %s; it comes with the templates", path, fault);
    return schema;
}

/* False: the schema cannot be read. It is needed only now. Its regular expressions are not in the
 * memory of a pool, so they must not wait for the pool of the configuration, which a child of httpd
 * never destroys. */
static bool check(cnops_faults_t *faults, const char *htdocs, const cnops_tree_t *tree,
                  apr_pool_t *pool)
{
    const cnops_schema_t *schema;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, pool);
    schema = read_schema(faults, htdocs, scratch);
    if (schema && tree)
        cnops_schema_check(faults, schema, tree, scratch);
    if (tree)
        cnops_mutuelles_check(faults, tree, scratch);
    apr_pool_destroy(scratch);
    return schema != NULL;
}

const cnops_tree_t *cnops_institution_load(cnops_faults_t *faults, const char *path,
                                           const char *htdocs, apr_pool_t *pool)
{
    const char *fault = NULL;
    const cnops_tree_t *tree = read_json(&fault, path, pool);

    if (!tree)
        cnops_faults_add(faults, "%s; an example is the institution.json that came with the module",
                         fault);
    return check(faults, htdocs, tree, pool) ? tree : NULL;
}

static bool is_for_visitors(const char *name)
{
    static const char *const others[] = {"emblem", "emblem_png", "colours", "face", NULL};

    for (const char *const *other = others; *other; other++)
        if (strcmp(*other, name) == 0)
            return false;
    return *name != '$';
}

cnops_tree_t *cnops_institution_site(const cnops_tree_t *institution, apr_pool_t *pool)
{
    cnops_tree_t *site = cnops_tree_object(pool);

    for (const cnops_tree_t *at = institution->first; at; at = at->next) {
        if (is_for_visitors(at->name))
            cnops_tree_set(site, at->name, cnops_tree_borrow(at, pool));
    }
    return site;
}
