/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The door of the API: the order of its checks, and that each refusal is a problem document. */
#include "pages/api/access.h"

#include "base/errors.h"
#include "base/json.h"
#include "core/establishment/api_key.h"
#include "core/establishment/establishment.h"
#include "core/establishment/quota.h"
#include "twins/portal.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four above */

#define WHOAMI "/api/v1/etablissement"

typedef struct world_t {
    portal_t *portal;
    browser_t *program;
    const char *key;
    const cnops_establishment_t *establishment;
} world_t;

static world_t begin(void **state)
{
    portal_t *portal = *state;
    const cnops_core_t *core = portal->app.core;
    world_t world = {.portal = portal, .program = browser_open(portal)};

    assert_int_equal(cnops_establishment_add(&world.key, core, "UM5", "Fictive", portal->pool),
                     APR_SUCCESS);
    assert_int_equal(cnops_establishment_by_code(&world.establishment, core, "UM5", portal->pool),
                     APR_SUCCESS);
    return world;
}

static const char *bearer(const world_t *world, const char *key)
{
    return apr_pstrcat(world->portal->pool, "Bearer ", key, NULL);
}

static const char *header(const answer_t *answer, const char *name)
{
    return apr_table_get(answer->res->headers, name);
}

/* The answer must be this problem, and whole. */
static const cnops_tree_t *assert_problem(const world_t *world, const cnops_res_t *res,
                                          cnops_problem_e what)
{
    const cnops_problem_t *problem = &cnops_problems[what];
    cnops_tree_t *tree;

    assert_non_null(res);
    assert_int_equal(res->status, problem->status);
    assert_string_equal(res->content_type, "application/problem+json");
    assert_int_equal(cnops_json_parse(&tree, res->body, res->body_len, world->portal->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(tree, "code"), problem->code);
    assert_string_equal(cnops_tree_text(tree, "title"), problem->title);
    assert_string_equal(cnops_tree_text(tree, "detail"), problem->detail);
    assert_int_equal(cnops_tree_int(tree, "status", 0), problem->status);
    assert_non_null(strstr(cnops_tree_text(tree, "type"), problem->code));
    assert_int_equal(strlen(cnops_tree_text(tree, "reference")), 8);
    assert_non_null(strstr(res->event, cnops_tree_text(tree, "reference")));
    assert_null(apr_table_get(res->headers, "Set-Cookie"));
    return tree;
}

static answer_t *ask(const world_t *world, const char *authorization)
{
    world->program->authorization = authorization;
    return browser_get(world->program, WHOAMI);
}

/* --- keys --- */

static void a_right_key_is_let_in_without_a_cookie(void **state)
{
    world_t world = begin(state);
    answer_t *answer = ask(&world, bearer(&world, world.key));

    assert_int_equal(answer->status, 200);
    assert_string_equal(cnops_tree_text(answer->page, "code"), "UM5");
    assert_int_equal(cnops_tree_int(answer->page, "day_rows_left", 0), 500000);
    assert_null(header(answer, "Set-Cookie"));
    assert_int_equal(
        ask(&world, apr_pstrcat(world.portal->pool, "bearer   ", world.key, " ", NULL))->status,
        200);
}

static void no_key_is_challenged_without_an_error(void **state)
{
    world_t world = begin(state);
    const char *const nothing[] = {NULL, "", "Bearer", "Bearer ", "Basic Zm9vOmJhcg==", "BearerX"};

    for (unsigned i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        answer_t *answer = ask(&world, nothing[i]);

        assert_problem(&world, answer->res, CNOPS_PROBLEM_KEY_MISSING);
        assert_string_equal(header(answer, "WWW-Authenticate"), "Bearer realm=\"cnops\"");
    }
}

static void a_wrong_key_is_challenged_with_an_error(void **state)
{
    world_t world = begin(state);
    answer_t *answer =
        ask(&world, bearer(&world, cnops_api_key_make(world.portal->app.core, world.portal->pool)));

    assert_problem(&world, answer->res, CNOPS_PROBLEM_KEY_WRONG);
    assert_non_null(strstr(header(answer, "WWW-Authenticate"), "error=\"invalid_token\""));
    assert_problem(&world, ask(&world, "Bearer x")->res, CNOPS_PROBLEM_KEY_WRONG);
}

static void a_revoked_key_is_forbidden(void **state)
{
    world_t world = begin(state);

    assert_int_equal(cnops_establishment_revoke(world.portal->app.core, world.establishment->id,
                                                world.portal->pool),
                     APR_SUCCESS);
    assert_problem(&world, ask(&world, bearer(&world, world.key))->res, CNOPS_PROBLEM_KEY_REVOKED);
}

static void too_many_wrong_keys_wait_and_right_ones_do_not(void **state)
{
    world_t world = begin(state);
    answer_t *answer;

    world.portal->fixture->settings->block_failures = 60;
    for (int i = 0; i < 60; i++)
        assert_int_equal(ask(&world, "Bearer x")->status, 401);
    answer = ask(&world, "Bearer x");
    assert_problem(&world, answer->res, CNOPS_PROBLEM_WRONG_KEYS);
    assert_non_null(header(answer, "Retry-After"));
    assert_int_equal(ask(&world, bearer(&world, world.key))->status, 200);
}

static void a_store_that_is_down_is_503_with_a_wait(void **state)
{
    world_t world = begin(state);
    answer_t *answer;

    store_memory_down(world.portal->fixture->store, true);
    answer = ask(&world, bearer(&world, world.key));
    assert_problem(&world, answer->res, CNOPS_PROBLEM_UNAVAILABLE);
    assert_string_equal(header(answer, "Retry-After"), "10");
    assert_int_equal(answer->res->failure, CNOPS_EUNAVAILABLE);
}

/* --- addresses and methods, before any key --- */

static void unknown_addresses_are_problems_too(void **state)
{
    world_t world = begin(state);

    world.program->authorization = bearer(&world, world.key);
    assert_problem(&world, browser_get(world.program, "/api/")->res, CNOPS_PROBLEM_NOT_FOUND);
    assert_problem(&world, browser_get(world.program, "/api/v2/lots")->res,
                   CNOPS_PROBLEM_NOT_FOUND);
    assert_problem(&world, browser_post(world.program, "/api/v1/rien", NULL)->res,
                   CNOPS_PROBLEM_NOT_FOUND);
}

static void other_methods_are_405_with_allow(void **state)
{
    world_t world = begin(state);
    answer_t *answer = browser_send(world.program, CNOPS_METHOD_OTHER, WHOAMI);

    assert_problem(&world, answer->res, CNOPS_PROBLEM_METHOD);
    assert_string_equal(header(answer, "Allow"), "GET, HEAD");
    assert_int_equal(browser_post(world.program, WHOAMI, NULL)->status, 405);
}

/* --- bodies --- */

static const cnops_res_t *admit(const world_t *world, const char *type, apr_int64_t announced,
                                const char *key)
{
    cnops_req_t req = {.pool = world->portal->pool,
                       .app = &world->portal->app,
                       .method = CNOPS_METHOD_POST,
                       .path = "/api/v1/inscriptions",
                       .ip = "192.0.2.7",
                       .content_type = type,
                       .announced = announced,
                       .authorization = key ? bearer(world, key) : NULL};

    return cnops_api_admit(&req, &cnops_api_send_batch);
}

static void a_body_is_judged_before_the_key(void **state)
{
    world_t world = begin(state);
    apr_int64_t most = cnops_api_send_batch.body_max;

    assert_problem(&world, admit(&world, "text/plain", most + 1, NULL), CNOPS_PROBLEM_TOO_LARGE);
    assert_problem(&world, admit(&world, "text/plain", most, NULL), CNOPS_PROBLEM_WRONG_TYPE);
    assert_problem(&world, admit(&world, NULL, most, NULL), CNOPS_PROBLEM_WRONG_TYPE);
    assert_problem(&world, admit(&world, "text/csv", most, NULL), CNOPS_PROBLEM_KEY_MISSING);
    assert_null(admit(&world, "text/csv", most, world.key));
}

static void media_types_are_read_as_they_are_written(void **state)
{
    world_t world = begin(state);
    const char *const taken[] = {"Text/CSV", "text/csv; charset=utf-8",
                                 "text/csv;charset=\"UTF-8\"",
                                 "text/csv; header=present; charset=UTF-8", "application/x-ndjson"};
    const char *const refused[] = {"text/csvx", "text/csv; charset=utf-80",
                                   "text/csv; charset=windows-1252", "application/json", ""};

    for (unsigned i = 0; i < sizeof taken / sizeof *taken; i++)
        assert_null(admit(&world, taken[i], 0, world.key));
    for (unsigned i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_problem(&world, admit(&world, refused[i], 0, world.key), CNOPS_PROBLEM_WRONG_TYPE);
}

static void a_compressed_body_is_refused(void **state)
{
    world_t world = begin(state);
    cnops_req_t req = {.pool = world.portal->pool,
                       .app = &world.portal->app,
                       .method = CNOPS_METHOD_POST,
                       .ip = "192.0.2.7",
                       .content_type = "text/csv",
                       .content_encoding = "gzip",
                       .authorization = bearer(&world, world.key)};

    assert_problem(&world, cnops_api_admit(&req, &cnops_api_send_batch), CNOPS_PROBLEM_WRONG_TYPE);
    req.content_encoding = "identity";
    assert_null(cnops_api_admit(&req, &cnops_api_send_batch));
    assert_string_equal(req.establishment->code, "UM5");
}

static void without_rows_left_nothing_is_sent_but_all_is_read(void **state)
{
    world_t world = begin(state);
    const cnops_res_t *res;
    bool taken;

    world.portal->fixture->settings->api_day_rows = 5;
    assert_int_equal(cnops_quota_take(&taken, world.portal->app.core, world.establishment, 5,
                                      world.portal->pool),
                     APR_SUCCESS);
    res = admit(&world, "text/csv", 0, world.key);
    assert_problem(&world, res, CNOPS_PROBLEM_DAY_ROWS);
    assert_string_equal(apr_table_get(res->headers, "Retry-After"), "86400");
    assert_int_equal(ask(&world, bearer(&world, world.key))->status, 200);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_right_key_is_let_in_without_a_cookie),
        CASE(no_key_is_challenged_without_an_error),
        CASE(a_wrong_key_is_challenged_with_an_error),
        CASE(a_revoked_key_is_forbidden),
        CASE(too_many_wrong_keys_wait_and_right_ones_do_not),
        CASE(a_store_that_is_down_is_503_with_a_wait),
        CASE(unknown_addresses_are_problems_too),
        CASE(other_methods_are_405_with_allow),
        CASE(a_body_is_judged_before_the_key),
        CASE(media_types_are_read_as_they_are_written),
        CASE(a_compressed_body_is_refused),
        CASE(without_rows_left_nothing_is_sent_but_all_is_read),
    };

    return cmocka_run_group_tests_name("the door of the API", tests, NULL, NULL);
}
