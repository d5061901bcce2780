/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/address/address.h"

#include "base/errors.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PERSON 41

static void use_keys(core_fixture_t *f, const char *text)
{
    const char *fault;

    assert_int_equal(cnops_keys_parse(&f->core.keys, &fault, text, f->pool), APR_SUCCESS);
}

static fixture_member_t pending_member(void)
{
    fixture_member_t member = fixture_public_transfer;

    member.address = "12, rue des Orangers";
    member.postal_code = "10000";
    member.city = "Rabat";
    member.address_pending = true;
    return member;
}

static apr_array_header_t *memberships_of(core_fixture_t *f, apr_int64_t person_id)
{
    const cnops_store_t *store = &f->core.store;
    apr_array_header_t *list;

    assert_int_equal(store->persons->memberships_of(store->self, &list, person_id, f->pool),
                     APR_SUCCESS);
    return list;
}

static const cnops_address_t *awaited(core_fixture_t *f, const apr_array_header_t *memberships)
{
    const cnops_address_t *address;

    assert_int_equal(cnops_address_awaited(&address, &f->core, memberships, f->pool), APR_SUCCESS);
    return address;
}

static void answer(core_fixture_t *f, const cnops_address_t *address, cnops_address_how_e how)
{
    cnops_address_reply_t reply = {.address = address, .how = how, .person_id = PERSON};

    assert_int_equal(cnops_address_answer(&f->core, &reply, f->pool), APR_SUCCESS);
}

static void test_an_address_waits_until_it_is_answered(void **state)
{
    core_fixture_t *f = *state;
    fixture_member_t member = pending_member();
    apr_array_header_t *list = memberships_of(f, core_fixture_add_member(f, &member));
    const cnops_address_t *address = awaited(f, list);

    assert_non_null(address);
    assert_string_equal(address->street, "12, rue des Orangers");
    assert_string_equal(address->immatriculation, member.immatriculation);
    answer(f, address, CNOPS_ADDRESS_CORRECTED);
    assert_null(awaited(f, list));
}

/* Each part of the address is covered, and where one ends and the next begins. */
static void test_an_answer_is_about_one_address(void **state)
{
    static const char *const others[][3] = {{"13, rue des Orangers", "10000", "Rabat"},
                                            {"12, rue des Orangers", "10001", "Rabat"},
                                            {"12, rue des Orangers", "10000", "Salé"},
                                            {"12, rue des Orangers1", "0000", "Rabat"},
                                            {NULL, "10000", "Rabat"}};
    core_fixture_t *f = *state;
    fixture_member_t member = pending_member();
    apr_int64_t person_id = core_fixture_add_member(f, &member);

    answer(f, awaited(f, memberships_of(f, person_id)), CNOPS_ADDRESS_CONFIRMED);
    assert_null(awaited(f, memberships_of(f, person_id)));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        fixture_member_t other = member;

        other.address = others[i][0];
        other.postal_code = others[i][1];
        other.city = others[i][2];
        core_fixture_import_again(f, &other);
        assert_non_null(awaited(f, memberships_of(f, person_id)));
    }
    core_fixture_import_again(f, &member);
    assert_null(awaited(f, memberships_of(f, person_id)));
}

/* Two people may live at one address. */
static void test_an_answer_is_about_one_membership(void **state)
{
    core_fixture_t *f = *state;
    fixture_member_t one = pending_member(), other = one;
    apr_array_header_t *list;

    other.document = "XX999";
    other.immatriculation = "10000099";
    list = memberships_of(f, core_fixture_add_member(f, &one));
    answer(f, awaited(f, list), CNOPS_ADDRESS_CONFIRMED);
    assert_non_null(awaited(f, memberships_of(f, core_fixture_add_member(f, &other))));
}

static void test_an_answer_outlives_its_key_in_the_ring(void **state)
{
    core_fixture_t *f = *state;
    fixture_member_t member = pending_member();
    apr_array_header_t *list;

    use_keys(f, strchr(CORE_FIXTURE_KEYS, '\n'));
    list = memberships_of(f, core_fixture_add_member(f, &member));
    answer(f, awaited(f, list), CNOPS_ADDRESS_CONFIRMED);
    use_keys(f, CORE_FIXTURE_KEYS);
    assert_null(awaited(f, list));
}

/* Without the key nobody can tell which address was confirmed: the member is asked once more. */
static void test_an_answer_whose_key_is_gone_is_asked_for_again(void **state)
{
    core_fixture_t *f = *state;
    fixture_member_t member = pending_member();
    cnops_address_answer_t lost = {.address_digest = "", .key_id = "gone", .how = 0};
    apr_array_header_t *list = memberships_of(f, core_fixture_add_member(f, &member));

    lost.membership_id = APR_ARRAY_IDX(list, 0, cnops_membership_t).id;
    assert_int_equal(f->core.store.addresses->keep(f->core.store.self, &lost, NULL, f->pool),
                     APR_SUCCESS);
    assert_non_null(awaited(f, list));
}

static void test_only_active_memberships_wait(void **state)
{
    core_fixture_t *f = *state;
    fixture_member_t closed = pending_member(), active = closed;
    apr_int64_t person_id;

    closed.status = CNOPS_MEMBER_CLOSED;
    person_id = core_fixture_add_member(f, &closed);
    assert_null(awaited(f, memberships_of(f, person_id)));
    active.immatriculation = "10000098";
    core_fixture_add_member(f, &active);
    assert_string_equal(awaited(f, memberships_of(f, person_id))->immatriculation, "10000098");
}

static void test_a_record_that_does_not_open_is_an_error(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *list = apr_array_make(f->pool, 1, sizeof(cnops_membership_t));
    const cnops_address_t *address;

    *(cnops_membership_t *)apr_array_push(list) =
        (cnops_membership_t){.id = 1, .record_sealed = "test2.AAAA"};
    assert_int_equal(cnops_address_awaited(&address, &f->core, list, f->pool), CNOPS_EFORGED);
    assert_null(address);
}

/* --- which one was shown --- */

static bool names(core_fixture_t *f, const char *handle, const cnops_address_t *address,
                  apr_int64_t person_id)
{
    return cnops_address_has_handle(&f->core, address, person_id, handle, f->pool);
}

static void test_a_handle_names_one_address_of_one_membership(void **state)
{
    core_fixture_t *f = *state;
    cnops_address_t address = {
        .membership_id = 5, .street = "12, rue X", .postal_code = "10000", .city = "Rabat"};
    cnops_address_t moved = address, theirs = address;
    const char *handle = cnops_address_handle(&f->core, &address, PERSON, f->pool);

    moved.street = "13, rue X";
    theirs.membership_id = 6;
    assert_true(names(f, handle, &address, PERSON));
    assert_false(names(f, handle, &moved, PERSON));
    assert_false(names(f, handle, &theirs, PERSON));
    assert_false(names(f, handle, &address, PERSON + 1));
    assert_false(names(f, "", &address, PERSON));
    assert_false(names(f, NULL, &address, PERSON));
}

static void test_a_handle_outlives_its_key_in_the_ring(void **state)
{
    core_fixture_t *f = *state;
    cnops_address_t address = {.membership_id = 5, .street = "", .postal_code = "", .city = ""};
    const char *handle;

    use_keys(f, strchr(CORE_FIXTURE_KEYS, '\n'));
    handle = cnops_address_handle(&f->core, &address, PERSON, f->pool);
    use_keys(f, CORE_FIXTURE_KEYS);
    assert_true(names(f, handle, &address, PERSON));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_an_address_waits_until_it_is_answered),
        CASE(test_an_answer_is_about_one_address),
        CASE(test_an_answer_is_about_one_membership),
        CASE(test_an_answer_outlives_its_key_in_the_ring),
        CASE(test_an_answer_whose_key_is_gone_is_asked_for_again),
        CASE(test_only_active_memberships_wait),
        CASE(test_a_record_that_does_not_open_is_an_error),
        CASE(test_a_handle_names_one_address_of_one_membership),
        CASE(test_a_handle_outlives_its_key_in_the_ring),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
