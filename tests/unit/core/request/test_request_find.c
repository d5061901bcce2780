/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/request/request_find.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void add_requests(core_fixture_t *f, int count)
{
    const cnops_store_t *store = &f->core.store;

    for (int i = 1; i <= count; i++) {
        cnops_request_t request = {.ref = apr_psprintf(f->pool, "ref%d", i),
                                   .person_id = i,
                                   .email_digest = "e",
                                   .email_sealed = "test2.e",
                                   .phone_digest = "p",
                                   .phone_sealed = "test2.p",
                                   .lang = "fr"};

        assert_int_equal(store->requests->insert(store->self, &request, NULL, f->pool),
                         APR_SUCCESS);
    }
}

static void test_finds_one_by_either_name(void **state)
{
    core_fixture_t *f = *state;
    const cnops_request_t *by_ref, *by_id;

    add_requests(f, 3);
    assert_int_equal(cnops_request_by_ref(&by_ref, &f->core, "ref2", f->pool), APR_SUCCESS);
    assert_int_equal(by_ref->person_id, 2);
    assert_int_equal(cnops_request_by_id(&by_id, &f->core, by_ref->id, f->pool), APR_SUCCESS);
    assert_string_equal(by_id->ref, "ref2");
    assert_int_equal(cnops_request_by_ref(&by_ref, &f->core, "ref9", f->pool), APR_SUCCESS);
    assert_null(by_ref);
}

/* --- walking --- */

typedef struct walked_t {
    apr_int64_t last_id;
    int count, stops_at;
} walked_t;

static apr_status_t note(void *self, const cnops_request_t *request, apr_pool_t *pool)
{
    walked_t *walked = self;

    (void)pool;
    assert_true(request->id > walked->last_id);
    walked->last_id = request->id;
    return ++walked->count == walked->stops_at ? APR_EOF : APR_SUCCESS;
}

static void test_walks_slice_by_slice(void **state)
{
    core_fixture_t *f = *state;
    walked_t open = {0}, refused = {0};

    add_requests(f, 250);
    assert_int_equal(cnops_request_walk(&f->core, CNOPS_REQUEST_OPEN, note, &open, f->pool),
                     APR_SUCCESS);
    assert_int_equal(open.count, 250);
    assert_int_equal(cnops_request_walk(&f->core, CNOPS_REQUEST_REFUSED, note, &refused, f->pool),
                     APR_SUCCESS);
    assert_int_equal(refused.count, 0);
}

static void test_a_failure_ends_the_walk(void **state)
{
    core_fixture_t *f = *state;
    walked_t walked = {.stops_at = 120};

    add_requests(f, 250);
    assert_int_equal(cnops_request_walk(&f->core, CNOPS_REQUEST_OPEN, note, &walked, f->pool),
                     APR_EOF);
    assert_int_equal(walked.count, 120);
    store_memory_down(f->store, true);
    assert_int_equal(cnops_request_walk(&f->core, CNOPS_REQUEST_OPEN, note, &walked, f->pool),
                     CNOPS_EUNAVAILABLE);
    assert_int_equal(walked.count, 120);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_finds_one_by_either_name),
        CASE(test_walks_slice_by_slice),
        CASE(test_a_failure_ends_the_walk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
