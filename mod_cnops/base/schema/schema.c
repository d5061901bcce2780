/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes a schema of its text: every keyword must be known, and its value of the right form. */
#include "base/schema/schema.h"

#include <apr_strings.h>
#include <regex.h>
#include <string.h>

#define DEFINITIONS "#/$defs/"
#define HOPS_MAX    8 /* of one $ref to the next */

typedef struct maker_t {
    cnops_schema_t *schema;
    const char *fault; /* the first one; NULL: none yet */
    apr_pool_t *pool;
} maker_t;

static const cnops_tree_t *find_definition(const cnops_schema_t *schema, const char *ref)
{
    if (strncmp(ref, DEFINITIONS, strlen(DEFINITIONS)) != 0)
        return NULL;
    return cnops_tree_get(cnops_tree_get(schema->root, "$defs"), ref + strlen(DEFINITIONS));
}

const cnops_tree_t *cnops_schema_target(const cnops_schema_t *schema, const cnops_tree_t *part)
{
    const char *ref = cnops_tree_text(part, "$ref");

    return ref ? find_definition(schema, ref) : NULL;
}

/* RFC 6901: '~' is written "~0" and '/' is written "~1". */
const char *cnops_schema_pointer(const char *parent, const char *name, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(parent) + 2 * strlen(name) + 2);
    char *at = apr_cpystrn(out, parent, strlen(parent) + 1);

    *at++ = '/';
    for (; *name; name++) {
        if (*name == '~' || *name == '/') {
            *at++ = '~';
            *at++ = *name == '~' ? '0' : '1';
        } else {
            *at++ = *name;
        }
    }
    *at = '\0';
    return out;
}

/* --- the forms that the value of a keyword may have --- */

/* Reads the value of a keyword at pointer. NULL, or what is wrong with it. */
typedef const char *(*form_fn)(maker_t *maker, const char *pointer, const cnops_tree_t *value);

static void read_schema(maker_t *maker, const char *pointer, const cnops_tree_t *schema);

static const char *read_text(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    (void)maker, (void)pointer;
    return value->type == CNOPS_TREE_TEXT ? NULL : "must be a text";
}

static const char *read_list(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    (void)maker, (void)pointer;
    return value->type == CNOPS_TREE_LIST && value->first ? NULL : "must be a list with items";
}

static const char *read_names(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    (void)maker, (void)pointer;
    if (value->type != CNOPS_TREE_LIST)
        return "must be a list of names";
    for (const cnops_tree_t *name = value->first; name; name = name->next)
        if (name->type != CNOPS_TREE_TEXT)
            return "must be a list of names";
    return NULL;
}

static const char *read_flag(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    (void)maker, (void)pointer;
    return value->type == CNOPS_TREE_BOOL ? NULL : "must be true or false";
}

static const char *read_count(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    (void)maker, (void)pointer;
    return value->type == CNOPS_TREE_INT && value->value.integer >= 0 ? NULL : "must be a count";
}

static const char *read_type(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    static const char *const types[] = {"object",  "array", "string", "integer",
                                        "boolean", "null",  NULL};

    (void)maker, (void)pointer;
    for (const char *const *type = types; value->type == CNOPS_TREE_TEXT && *type; type++)
        if (strcmp(*type, value->value.text) == 0)
            return NULL;
    return "must be object, array, string, integer, boolean or null";
}

static const char *read_format(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    (void)maker, (void)pointer;
    return value->type == CNOPS_TREE_TEXT && strcmp(value->value.text, "line") == 0
               ? NULL
               : "must be line, the only format that is known here";
}

static apr_status_t free_regex(void *regex)
{
    regfree(regex);
    return APR_SUCCESS;
}

/* A backslash, a named class and the (?…) groups mean other things in ECMAScript. */
static const char *read_pattern(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    regex_t *regex;

    (void)pointer;
    if (value->type != CNOPS_TREE_TEXT)
        return "must be a text";
    if (strpbrk(value->value.text, "\\") || strstr(value->value.text, "[:") ||
        strstr(value->value.text, "(?"))
        return "must not have a backslash, [: or (?";
    regex = apr_palloc(maker->pool, sizeof *regex);
    if (regcomp(regex, value->value.text, REG_EXTENDED | REG_NOSUB) != 0)
        return "must be an extended regular expression";
    apr_pool_cleanup_register(maker->pool, regex, free_regex, apr_pool_cleanup_null);
    apr_hash_set(maker->schema->patterns, value->value.text, APR_HASH_KEY_STRING, regex);
    return NULL;
}

static const char *read_inner(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    read_schema(maker, pointer, value);
    return NULL;
}

static const char *read_members(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    if (value->type != CNOPS_TREE_OBJECT)
        return "must be an object of schemas";
    for (const cnops_tree_t *member = value->first; member; member = member->next)
        read_schema(maker, cnops_schema_pointer(pointer, member->name, maker->pool), member);
    return NULL;
}

static const char *read_ref(maker_t *maker, const char *pointer, const cnops_tree_t *value)
{
    const char *ref = value->type == CNOPS_TREE_TEXT ? value->value.text : "";

    (void)pointer;
    for (int hops = 0; ref; hops++) {
        const cnops_tree_t *part = find_definition(maker->schema, ref);

        if (!part)
            return "must lead to a schema: #/$defs/NAME";
        if (hops == HOPS_MAX)
            return "leads in a circle";
        ref = cnops_tree_text(part, "$ref");
    }
    return NULL;
}

static const struct {
    const char *name;
    form_fn read;
} keywords[] = {
    {"type", read_type},          {"required", read_names},
    {"properties", read_members}, {"additionalProperties", read_flag},
    {"items", read_inner},        {"minItems", read_count},
    {"enum", read_list},          {"pattern", read_pattern},
    {"minLength", read_count},    {"maxLength", read_count},
    {"$ref", read_ref},           {"$defs", read_members},
    {"$schema", read_text},       {"$comment", read_text},
    {"title", read_text},         {"description", read_text},
    {"examples", read_list},      {"format", read_format},
};

static const char *read_keyword(maker_t *maker, const char *pointer, const cnops_tree_t *keyword)
{
    for (apr_size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(keywords[i].name, keyword->name) == 0)
            return keywords[i].read(maker, pointer, keyword);
    return "is not a keyword that is known here";
}

static void refuse(maker_t *maker, const char *pointer, const char *fault)
{
    if (!maker->fault)
        maker->fault = apr_pstrcat(maker->pool, pointer, " ", fault, NULL);
}

static void read_schema(maker_t *maker, const char *pointer, const cnops_tree_t *schema)
{
    if (schema->type != CNOPS_TREE_OBJECT) {
        refuse(maker, pointer, "must be a schema, an object");
        return;
    }
    for (const cnops_tree_t *keyword = schema->first; keyword; keyword = keyword->next) {
        const char *place = cnops_schema_pointer(pointer, keyword->name, maker->pool);
        const char *fault = read_keyword(maker, place, keyword);

        if (fault)
            refuse(maker, place, fault);
    }
}

const cnops_schema_t *cnops_schema_make(const char **pfault, const cnops_tree_t *tree,
                                        apr_pool_t *pool)
{
    maker_t maker = {.pool = pool};

    maker.schema = apr_pcalloc(pool, sizeof *maker.schema);
    maker.schema->root = tree;
    maker.schema->patterns = apr_hash_make(pool);
    read_schema(&maker, "", tree);
    *pfault = maker.fault;
    return maker.fault ? NULL : maker.schema;
}
