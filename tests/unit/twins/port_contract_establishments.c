/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Establishments: a code and a key are given once; a rotation and a revocation end what they
 * should, and nothing of other establishments; officers who were removed have no session. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

#define WEEK (7 * apr_time_from_sec(86400))

static cnops_establishment_key_t make_key(port_world_t *world, apr_int64_t establishment_id,
                                          unsigned number)
{
    return (cnops_establishment_key_t){.establishment_id = establishment_id,
                                       .key_digest = port_digest(number, world->pool),
                                       .key_id = "k1",
                                       .created_at = PORT_NOW + (apr_time_t)number};
}

static cnops_establishment_t make(const char *code)
{
    return (cnops_establishment_t){.code = code,
                                   .name = "Universit\xc3\xa9 \xd8\xac\xd8\xa7",
                                   .state = CNOPS_ESTABLISHMENT_ACTIVE,
                                   .created_at = PORT_NOW,
                                   .webhook_url = "https://one.example/hook",
                                   .day_rows = 70};
}

/* With the key of this number. */
static const cnops_establishment_t *add(port_world_t *world, const char *code, unsigned number)
{
    cnops_establishment_t establishment = make(code);
    cnops_establishment_key_t key = make_key(world, 0, number);
    const cnops_establishment_t *row;

    CALL(world, establishments->add, &establishment, &key);
    CALL(world, establishments->by_code, &row, code);
    assert_non_null(row);
    return row;
}

static cnops_key_holder_t holder_of(port_world_t *world, unsigned number)
{
    cnops_key_holder_t holder;

    CALL(world, establishments->by_key, &holder, port_digest(number, world->pool));
    return holder;
}

static apr_time_t end_of(port_world_t *world, unsigned number)
{
    cnops_key_holder_t holder = holder_of(world, number);

    assert_non_null(holder.key);
    return holder.key->ends_at;
}

static void test_an_establishment_is_read_as_it_was_written(void **state)
{
    port_world_t *world = *state;
    const cnops_establishment_t *row = add(world, "UM5", 1), *same;
    cnops_key_holder_t holder = holder_of(world, 1);

    assert_string_equal(row->code, "UM5");
    assert_string_equal(row->name, make("").name);
    assert_int_equal(row->state, CNOPS_ESTABLISHMENT_ACTIVE);
    assert_int_equal(row->created_at, PORT_NOW);
    assert_string_equal(row->webhook_url, "https://one.example/hook");
    assert_int_equal(row->day_rows, 70);
    CALL(world, establishments->get, &same, row->id);
    assert_string_equal(same->code, "UM5");
    assert_int_equal(holder.establishment->id, row->id);
    assert_int_equal(holder.key->establishment_id, row->id);
    assert_string_equal(holder.key->key_id, "k1");
    assert_int_equal(holder.key->created_at, PORT_NOW + 1);
    assert_int_equal(holder.key->ends_at, 0);
    assert_int_equal(holder.key->last_used_at, 0);
}

static void test_what_is_not_there_is_null(void **state)
{
    port_world_t *world = *state;
    const cnops_establishment_t *row;
    const cnops_officer_t *officer;
    cnops_officer_signed_in_t found;

    CALL(world, establishments->by_code, &row, "UM5");
    assert_null(row);
    CALL(world, establishments->get, &row, 1);
    assert_null(row);
    CALL(world, establishments->officer, &officer, 1);
    assert_null(officer);
    CALL(world, establishments->session, &found, port_digest(1, world->pool));
    assert_null(found.session);
    assert_null(holder_of(world, 1).key);
    assert_null(holder_of(world, 1).establishment);
}

/* Nothing of the second one is written, so its key finds nobody. */
static void test_a_code_is_given_once(void **state)
{
    port_world_t *world = *state;
    cnops_establishment_t again = make("UM5");
    cnops_establishment_key_t key = make_key(world, 0, 2);

    add(world, "UM5", 1);
    assert_int_equal(STORE(world, establishments->add, &again, &key), CNOPS_EDUPLICATE);
    assert_null(holder_of(world, 2).key);
}

static void test_a_list_is_in_the_order_of_codes_and_goes_on(void **state)
{
    port_world_t *world = *state;
    apr_array_header_t *list;

    add(world, "UM5", 1);
    add(world, "ENSA-2", 2);
    add(world, "UCA", 3);
    CALL(world, establishments->list, &list, "", 2);
    assert_int_equal(list->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_establishment_t).code, "ENSA-2");
    assert_string_equal(APR_ARRAY_IDX(list, 1, cnops_establishment_t).code, "UCA");
    CALL(world, establishments->list, &list, "UCA", 2);
    assert_int_equal(list->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(list, 0, cnops_establishment_t).code, "UM5");
}

static void test_settings_of_one_are_changed(void **state)
{
    port_world_t *world = *state;
    const cnops_establishment_t *other = add(world, "UCA", 2);
    cnops_establishment_t changed = *add(world, "UM5", 1);

    changed.webhook_url = "";
    changed.day_rows = 0;
    CALL(world, establishments->set, &changed);
    CALL(world, establishments->by_code, &other, "UCA");
    assert_int_equal(other->day_rows, 70);
    CALL(world, establishments->by_code, &other, "UM5");
    assert_string_equal(other->webhook_url, "");
    assert_int_equal(other->day_rows, 0);
}

static void test_a_rotation_ends_the_former_keys_once(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = add(world, "UM5", 1)->id;
    cnops_establishment_key_t second = make_key(world, id, 2), third = make_key(world, id, 3);
    apr_array_header_t *keys;

    add(world, "UCA", 9);
    CALL(world, establishments->rotate, &second, PORT_NOW + WEEK);
    CALL(world, establishments->rotate, &third, PORT_NOW + 2 * WEEK);
    assert_int_equal(end_of(world, 1), PORT_NOW + WEEK);
    assert_int_equal(end_of(world, 2), PORT_NOW + 2 * WEEK);
    assert_int_equal(end_of(world, 3), 0);
    assert_int_equal(end_of(world, 9), 0);
    CALL(world, establishments->keys_of, &keys, id);
    assert_int_equal(keys->nelts, 3);
    assert_string_equal(APR_ARRAY_IDX(keys, 2, cnops_establishment_key_t).key_digest,
                        port_digest(3, world->pool));
}

static void test_the_use_of_a_key_is_noted(void **state)
{
    port_world_t *world = *state;
    cnops_establishment_key_t used;

    add(world, "UM5", 1);
    used = *holder_of(world, 1).key;
    used.last_used_at = PORT_NOW + 5;
    used.key_digest = port_digest(4, world->pool);
    used.key_id = "k2";
    CALL(world, establishments->key_used, &used);
    assert_null(holder_of(world, 1).key);
    assert_int_equal(holder_of(world, 4).key->last_used_at, PORT_NOW + 5);
    assert_string_equal(holder_of(world, 4).key->key_id, "k2");
}

/* --- officers --- */

static const cnops_officer_t *add_officer(port_world_t *world, apr_int64_t establishment_id,
                                          unsigned number)
{
    cnops_officer_t officer = {.establishment_id = establishment_id,
                               .email_sealed = apr_psprintf(world->pool, "test2.mail%u", number),
                               .email_digest = port_digest(number, world->pool),
                               .added_at = PORT_NOW};
    const cnops_officer_t *row;

    CALL(world, establishments->add_officer, &officer);
    CALL(world, establishments->officer_by_email, &row, establishment_id, officer.email_digest);
    assert_non_null(row);
    return row;
}

static void test_an_officer_is_read_as_it_was_written(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = add(world, "UM5", 1)->id;
    const cnops_officer_t *officer = add_officer(world, id, 7), *same;

    assert_int_equal(officer->establishment_id, id);
    assert_string_equal(officer->email_sealed, "test2.mail7");
    assert_int_equal(officer->added_at, PORT_NOW);
    assert_int_equal(officer->removed_at, 0);
    CALL(world, establishments->officer, &same, officer->id);
    assert_string_equal(same->email_digest, port_digest(7, world->pool));
    assert_int_equal(STORE(world, establishments->add_officer, same), CNOPS_EDUPLICATE);
    CALL(world, establishments->officer_by_email, &same, id + 1, officer->email_digest);
    assert_null(same);
}

static int count_officers(port_world_t *world, apr_int64_t establishment_id)
{
    apr_array_header_t *list;

    CALL(world, establishments->officers_of, &list, establishment_id);
    return list->nelts;
}

static void test_an_officer_who_returns_has_the_same_id(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = add(world, "UM5", 1)->id;
    const cnops_officer_t *officer = add_officer(world, id, 7);

    CALL(world, establishments->remove_officer, officer->id, PORT_NOW + 1);
    assert_int_equal(STORE(world, establishments->remove_officer, officer->id, PORT_NOW + 2),
                     CNOPS_ENOTFOUND);
    assert_int_equal(count_officers(world, id), 0);
    assert_int_equal(add_officer(world, id, 7)->id, officer->id);
    assert_int_equal(count_officers(world, id), 1);
}

/* --- sessions --- */

static cnops_officer_session_t make_session(port_world_t *world, const cnops_officer_t *officer,
                                            unsigned number)
{
    return (cnops_officer_session_t){.token_digest = port_digest(PORT_TOKEN + number, world->pool),
                                     .officer_id = officer->id,
                                     .created_at = PORT_NOW,
                                     .used_at = PORT_NOW};
}

static void begin(port_world_t *world, const cnops_officer_t *officer, unsigned number)
{
    cnops_officer_session_t session = make_session(world, officer, number);

    CALL(world, establishments->begin_session, &session);
}

static cnops_officer_signed_in_t find(port_world_t *world, unsigned number)
{
    cnops_officer_signed_in_t found;

    CALL(world, establishments->session, &found, port_digest(PORT_TOKEN + number, world->pool));
    return found;
}

static void test_a_session_tells_whose_it_is(void **state)
{
    port_world_t *world = *state;
    const cnops_establishment_t *establishment = add(world, "UM5", 1);
    const cnops_officer_t *officer = add_officer(world, establishment->id, 7);
    cnops_officer_signed_in_t found;

    begin(world, officer, 1);
    CALL(world, establishments->session_used, port_digest(PORT_TOKEN + 1, world->pool),
         PORT_NOW + 3);
    found = find(world, 1);
    assert_int_equal(found.session->officer_id, officer->id);
    assert_int_equal(found.session->establishment_id, establishment->id);
    assert_int_equal(found.session->created_at, PORT_NOW);
    assert_int_equal(found.session->used_at, PORT_NOW + 3);
    assert_string_equal(found.officer->email_sealed, "test2.mail7");
    assert_string_equal(found.establishment->code, "UM5");
    CALL(world, establishments->end_session, port_digest(PORT_TOKEN + 1, world->pool));
    assert_null(find(world, 1).session);
}

static void test_a_removed_officer_has_no_session(void **state)
{
    port_world_t *world = *state;
    apr_int64_t id = add(world, "UM5", 1)->id;
    const cnops_officer_t *officer = add_officer(world, id, 7), *other = add_officer(world, id, 8);
    cnops_officer_session_t later = make_session(world, officer, 3);

    begin(world, officer, 1);
    begin(world, other, 2);
    CALL(world, establishments->remove_officer, officer->id, PORT_NOW + 1);
    assert_null(find(world, 1).session);
    assert_non_null(find(world, 2).session);
    assert_int_equal(STORE(world, establishments->begin_session, &later), CNOPS_ENOTFOUND);
}

static void test_a_revocation_ends_keys_and_sessions_of_one(void **state)
{
    port_world_t *world = *state;
    const cnops_establishment_t *one = add(world, "UM5", 1), *other = add(world, "UCA", 2);
    const cnops_officer_t *officer = add_officer(world, one->id, 7);
    cnops_officer_session_t later = make_session(world, officer, 3);
    cnops_establishment_key_t key = make_key(world, one->id, 4);

    begin(world, officer, 1);
    begin(world, add_officer(world, other->id, 7), 2);
    CALL(world, establishments->revoke, one->id, PORT_NOW + 9);
    assert_int_equal(end_of(world, 1), PORT_NOW + 9);
    assert_int_equal(holder_of(world, 1).establishment->state, CNOPS_ESTABLISHMENT_REVOKED);
    assert_null(find(world, 1).session);
    assert_int_equal(STORE(world, establishments->begin_session, &later), CNOPS_ENOTFOUND);
    assert_int_equal(STORE(world, establishments->rotate, &key, PORT_NOW), CNOPS_ENOTFOUND);
    assert_null(holder_of(world, 4).key);
    assert_int_equal(STORE(world, establishments->revoke, one->id, PORT_NOW), CNOPS_ENOTFOUND);
    assert_int_equal(end_of(world, 2), 0);
    assert_non_null(find(world, 2).session);
}

static void test_only_what_has_ended_becomes_old(void **state)
{
    port_world_t *world = *state;
    const cnops_establishments_port_t *port = world->store.establishments;
    apr_int64_t id = add(world, "UM5", 1)->id;
    const cnops_officer_t *officer = add_officer(world, id, 7);
    cnops_establishment_key_t key = make_key(world, id, 2);

    add_officer(world, id, 8);
    begin(world, officer, 1);
    assert_int_equal(port_purge(world, port->purge_sessions, PORT_NOW), 0);
    assert_int_equal(port_purge(world, port->purge_sessions, PORT_NOW + 1), 1);
    CALL(world, establishments->rotate, &key, PORT_NOW);
    assert_int_equal(port_purge(world, port->purge_keys, PORT_NOW + WEEK), 1);
    assert_non_null(holder_of(world, 2).key);
    CALL(world, establishments->remove_officer, officer->id, PORT_NOW);
    assert_int_equal(port_purge(world, port->purge_officers, PORT_NOW + WEEK), 1);
    assert_int_equal(count_officers(world, id), 1);
}

const struct CMUnitTest port_establishments_tests[] = {
    cmocka_unit_test(test_an_establishment_is_read_as_it_was_written),
    cmocka_unit_test(test_what_is_not_there_is_null),
    cmocka_unit_test(test_a_code_is_given_once),
    cmocka_unit_test(test_a_list_is_in_the_order_of_codes_and_goes_on),
    cmocka_unit_test(test_settings_of_one_are_changed),
    cmocka_unit_test(test_a_rotation_ends_the_former_keys_once),
    cmocka_unit_test(test_the_use_of_a_key_is_noted),
    cmocka_unit_test(test_an_officer_is_read_as_it_was_written),
    cmocka_unit_test(test_an_officer_who_returns_has_the_same_id),
    cmocka_unit_test(test_a_session_tells_whose_it_is),
    cmocka_unit_test(test_a_removed_officer_has_no_session),
    cmocka_unit_test(test_a_revocation_ends_keys_and_sessions_of_one),
    cmocka_unit_test(test_only_what_has_ended_becomes_old),
    {0},
};
