/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The list of revoked certificates that a process keeps for some seconds. */
#include "pages/certificate/kept_list.h"

#include "base/json.h"
#include "core/certificate/certificate.h"
#include "twins/portal.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* needs the four above */

#define ADDRESS "/.well-known/cnops-revocations.json"
#define FILE_OF "/verification/hors-ligne.html"

/* How often the store is asked, and what it answers: the port of the fixture, but for one call. */
static struct {
    const cnops_certificates_port_t *real;
    cnops_certificates_port_t counted;
    portal_t *portal;
    int count;
    apr_status_t fault;
    const char *meanwhile; /* what another visitor got while the store was asked */
    bool is_asking;
} asked;

static const char *list_of(portal_t *portal)
{
    const answer_t *answer = browser_get(browser_open(portal), ADDRESS);

    return answer->status == 200 ? answer->body : NULL;
}

static apr_status_t count_call(void *self, apr_array_header_t **plist, const char *day,
                               apr_int64_t after_id, int max, apr_pool_t *pool)
{
    asked.count++;
    if (asked.is_asking) {
        asked.is_asking = false;
        asked.meanwhile = list_of(asked.portal);
    }
    *plist = apr_array_make(pool, 1, sizeof(cnops_certificate_t));
    return asked.fault ? asked.fault : asked.real->revoked(self, plist, day, after_id, max, pool);
}

static int setup(void **state)
{
    int failed = portal_setup(state);
    portal_t *portal = *state;
    cnops_store_t *store = &portal->fixture->core.store;

    memset(&asked, 0, sizeof asked);
    asked.portal = portal;
    asked.real = store->certificates;
    asked.counted = *asked.real;
    asked.counted.revoked = count_call;
    store->certificates = &asked.counted;
    portal->app.kept_list = cnops_kept_list_make(portal->pool);
    return failed || !portal->app.kept_list;
}

static void revoke_one(portal_t *portal)
{
    static const cnops_signing_key_t key = {
        "0011aabb", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 1};
    const cnops_certificate_t certificate = {.code_digest = "digest",
                                             .key_id = "test1",
                                             .number = 301,
                                             .person_id = 1,
                                             .facts_sealed = "sealed",
                                             .expires_on = "2999-01-01"};
    void *self = portal->fixture->core.store.self;
    const cnops_certificate_t *row;

    assert_int_equal(asked.real->insert(self, &certificate, &key, NULL, portal->pool), APR_SUCCESS);
    assert_int_equal(asked.real->by_code(self, &row, "digest", portal->pool), APR_SUCCESS);
    assert_int_equal(asked.real->revoke(self, row->id, 1, NULL, portal->pool), APR_SUCCESS);
}

static bool has_one(const char *list)
{
    return list && strstr(list, "\"count\":1,") != NULL;
}

static void wait_a_turn(const portal_t *portal)
{
    clock_fake_advance(portal->fixture->clock, CNOPS_KEPT_LIST_TURN);
}

static void many_requests_are_one_list(void **state)
{
    portal_t *portal = *state;
    const char *first = list_of(portal);

    for (int i = 0; i < 20; i++)
        assert_string_equal(list_of(portal), first);
    assert_int_equal(browser_get(browser_open(portal), FILE_OF)->status, 200);
    assert_int_equal(asked.count, 1);
}

static void a_revoked_certificate_is_in_the_next_one(void **state)
{
    portal_t *portal = *state;

    assert_false(has_one(list_of(portal)));
    revoke_one(portal);
    clock_fake_advance(portal->fixture->clock, CNOPS_KEPT_LIST_TURN - 1);
    assert_false(has_one(list_of(portal)));
    clock_fake_advance(portal->fixture->clock, 1);
    assert_true(has_one(list_of(portal)));
    assert_int_equal(asked.count, 2);
}

/* The next list is made by one of them: the others get the former one, but not for ever. */
static void nobody_waits_for_the_next_one(void **state)
{
    portal_t *portal = *state;
    const char *first = list_of(portal);

    wait_a_turn(portal);
    asked.is_asking = true;
    assert_string_not_equal(list_of(portal), first);
    assert_string_equal(asked.meanwhile, first);
    assert_int_equal(asked.count, 2);
    wait_a_turn(portal);
    wait_a_turn(portal);
    asked.is_asking = true;
    list_of(portal);
    assert_non_null(asked.meanwhile);
    assert_string_not_equal(asked.meanwhile, first);
    assert_int_equal(asked.count, 4);
}

static void a_failure_is_not_kept(void **state)
{
    portal_t *portal = *state;

    asked.fault = APR_EGENERAL;
    assert_null(list_of(portal));
    asked.fault = APR_SUCCESS;
    assert_non_null(list_of(portal));
    assert_int_equal(asked.count, 2);
    list_of(portal);
    assert_int_equal(asked.count, 2);
}

static void a_clock_that_was_set_back_keeps_nothing(void **state)
{
    portal_t *portal = *state;

    list_of(portal);
    clock_fake_advance(portal->fixture->clock, -apr_time_from_sec(3600));
    revoke_one(portal);
    assert_true(has_one(list_of(portal)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(many_requests_are_one_list),
        TEST(a_revoked_certificate_is_in_the_next_one),
        TEST(nobody_waits_for_the_next_one),
        TEST(a_failure_is_not_kept),
        TEST(a_clock_that_was_set_back_keeps_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
