/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/api/openapi.h"

#include "pages/api/access.h"
#include "pages/api/schemas.h"

#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

#define VERSION "1.0.0" /* of the API: raised when this file changes what programs may rely on */
#define SCHEMAS "#/components/schemas/"

/* The description, while it is made. */
typedef struct writing_t {
    apr_pool_t *pool;
    cnops_tree_t *paths;
} writing_t;

static void refer(cnops_tree_t *object, const char *schema, apr_pool_t *pool)
{
    cnops_tree_set_text(object, "$ref", apr_pstrcat(pool, SCHEMAS, schema, NULL));
}

static void set_text_schema(cnops_tree_t *object, const char *pattern)
{
    cnops_tree_t *schema = cnops_tree_set_object(object, "schema");

    cnops_tree_set_text(schema, "type", "string");
    if (pattern)
        cnops_tree_set_text(schema, "pattern", pattern);
}

/* --- what callers send --- */

static void add_parameters(cnops_tree_t *operation, const cnops_api_parameter_t *parameter)
{
    cnops_tree_t *list = cnops_tree_set_list(operation, "parameters");

    for (; parameter->in; parameter++) {
        cnops_tree_t *one = cnops_tree_add_object(list);

        cnops_tree_set_text(one, "in", parameter->in);
        cnops_tree_set_text(one, "name", parameter->name);
        cnops_tree_set_bool(one, "required", parameter->required);
        cnops_tree_set_text(one, "description", parameter->description);
        set_text_schema(one, parameter->pattern);
    }
}

static void add_contents(cnops_tree_t *parent, const cnops_api_content_t *content, apr_pool_t *pool)
{
    cnops_tree_t *contents = cnops_tree_set_object(parent, "content");

    for (; content->media_type; content++) {
        cnops_tree_t *one = cnops_tree_set_object(contents, content->media_type);
        cnops_tree_t *schema = cnops_tree_set_object(one, "schema");

        if (content->schema)
            refer(schema, content->schema, pool);
        else
            cnops_tree_set_text(schema, "type", "string");
        cnops_tree_set_text(schema, "description", content->description);
    }
}

/* --- what they get --- */

static void add_header(cnops_tree_t *response, const char *name, const char *description)
{
    cnops_tree_t *headers = cnops_tree_set_object(response, "headers");
    cnops_tree_t *header = cnops_tree_set_object(headers, name);

    cnops_tree_set_text(header, "description", description);
    set_text_schema(header, NULL);
}

/* The first problem of a status makes the response; the others add their titles to it. */
static void add_problem(cnops_tree_t *responses, cnops_problem_e what, apr_pool_t *pool)
{
    const cnops_problem_t *problem = &cnops_problems[what];
    const char *status = apr_itoa(pool, problem->status);
    cnops_tree_t *response = (cnops_tree_t *)cnops_tree_get(responses, status);
    const char *words = apr_pstrcat(pool, problem->code, ": ", problem->title, ".", NULL);
    cnops_tree_t *contents;

    if (response) {
        cnops_tree_set_text(
            response, "description",
            apr_pstrcat(pool, cnops_tree_text(response, "description"), " ", words, NULL));
        return;
    }
    response = cnops_tree_set_object(responses, status);
    cnops_tree_set_text(response, "description", words);
    contents = cnops_tree_set_object(response, "content");
    contents = cnops_tree_set_object(contents, "application/problem+json");
    refer(cnops_tree_set_object(contents, "schema"), "problem", pool);
    if (problem->status == 401)
        add_header(response, "WWW-Authenticate", "As RFC 6750 says.");
    if (problem->status == 409 || problem->status == 429 || problem->status == 503)
        add_header(response, "Retry-After", "Seconds until the request may be repeated.");
}

static void add_responses(cnops_tree_t *operation, const cnops_api_operation_t *about,
                          apr_pool_t *pool)
{
    static const cnops_problem_e always[] = {CNOPS_PROBLEM_KEY_MISSING, CNOPS_PROBLEM_KEY_WRONG,
                                             CNOPS_PROBLEM_KEY_REVOKED, CNOPS_PROBLEM_WRONG_KEYS,
                                             CNOPS_PROBLEM_UNAVAILABLE, CNOPS_PROBLEMS_END};
    cnops_tree_t *responses = cnops_tree_set_object(operation, "responses");
    cnops_tree_t *good = cnops_tree_set_object(responses, apr_itoa(pool, about->status));

    cnops_tree_set_text(good, "description", about->answers->description);
    add_contents(good, about->answers, pool);
    for (const cnops_problem_e *what = about->problems; *what != CNOPS_PROBLEMS_END; what++)
        add_problem(responses, *what, pool);
    for (const cnops_problem_e *what = always; !about->is_open && *what != CNOPS_PROBLEMS_END;
         what++)
        add_problem(responses, *what, pool);
}

/* --- addresses --- */

/* "/api/v1/lots/{id}" for "/api/v1/lots/" and an asterisk. */
static const char *name_part(const char *path, const cnops_api_operation_t *about, apr_pool_t *pool)
{
    const char *star = strchr(path, '*');

    return !star ? path
                 : apr_pstrcat(pool, apr_pstrmemdup(pool, path, (apr_size_t)(star - path)), "{",
                               about->parameters->name, "}", star + 1, NULL);
}

static void add_operation(void *self, const char *path, bool is_post,
                          const cnops_api_operation_t *about)
{
    writing_t *writing = self;
    cnops_tree_t *address =
        cnops_tree_set_object(writing->paths, name_part(path, about, writing->pool));
    cnops_tree_t *operation = cnops_tree_set_object(address, is_post ? "post" : "get"), *body;

    cnops_tree_set_text(operation, "operationId", about->id);
    cnops_tree_set_text(operation, "summary", about->summary);
    cnops_tree_set_text(operation, "description", about->description);
    if (about->is_open)
        cnops_tree_set_list(operation, "security");
    add_parameters(operation, about->parameters);
    if (about->bodies) {
        body = cnops_tree_set_object(operation, "requestBody");
        cnops_tree_set_bool(body, "required", true);
        add_contents(body, about->bodies, writing->pool);
    }
    add_responses(operation, about, writing->pool);
}

/* --- the rest --- */

static void add_info(cnops_tree_t *tree)
{
    cnops_tree_t *info = cnops_tree_set_object(tree, "info");
    cnops_tree_t *license = cnops_tree_set_object(info, "license");

    cnops_tree_set_text(info, "title", "Registrations of students");
    cnops_tree_set_text(info, "version", VERSION);
    cnops_tree_set_text(info, "summary", "For the programs of universities.");
    cnops_tree_set_text(info, "description",
                        "Universities send registrations of their students to the insurer in "
                        "batches, and read what has become of each row. Errors are problem "
                        "documents (RFC 9457); x-problems has all of them.");
    cnops_tree_set_text(license, "name", "Apache-2.0");
    cnops_tree_set_text(license, "identifier", "Apache-2.0");
}

static void add_security(cnops_tree_t *tree, cnops_tree_t *components)
{
    cnops_tree_t *scheme =
        cnops_tree_set_object(cnops_tree_set_object(components, "securitySchemes"), "key");

    cnops_tree_set_text(scheme, "type", "http");
    cnops_tree_set_text(scheme, "scheme", "bearer");
    cnops_tree_set_text(scheme, "description", "The key of the establishment, from the insurer.");
    cnops_tree_set_list(cnops_tree_add_object(cnops_tree_set_list(tree, "security")), "key");
}

static void add_problems(cnops_tree_t *tree)
{
    cnops_tree_t *problems = cnops_tree_set_object(tree, "x-problems");

    for (int i = 0; i < CNOPS_PROBLEMS_END; i++) {
        cnops_tree_t *one = cnops_tree_set_object(problems, cnops_problems[i].code);

        cnops_tree_set_int(one, "status", cnops_problems[i].status);
        cnops_tree_set_text(one, "title", cnops_problems[i].title);
        cnops_tree_set_text(one, "detail", cnops_problems[i].detail);
    }
}

cnops_tree_t *cnops_openapi_make(const cnops_req_t *req)
{
    cnops_tree_t *tree = cnops_tree_object(req->pool), *server, *components;
    writing_t writing = {.pool = req->pool};

    cnops_tree_set_text(tree, "openapi", "3.1.0");
    add_info(tree);
    server = cnops_tree_add_object(cnops_tree_set_list(tree, "servers"));
    cnops_tree_set_text(server, "url", req->app->core->settings->public_url);
    writing.paths = cnops_tree_set_object(tree, "paths");
    req->list_operations(add_operation, &writing);
    components = cnops_tree_set_object(tree, "components");
    add_security(tree, components);
    cnops_tree_set(components, "schemas", cnops_api_schemas(req->pool));
    add_problems(tree);
    return tree;
}

cnops_res_t *cnops_openapi_get(cnops_req_t *req)
{
    return cnops_api_json(req, 200, cnops_openapi_make(req));
}
