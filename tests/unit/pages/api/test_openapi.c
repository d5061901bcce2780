/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The description of the API: it has every address that the portal answers, and nothing in it
 * points to what is not there. */
#include "pages/api/openapi.h"

#include "base/json.h"
#include "core/registration/row.h"
#include "pages/routes.h"
#include "twins/portal.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four above */

static void list_operations(cnops_operation_fn each, void *self)
{
    for (const cnops_route_t *route = cnops_routes; route->path; route++)
        if (route->access)
            each(self, route->path, route->post != NULL, route->access);
}

static const cnops_tree_t *describe(void **state)
{
    portal_t *portal = *state;
    cnops_req_t req = {
        .pool = portal->pool, .app = &portal->app, .list_operations = list_operations};
    const cnops_tree_t *tree = cnops_openapi_make(&req);

    assert_string_equal(browser_get(browser_open(portal), "/api/v1/openapi.json")->body,
                        cnops_json_write(tree, portal->pool));
    return tree;
}

static const cnops_tree_t *member(const cnops_tree_t *object, const char *name)
{
    const cnops_tree_t *found = cnops_tree_get(object, name);

    if (!found)
        print_error("missing: %s\n", name);
    assert_non_null(found);
    return found;
}

static bool lists(const cnops_tree_t *list, const char *word)
{
    for (const cnops_tree_t *one = list->first; one; one = one->next)
        if (strcmp(one->value.text, word) == 0)
            return true;
    return false;
}

/* --- addresses --- */

static const char *address_of(portal_t *portal, const cnops_route_t *route)
{
    const char *star = strchr(route->path, '*');

    return !star ? route->path
                 : apr_psprintf(portal->pool, "%.*s{%s}%s", (int)(star - route->path), route->path,
                                route->access->parameters->name, star + 1);
}

static int count(const cnops_tree_t *object)
{
    int number = 0;

    for (const cnops_tree_t *one = object->first; one; one = one->next)
        number++;
    return number;
}

static void every_address_is_described_and_no_other(void **state)
{
    portal_t *portal = *state;
    const cnops_tree_t *paths = member(describe(state), "paths");
    int routes = 0;

    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        const cnops_tree_t *address, *operation;

        if (strncmp(route->path, "/api/v1/", 8) != 0)
            continue;
        routes++;
        address = member(paths, address_of(portal, route));
        assert_int_equal(count(address), 1);
        operation = member(address, route->post ? "post" : "get");
        assert_string_equal(cnops_tree_text(operation, "operationId"), route->access->id);
        assert_true((cnops_tree_get(operation, "security") != NULL) == route->access->is_open);
        assert_true((cnops_tree_get(operation, "requestBody") != NULL) == (route->post != NULL));
        member(member(operation, "responses"), apr_itoa(portal->pool, route->access->status));
    }
    assert_true(routes >= 6);
    assert_int_equal(count(paths), routes);
}

static void operations_have_names_of_their_own(void **state)
{
    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++)
        for (const cnops_route_t *other = cnops_routes; other < route; other++)
            if (route->access && other->access)
                assert_string_not_equal(route->access->id, other->access->id);
}

static void an_address_with_a_part_names_it_first(void **state)
{
    (void)state;
    for (const cnops_route_t *route = cnops_routes; route->path; route++)
        if (route->access && strchr(route->path, '*'))
            assert_string_equal(route->access->parameters->in, "path");
}

/* What a caller with a wrong key gets is described wherever a key is needed. */
static void every_refusal_of_the_door_is_described(void **state)
{
    static const char *const statuses[] = {"401", "403", "429", "503"};
    portal_t *portal = *state;
    const cnops_tree_t *paths = member(describe(state), "paths");

    for (const cnops_route_t *route = cnops_routes; route->path; route++) {
        const cnops_tree_t *responses;

        if (!route->access || route->access->is_open)
            continue;
        responses = member(member(paths, address_of(portal, route)), route->post ? "post" : "get");
        responses = member(responses, "responses");
        for (int i = 0; i < 4; i++)
            member(member(member(responses, statuses[i]), "content"), "application/problem+json");
    }
}

/* --- what it points to --- */

static void assert_references(const cnops_tree_t *node, const cnops_tree_t *schemas)
{
    static const char prefix[] = "#/components/schemas/";
    const char *reference;

    if (!node || (node->type != CNOPS_TREE_OBJECT && node->type != CNOPS_TREE_LIST))
        return;
    reference = node->type == CNOPS_TREE_OBJECT ? cnops_tree_text(node, "$ref") : NULL;
    if (reference) {
        assert_int_equal(strncmp(reference, prefix, sizeof prefix - 1), 0);
        member(schemas, reference + sizeof prefix - 1);
    }
    for (const cnops_tree_t *one = node->first; one; one = one->next)
        assert_references(one, schemas);
}

static void every_reference_leads_to_a_schema(void **state)
{
    const cnops_tree_t *tree = describe(state);

    assert_references(tree, member(member(tree, "components"), "schemas"));
}

static void what_is_required_of_a_schema_is_in_it(void **state)
{
    const cnops_tree_t *schemas = member(member(describe(state), "components"), "schemas");

    for (const cnops_tree_t *schema = schemas->first; schema; schema = schema->next) {
        const cnops_tree_t *required = cnops_tree_get(schema, "required");

        for (const cnops_tree_t *name = required ? required->first : NULL; name; name = name->next)
            member(member(schema, "properties"), name->value.text);
    }
}

static void a_registration_has_the_columns_that_are_checked(void **state)
{
    const cnops_tree_t *schemas = member(member(describe(state), "components"), "schemas");
    const cnops_tree_t *schema = member(schemas, "registration");
    const cnops_tree_t *properties = member(schema, "properties");

    assert_int_equal(count(properties), CNOPS_REGISTRATION_COLUMNS);
    assert_false(cnops_tree_bool(schema, "additionalProperties"));
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++) {
        const cnops_registration_column_t *column = &cnops_registration_columns[i];
        const cnops_tree_t *property = member(properties, column->name);

        assert_true(lists(member(schema, "required"), column->name) == column->required);
        assert_non_null(cnops_tree_text(property, "description"));
        if (i != CNOPS_REGISTRATION_RECEIVED_ON)
            assert_int_equal(cnops_tree_int(property, "maxLength", -1), column->max);
    }
    assert_int_equal(cnops_tree_int(member(properties, "received_on"), "maxLength", -1), 0);
}

static void every_problem_is_explained(void **state)
{
    const cnops_tree_t *problems = member(describe(state), "x-problems");

    assert_int_equal(count(problems), CNOPS_PROBLEMS_END);
    for (int i = 0; i < CNOPS_PROBLEMS_END; i++)
        assert_int_equal(cnops_tree_int(member(problems, cnops_problems[i].code), "status", 0),
                         cnops_problems[i].status);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_address_is_described_and_no_other),
        cmocka_unit_test(operations_have_names_of_their_own),
        cmocka_unit_test(an_address_with_a_part_names_it_first),
        CASE(every_refusal_of_the_door_is_described),
        CASE(every_reference_leads_to_a_schema),
        CASE(what_is_required_of_a_schema_is_in_it),
        CASE(a_registration_has_the_columns_that_are_checked),
        CASE(every_problem_is_explained),
    };

    return cmocka_run_group_tests_name("the description of the API", tests, NULL, NULL);
}
