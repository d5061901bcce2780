/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/schema/schema_check.h"

#include "base/json.h"
#include "base/text.h"

#include <apr_strings.h>
#include <regex.h>
#include <string.h>

#define SHOWN_MAX 60 /* bytes of a value in a fault */

typedef struct checker_t {
    const cnops_schema_t *schema;
    cnops_faults_t *faults;
    apr_pool_t *pool;
} checker_t;

/* A value, where it stands, and the part of the schema that it must follow. */
typedef struct place_t {
    const char *pointer;
    const cnops_tree_t *value;
    const cnops_tree_t *part;
    /* The part from which a $ref has led here. Its description and examples come first. */
    const cnops_tree_t *about;
} place_t;

/* Applies one keyword, whose value in the schema is rule. As in JSON Schema, a keyword says nothing
 * about values of a type for which it is not meant. */
typedef void (*check_fn)(const checker_t *checker, const place_t *place, const cnops_tree_t *rule);

static void check_place(const checker_t *checker, const place_t *place);

static void check_value(const checker_t *checker, const char *pointer, const cnops_tree_t *value,
                        const cnops_tree_t *part)
{
    const place_t place = {pointer, value, part, part};

    check_place(checker, &place);
}

/* --- what a fault says --- */

/* What the schema says about a part itself, or about the part to which it refers. */
static const cnops_tree_t *find_note(const checker_t *checker, const cnops_tree_t *part,
                                     const char *name)
{
    const cnops_tree_t *note = NULL;

    for (; part && !note; part = cnops_schema_target(checker->schema, part))
        note = cnops_tree_get(part, name);
    return note;
}

static const char *example_of(const checker_t *checker, const cnops_tree_t *part)
{
    const cnops_tree_t *examples = find_note(checker, part, "examples");

    return examples ? cnops_json_write(examples->first, checker->pool) : NULL;
}

static const char *show(const checker_t *checker, const cnops_tree_t *value)
{
    return cnops_text_printable(cnops_json_write(value, checker->pool), SHOWN_MAX, checker->pool);
}

static const char *pointer_of(const place_t *place)
{
    return *place->pointer ? place->pointer : "the file as a whole";
}

static void refuse(const checker_t *checker, const place_t *place, const char *reason)
{
    const cnops_tree_t *about = find_note(checker, place->about, "description");
    const char *example = example_of(checker, place->about);

    cnops_faults_add(checker->faults, "%s: %s%s%s%s%s%s", pointer_of(place), reason,
                     about ? " (" : "", about ? about->value.text : "", about ? ")" : "",
                     example ? "; for example " : "", example ? example : "");
}

/* --- keywords for all types --- */

static const struct {
    cnops_tree_type_e type;
    const char *word, *name;
} types[] = {
    {CNOPS_TREE_OBJECT, "object", "an object"},    {CNOPS_TREE_LIST, "array", "a list"},
    {CNOPS_TREE_TEXT, "string", "a text"},         {CNOPS_TREE_INT, "integer", "a whole number"},
    {CNOPS_TREE_BOOL, "boolean", "true or false"}, {CNOPS_TREE_NULL, "null", "null"},
};

static void check_type(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    const char *wanted = "", *found = "";

    for (apr_size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].word, rule->value.text) == 0)
            wanted = types[i].name;
        if (types[i].type == place->value->type)
            found = types[i].name;
    }
    if (wanted != found)
        refuse(checker, place, apr_psprintf(checker->pool, "must be %s, but is %s", wanted, found));
}

static bool is_same(const cnops_tree_t *a, const cnops_tree_t *b, apr_pool_t *pool)
{
    return a->type == b->type && strcmp(cnops_json_write(a, pool), cnops_json_write(b, pool)) == 0;
}

static void check_enum(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    for (const cnops_tree_t *choice = rule->first; choice; choice = choice->next)
        if (is_same(choice, place->value, checker->pool))
            return;
    refuse(checker, place,
           apr_psprintf(checker->pool, "%s is not one of %s", show(checker, place->value),
                        cnops_json_write(rule, checker->pool)));
}

static void check_ref(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    place_t target = *place;

    (void)rule;
    target.part = cnops_schema_target(checker->schema, place->part);
    check_place(checker, &target);
}

/* --- keywords for objects --- */

static void check_required(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    const cnops_tree_t *members = cnops_tree_get(place->part, "properties");

    for (const cnops_tree_t *name = rule->first; name; name = name->next) {
        const char *key = name->value.text;
        const cnops_tree_t *part = cnops_tree_get(members, key);
        const char *example = part ? example_of(checker, part) : NULL;

        if (place->value->type != CNOPS_TREE_OBJECT || cnops_tree_get(place->value, key))
            continue;
        cnops_faults_add(checker->faults, "%s: the key \"%s\" is missing; for example \"%s\": %s",
                         pointer_of(place), key, key, example ? example : "…");
    }
}

static void check_properties(const checker_t *checker, const place_t *place,
                             const cnops_tree_t *rule)
{
    const cnops_tree_t *first =
        place->value->type == CNOPS_TREE_OBJECT ? place->value->first : NULL;

    for (const cnops_tree_t *member = first; member; member = member->next) {
        const cnops_tree_t *part = cnops_tree_get(rule, member->name);

        if (part)
            check_value(checker, cnops_schema_pointer(place->pointer, member->name, checker->pool),
                        member, part);
    }
}

static const char *list_names(const cnops_tree_t *members, apr_pool_t *pool)
{
    const char *list = "";

    for (const cnops_tree_t *member = members ? members->first : NULL; member;
         member = member->next)
        list = apr_pstrcat(pool, list, *list ? ", " : "", member->name, NULL);
    return list;
}

static void check_others(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    const cnops_tree_t *members = cnops_tree_get(place->part, "properties");
    bool is_open = rule->value.boolean || place->value->type != CNOPS_TREE_OBJECT;

    for (const cnops_tree_t *member = is_open ? NULL : place->value->first; member;
         member = member->next)
        if (!cnops_tree_get(members, member->name))
            cnops_faults_add(checker->faults, "%s: this key is not known; the known keys are: %s",
                             cnops_schema_pointer(place->pointer, member->name, checker->pool),
                             list_names(members, checker->pool));
}

/* --- keywords for lists --- */

static int count_items(const cnops_tree_t *list)
{
    int count = 0;

    for (const cnops_tree_t *item = list->first; item; item = item->next)
        count++;
    return count;
}

static void check_items(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    const cnops_tree_t *first = place->value->type == CNOPS_TREE_LIST ? place->value->first : NULL;
    int index = 0;

    for (const cnops_tree_t *item = first; item; item = item->next, index++) {
        const char *name = apr_itoa(checker->pool, index);

        check_value(checker, cnops_schema_pointer(place->pointer, name, checker->pool), item, rule);
    }
}

static void check_fewest(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    if (place->value->type == CNOPS_TREE_LIST && count_items(place->value) < rule->value.integer)
        refuse(checker, place,
               apr_psprintf(checker->pool, "must have at least %" APR_INT64_T_FMT " items",
                            rule->value.integer));
}

/* --- keywords for texts --- */

static bool is_text(const place_t *place)
{
    return place->value->type == CNOPS_TREE_TEXT;
}

static void check_pattern(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    const char *pattern = rule->value.text;
    const regex_t *regex = apr_hash_get(checker->schema->patterns, pattern, APR_HASH_KEY_STRING);

    if (is_text(place) && regexec(regex, place->value->value.text, 0, NULL, 0) != 0)
        refuse(checker, place,
               apr_psprintf(checker->pool, "%s does not have the form %s",
                            show(checker, place->value), pattern));
}

/* "line" is the only format. */
static void check_format(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    apr_uint32_t point = is_text(place) ? cnops_text_disturber(place->value->value.text) : 0;

    (void)rule;
    if (point)
        refuse(checker, place,
               apr_psprintf(checker->pool,
                            "%s has the character U+%04X: texts have no line breaks or control "
                            "characters, nor any that turn the direction of writing",
                            show(checker, place->value), point));
}

static void check_shortest(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    if (is_text(place) &&
        (apr_int64_t)cnops_text_length(place->value->value.text) < rule->value.integer)
        refuse(checker, place,
               apr_psprintf(checker->pool,
                            "%s is too short: at least %" APR_INT64_T_FMT " characters",
                            show(checker, place->value), rule->value.integer));
}

static void check_longest(const checker_t *checker, const place_t *place, const cnops_tree_t *rule)
{
    if (is_text(place) &&
        (apr_int64_t)cnops_text_length(place->value->value.text) > rule->value.integer)
        refuse(checker, place,
               apr_psprintf(checker->pool,
                            "%s… is too long: at most %" APR_INT64_T_FMT " characters",
                            show(checker, place->value), rule->value.integer));
}

/* --- a whole value --- */

static const struct {
    const char *keyword;
    check_fn check;
} checks[] = {
    {"type", check_type},
    {"enum", check_enum},
    {"$ref", check_ref},
    {"required", check_required},
    {"properties", check_properties},
    {"additionalProperties", check_others},
    {"items", check_items},
    {"minItems", check_fewest},
    {"pattern", check_pattern},
    {"format", check_format},
    {"minLength", check_shortest},
    {"maxLength", check_longest},
};

static void check_place(const checker_t *checker, const place_t *place)
{
    for (apr_size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const cnops_tree_t *rule = cnops_tree_get(place->part, checks[i].keyword);

        if (rule)
            checks[i].check(checker, place, rule);
    }
}

void cnops_schema_check(cnops_faults_t *faults, const cnops_schema_t *schema,
                        const cnops_tree_t *value, apr_pool_t *pool)
{
    const checker_t checker = {schema, faults, pool};

    check_value(&checker, "", value, schema->root);
}
