/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/schemas.h"

#include "core/batch/codes.h"

#include <apr_strings.h>
#include <string.h>

#define REFERENCE "^[A-Za-z0-9_-]{22}$"

/* --- the answers --- */

typedef struct member_t {
    const char *schema, *name;
    const char *type;         /* of JSON; NULL: an array of the schema in of */
    const char *of;           /* name of a schema */
    const char *pattern;      /* of a text; NULL: none */
    const char *const *words; /* that a text may be; NULL: any */
    bool is_fault;            /* a text that is one of the codes of faults */
    const char *description;
} member_t;

/* Those that a reader can see. */
static const char *const states[] = {"preview", "queued",    "running", "done",
                                     "failed",  "abandoned", NULL};
static const char *const statuses[] = {CNOPS_REGISTRATION_STATUS(CNOPS_WORDS_TEXT) NULL};

/* Members of a schema stand together. All are always there. */
static const member_t members[] = {
    {"establishment", "code", "string", .pattern = "^[A-Z0-9-]{2,16}$",
     .description = "By which the insurer names the establishment."},
    {"establishment", "name", "string", .description = "As people read it."},
    {"establishment", "day_rows", "integer", .description = "Rows that it may send in a day."},
    {"establishment", "day_rows_left", "integer", .description = "Rows that are left of them."},

    {"batch_id", "id", "string", .pattern = REFERENCE, .description = "Of the batch."},

    {"batch", "id", "string", .pattern = REFERENCE, .description = "Of the batch."},
    {"batch", "state", "string", .words = states,
     .description = "done: every row was accepted or refused. failed: the batch cannot be worked "
                    "off; send it again with another Idempotency-Key. preview and abandoned: of a "
                    "file that an officer has sent on the pages."},
    {"batch", "rows", "integer", .description = "Rows of the body, empty ones excepted."},
    {"batch", "accepted", "integer", .description = "Rows that were accepted so far."},
    {"batch", "refused", "integer", .description = "Rows that were refused so far."},

    {"fault", "line", "integer",
     .description =
         "Of the row. The header row of CSV is line 1; the first row of NDJSON is line 1."},
    {"fault", "key", "string",
     .description = "YEAR/CINE as sent; empty where one of these is the fault."},
    {"fault", "field", "string", .description = "Name of the column, or row."},
    {"fault", "code", "string", .is_fault = true, .description = "A word for programs."},
    {"fault", "message", "string", .description = "What the code means, in English."},
    {"faults", "errors", NULL, "fault", .description = "In the order of the file."},

    {"result", "line", "integer", .description = "Of the row."},
    {"result", "key", "string", .description = "YEAR/CINE."},
    {"result", "status", "string", .words = statuses, .description = "Of the student, now."},
    {"result", "received_on", "string",
     .description = "The day on which the insurer received the file (ISO), or empty."},
    {"result", "errors", "string",
     .description = "With the status errors: names of columns, with ';' between them."},
    {"results", "results", NULL, "result", .description = "In the order of the file."},

    {"problem", "type", "string",
     .description = "The address of the place in x-problems that explains the code."},
    {"problem", "title", "string", .description = "What is wrong, in English."},
    {"problem", "status", "integer", .description = "The status of the answer."},
    {"problem", "detail", "string", .description = "What to do."},
    {"problem", "code", "string", .pattern = "^[a-z_]+$",
     .description = "A word for programs: a name in x-problems."},
    {"problem", "reference", "string", .pattern = "^[0-9A-Z]{8}$",
     .description = "Tell it to the insurer if you ask for help."},
};

static void list_words(cnops_tree_t *schema, const char *const *words)
{
    cnops_tree_t *list = cnops_tree_set_list(schema, "enum");

    for (; *words; words++)
        cnops_tree_add_text(list, *words);
}

static void list_codes(cnops_tree_t *list, const cnops_registration_code_t *codes)
{
    for (; codes->code; codes++)
        cnops_tree_add_text(list, codes->code);
}

static void list_faults(cnops_tree_t *schema)
{
    cnops_tree_t *list = cnops_tree_set_list(schema, "enum");

    list_codes(list, cnops_registration_codes);
    list_codes(list, cnops_batch_codes);
}

static void add_member(cnops_tree_t *properties, const member_t *member, apr_pool_t *pool)
{
    cnops_tree_t *property = cnops_tree_set_object(properties, member->name);

    cnops_tree_set_text(property, "type", member->type ? member->type : "array");
    if (!member->type)
        cnops_tree_set_text(cnops_tree_set_object(property, "items"), "$ref",
                            apr_pstrcat(pool, "#/components/schemas/", member->of, NULL));
    if (member->type && strcmp(member->type, "integer") == 0)
        cnops_tree_set_int(property, "minimum", 0);
    if (member->pattern)
        cnops_tree_set_text(property, "pattern", member->pattern);
    if (member->words)
        list_words(property, member->words);
    if (member->is_fault)
        list_faults(property);
    cnops_tree_set_text(property, "description", member->description);
}

static cnops_tree_t *add_object(cnops_tree_t *schemas, const char *name, cnops_tree_t **prequired)
{
    cnops_tree_t *schema = cnops_tree_set_object(schemas, name);

    cnops_tree_set_text(schema, "type", "object");
    *prequired = cnops_tree_set_list(schema, "required");
    return cnops_tree_set_object(schema, "properties");
}

static void add_answers(cnops_tree_t *schemas, apr_pool_t *pool)
{
    cnops_tree_t *properties = NULL, *required = NULL;
    const char *name = NULL;

    for (apr_size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (!properties || strcmp(name, members[i].schema) != 0)
            properties = add_object(schemas, members[i].schema, &required);
        name = members[i].schema;
        add_member(properties, &members[i], pool);
        cnops_tree_add_text(required, members[i].name);
    }
}

/* --- a registration, as establishments send it --- */

typedef struct column_t {
    const char *pattern;
    const char *const *words;
    const char *description;
} column_t;

static const char *const sexes[] = {"M", "F", NULL};
static const char *const sent_statuses[] = {"at_university", "sent", "errors", "other_cover", NULL};

static const column_t columns[CNOPS_REGISTRATION_COLUMNS] = {
    [CNOPS_REGISTRATION_YEAR] = {"^20[0-9]{2}-20[0-9]{2}$", NULL,
                                 "Academic year, for instance 2025-2026."},
    [CNOPS_REGISTRATION_CINE] = {NULL, NULL,
                                 "National card (CNIE) of the student, or another document."},
    [CNOPS_REGISTRATION_MASSAR] = {NULL, NULL,
                                   "CNE or Massar code: a letter and 9 digits, or 10 digits."},
    [CNOPS_REGISTRATION_BIRTH_DATE] =
        {"^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})$", NULL,
         "ISO (YYYY-MM-DD), or DD/MM/YYYY."},
    [CNOPS_REGISTRATION_FAMILY_NAME] = {NULL, NULL, "In Latin letters."},
    [CNOPS_REGISTRATION_GIVEN_NAME] = {NULL, NULL, "In Latin letters."},
    [CNOPS_REGISTRATION_SEX] = {NULL, sexes, "As the card says."},
    [CNOPS_REGISTRATION_ADDRESS] = {NULL, NULL, "One line; may be empty."},
    [CNOPS_REGISTRATION_EMAIL] = {NULL, NULL, "The student is told here; may be empty."},
    [CNOPS_REGISTRATION_STATE] = {NULL, sent_statuses, "Other statuses are the insurer's."},
    [CNOPS_REGISTRATION_RECEIVED_ON] = {NULL, NULL, "Empty: only the insurer fills it."},
    [CNOPS_REGISTRATION_FAULTY] = {NULL, NULL,
                                   "With the status errors: names of columns of this schema, with "
                                   "';' between them."},
};

static void add_column(cnops_tree_t *properties, int i)
{
    const cnops_registration_column_t *column = &cnops_registration_columns[i];
    cnops_tree_t *property = cnops_tree_set_object(properties, column->name);
    bool is_insurers = i == CNOPS_REGISTRATION_RECEIVED_ON;
    cnops_tree_t *types = cnops_tree_set_list(property, "type");

    cnops_tree_add_text(types, "string");
    if (column->required)
        cnops_tree_set_int(property, "minLength", 1);
    else
        cnops_tree_add_text(types, "null");
    cnops_tree_set_int(property, "maxLength", is_insurers ? 0 : (apr_int64_t)column->max);
    if (columns[i].pattern)
        cnops_tree_set_text(property, "pattern", columns[i].pattern);
    if (columns[i].words)
        list_words(property, columns[i].words);
    cnops_tree_set_text(property, "description", columns[i].description);
}

static void add_registration(cnops_tree_t *schemas)
{
    cnops_tree_t *required, *properties = add_object(schemas, "registration", &required);

    cnops_tree_set_bool((cnops_tree_t *)cnops_tree_get(schemas, "registration"),
                        "additionalProperties", false);
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++) {
        add_column(properties, i);
        if (cnops_registration_columns[i].required)
            cnops_tree_add_text(required, cnops_registration_columns[i].name);
    }
}

cnops_tree_t *cnops_api_schemas(apr_pool_t *pool)
{
    cnops_tree_t *schemas = cnops_tree_object(pool);

    add_registration(schemas);
    add_answers(schemas, pool);
    cnops_tree_set_text(cnops_tree_set_object(schemas, "description"), "type", "object");
    return schemas;
}
