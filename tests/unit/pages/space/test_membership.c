/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Which membership the space shows. */
#include "pages/space/membership.h"

#include <apr_general.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static apr_pool_t *pool;

static void add(cnops_req_t *req, apr_int64_t id, cnops_member_status_e status)
{
    cnops_membership_t *membership = apr_array_push(req->person.memberships);

    *membership = (cnops_membership_t){.id = id, .status = status};
}

static cnops_req_t *make(void)
{
    cnops_req_t *req = apr_pcalloc(pool, sizeof *req);

    req->person.memberships = apr_array_make(pool, 2, sizeof(cnops_membership_t));
    return req;
}

static void a_person_may_have_none(void **state)
{
    cnops_req_t nobody = {.person.memberships = NULL};

    (void)state;
    assert_null(cnops_space_membership(make()));
    assert_null(cnops_space_membership(&nobody));
}

static void the_first_active_one_is_shown(void **state)
{
    cnops_req_t *req = make();

    (void)state;
    add(req, 3, CNOPS_MEMBER_CLOSED);
    assert_int_equal(cnops_space_membership(req)->id, 3);
    add(req, 5, CNOPS_MEMBER_CLOSED);
    assert_int_equal(cnops_space_membership(req)->id, 3);
    add(req, 7, CNOPS_MEMBER_ACTIVE);
    add(req, 9, CNOPS_MEMBER_ACTIVE);
    assert_int_equal(cnops_space_membership(req)->id, 7);
}

static apr_int64_t shown_with_choice(cnops_req_t *req, apr_int64_t membership_id)
{
    static cnops_session_t session;

    session.membership_id = membership_id;
    req->session = &session;
    return cnops_space_membership(req)->id;
}

static void a_choice_comes_first(void **state)
{
    cnops_req_t *req = make();

    (void)state;
    add(req, 3, CNOPS_MEMBER_CLOSED);
    add(req, 7, CNOPS_MEMBER_ACTIVE);
    assert_int_equal(shown_with_choice(req, 3), 3);
    assert_int_equal(shown_with_choice(req, 4), 7);
    assert_int_equal(shown_with_choice(req, 0), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_may_have_none),
        cmocka_unit_test(the_first_active_one_is_shown),
        cmocka_unit_test(a_choice_comes_first),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
