/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/recall.h"

#include "base/test_pool.h"

#include <apr_strings.h>
#include <string.h>

#define NOW apr_time_from_sec(1000)

static const cnops_recall_key_t key = {7, 3};

static cnops_shown_person_t person_with(const char *record, int count)
{
    cnops_shown_person_t person = {record, apr_array_make(pool, 2, sizeof(cnops_membership_t))};

    for (int i = 0; i < count; i++)
        APR_ARRAY_PUSH(person.memberships, cnops_membership_t) =
            (cnops_membership_t){.id = 40 + i,
                                 .person_id = 7,
                                 .scheme = CNOPS_SCHEME_STUDENT,
                                 .status = CNOPS_MEMBER_DECEASED,
                                 .rights_from = i ? "2020-01-01" : NULL,
                                 .rights_to = i ? NULL : "",
                                 .record_sealed = apr_psprintf(pool, "test2.%d", i)};
    return person;
}

static void put(cnops_recall_t *recall, const char *record)
{
    cnops_shown_person_t person = person_with(record, 2);

    cnops_recall_put(recall, key, &person, NOW);
}

static bool knows(cnops_recall_t *recall, cnops_recall_key_t asked, apr_time_t now)
{
    cnops_shown_person_t person;

    return cnops_recall_get(&person, recall, asked, now, pool);
}

static void gives_back_what_was_put(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);
    cnops_shown_person_t person;
    const cnops_membership_t *m;

    (void)state;
    put(recall, "test2.person");
    assert_true(cnops_recall_get(&person, recall, key, NOW, pool));
    assert_string_equal(person.record_sealed, "test2.person");
    assert_int_equal(person.memberships->nelts, 2);
    m = (const cnops_membership_t *)person.memberships->elts;
    assert_int_equal(m[0].id, 40);
    assert_int_equal(m[1].id, 41);
    assert_int_equal(m[1].person_id, 7);
    assert_int_equal(m[1].scheme, CNOPS_SCHEME_STUDENT);
    assert_int_equal(m[1].status, CNOPS_MEMBER_DECEASED);
    assert_null(m[0].rights_from);
    assert_string_equal(m[0].rights_to, "");
    assert_string_equal(m[0].record_sealed, "test2.0");
    assert_string_equal(m[1].rights_from, "2020-01-01");
    assert_null(m[1].rights_to);
    assert_string_equal(m[1].record_sealed, "test2.1");
    assert_null(m[1].employee_digest);
}

static void remembers_who_is_in_no_record(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);
    cnops_shown_person_t nobody = person_with(NULL, 0), person;

    (void)state;
    cnops_recall_put(recall, key, &nobody, NOW);
    assert_true(cnops_recall_get(&person, recall, key, NOW, pool));
    assert_null(person.record_sealed);
    assert_int_equal(person.memberships->nelts, 0);
}

static void knows_no_other_person_and_generation(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);
    const cnops_recall_key_t neighbour = {key.person_id + CNOPS_RECALL_PERSONS, key.generation};

    (void)state;
    assert_false(knows(recall, key, NOW));
    put(recall, "test2.person");
    assert_true(knows(recall, key, NOW));
    assert_false(knows(recall, neighbour, NOW)); /* of the same slot */
    assert_false(knows(recall, (cnops_recall_key_t){8, 3}, NOW));
    assert_false(knows(recall, (cnops_recall_key_t){7, 2}, NOW));
    assert_false(knows(recall, (cnops_recall_key_t){7, 4}, NOW));
}

static void who_comes_later_takes_the_place(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);
    const cnops_recall_key_t neighbour = {key.person_id + CNOPS_RECALL_PERSONS, key.generation};
    cnops_shown_person_t other = person_with("test2.other", 1), person;

    (void)state;
    put(recall, "test2.person");
    cnops_recall_put(recall, neighbour, &other, NOW);
    assert_false(knows(recall, key, NOW));
    assert_true(cnops_recall_get(&person, recall, neighbour, NOW, pool));
    assert_string_equal(person.record_sealed, "test2.other");
}

static void forgets_in_time(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);

    (void)state;
    put(recall, "test2.person");
    assert_true(knows(recall, key, NOW + CNOPS_RECALL_TTL - 1));
    assert_false(knows(recall, key, NOW + CNOPS_RECALL_TTL));
}

/* Members whose pages find them remembered must not keep others in memory. */
static void what_is_too_old_goes_while_others_are_read(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);
    const cnops_recall_key_t late = {8, 3};
    cnops_shown_person_t person = person_with("test2.late", 1);
    const apr_time_t later = NOW + CNOPS_RECALL_TTL - 1;

    (void)state;
    put(recall, "test2.person");
    cnops_recall_put(recall, late, &person, later);
    assert_int_equal(cnops_recall_count(recall), 2);
    for (int i = 0; i < CNOPS_RECALL_PERSONS / CNOPS_RECALL_LOOKS; i++)
        assert_true(knows(recall, late, later));
    assert_int_equal(cnops_recall_count(recall), 2);
    for (int i = 0; i < CNOPS_RECALL_PERSONS / CNOPS_RECALL_LOOKS; i++)
        assert_true(knows(recall, late, NOW + CNOPS_RECALL_TTL));
    assert_int_equal(cnops_recall_count(recall), 1);
}

static void forgets_all_when_told(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);

    (void)state;
    put(recall, "test2.person");
    cnops_recall_forget(recall);
    assert_int_equal(cnops_recall_count(recall), 0);
    assert_false(knows(recall, key, NOW));
    put(recall, "test2.person");
    assert_true(knows(recall, key, NOW));
}

static void does_not_remember_what_is_too_long(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);
    char record[CNOPS_RECALL_BYTES];

    (void)state;
    memset(record, 'x', sizeof record);
    record[sizeof record - 1] = '\0';
    put(recall, record);
    assert_false(knows(recall, key, NOW));
    record[CNOPS_RECALL_BYTES / 2] = '\0';
    put(recall, record);
    assert_true(knows(recall, key, NOW));
}

static void an_answer_outlives_what_is_remembered(void **state)
{
    cnops_recall_t *recall = cnops_recall_make(pool);
    cnops_shown_person_t person;

    (void)state;
    put(recall, "test2.person");
    assert_true(cnops_recall_get(&person, recall, key, NOW, pool));
    put(recall, "test2.later!");
    assert_string_equal(person.record_sealed, "test2.person");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(gives_back_what_was_put),
        POOL_TEST(remembers_who_is_in_no_record),
        POOL_TEST(knows_no_other_person_and_generation),
        POOL_TEST(who_comes_later_takes_the_place),
        POOL_TEST(forgets_in_time),
        POOL_TEST(what_is_too_old_goes_while_others_are_read),
        POOL_TEST(forgets_all_when_told),
        POOL_TEST(does_not_remember_what_is_too_long),
        POOL_TEST(an_answer_outlives_what_is_remembered),
    };

    return RUN_TESTS(tests);
}
