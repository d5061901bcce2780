/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Registrations: one row a student, year and sender, of which one a year is shown; only a sender
 * that has read the newest version changes one; no student is told twice. */
#include "base/errors.h"
#include "port_contract_tests.h"

#include <apr_strings.h>

#define DAY apr_time_from_sec(86400)

/* A new row of the student with this number, for 2025. */
static cnops_registration_write_t make_row(unsigned student, apr_int64_t establishment_id,
                                           bool is_shown, apr_pool_t *pool)
{
    return (cnops_registration_write_t){
        .outcome = CNOPS_REGISTRATION_ADDED,
        .row = {.student_digest = port_digest(student, pool),
                .key_id = "test2",
                .academic_year = 2025,
                .establishment_id = establishment_id,
                .version = 1,
                .status = CNOPS_REGISTRATION_SENT,
                .is_shown = is_shown,
                .record_sealed = apr_psprintf(pool, "test2.record%u", student),
                .seen_at = PORT_NOW}};
}

static const cnops_registration_t *read_row(port_world_t *world, apr_int64_t id)
{
    const cnops_registration_t *row;

    CALL(world, registrations->by_id, &row, id);
    return row;
}

static const cnops_registration_t *add_row(port_world_t *world,
                                           const cnops_registration_write_t *write)
{
    apr_int64_t id = 0;

    CALL(world, registrations->write, &id, write, NULL);
    assert_int_not_equal(id, 0);
    return read_row(world, id);
}

static const cnops_registration_t *add_shown(port_world_t *world, unsigned student)
{
    cnops_registration_write_t write = make_row(student, 7, true, world->pool);

    return add_row(world, &write);
}

static cnops_registration_write_t changed(const cnops_registration_t *row)
{
    cnops_registration_write_t write = {CNOPS_REGISTRATION_CHANGED, *row};

    write.row.status = CNOPS_REGISTRATION_REGISTERED;
    write.row.is_insurers = true;
    write.row.record_sealed = "test2.changed";
    write.row.seen_at = PORT_NOW + 9;
    write.row.due_at = PORT_NOW + 9;
    return write;
}

static void test_a_registration_is_read_as_it_was_written(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_shown(world, 1);
    cnops_registration_write_t write = changed(row);
    apr_int64_t id;

    assert_string_equal(row->student_digest, port_digest(1, world->pool));
    assert_string_equal(row->key_id, "test2");
    assert_int_equal(row->academic_year, 2025);
    assert_int_equal(row->establishment_id, 7);
    assert_int_equal(row->version, 1);
    assert_int_equal(row->status, CNOPS_REGISTRATION_SENT);
    assert_false(row->is_insurers);
    assert_true(row->is_shown);
    assert_string_equal(row->record_sealed, "test2.record1");
    assert_int_equal(row->seen_at, PORT_NOW);
    assert_int_equal(row->due_at + row->told_at + row->drawn_at + row->refused_at, 0);
    CALL(world, registrations->write, &id, &write, NULL);
    assert_int_equal(id, row->id);
    row = read_row(world, id);
    assert_int_equal(row->version, 2);
    assert_int_equal(row->status, CNOPS_REGISTRATION_REGISTERED);
    assert_true(row->is_insurers);
    assert_string_equal(row->record_sealed, "test2.changed");
    assert_int_equal(row->seen_at, PORT_NOW + 9);
    assert_int_equal(row->due_at, PORT_NOW + 9);
    assert_null(read_row(world, id + 1000));
}

static void test_one_row_a_sender_and_one_shown(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_shown(world, 1);
    cnops_registration_write_t again = make_row(1, 7, false, world->pool);
    cnops_registration_write_t shown = make_row(1, 8, true, world->pool);
    cnops_registration_write_t hidden = make_row(1, 8, false, world->pool);
    cnops_registration_write_t next_year = make_row(1, 8, true, world->pool);
    apr_array_header_t *list;
    apr_int64_t id;

    assert_int_equal(STORE(world, registrations->write, &id, &again, NULL), CNOPS_ECONFLICT);
    assert_int_equal(STORE(world, registrations->write, &id, &shown, NULL), CNOPS_ECONFLICT);
    assert_false(add_row(world, &hidden)->is_shown);
    next_year.row.academic_year = 2026;
    add_row(world, &next_year);
    CALL(world, registrations->of_student, &list, row->student_digest);
    assert_int_equal(list->nelts, 3);
    CALL(world, registrations->shown_to, &list, row->student_digest);
    assert_int_equal(list->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_t).academic_year, 2026);
    assert_int_equal(APR_ARRAY_IDX(list, 1, cnops_registration_t).id, row->id);
}

/* It takes as long to find another student's rows as to find one's own. */
static void test_an_unknown_student_gets_rows_of_another(void **state)
{
    port_world_t *world = *state;
    const char *unknown = port_digest(9, world->pool);
    cnops_registration_write_t hidden = make_row(9, 8, false, world->pool);
    const cnops_registration_t *row;
    apr_array_header_t *list;

    CALL(world, registrations->shown_to, &list, unknown);
    assert_int_equal(list->nelts, 0);
    row = add_shown(world, 1);
    add_shown(world, 2);
    CALL(world, registrations->shown_to, &list, unknown);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_t).id, row->id);
    add_row(world, &hidden);
    CALL(world, registrations->shown_to, &list, unknown);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_t).id, row->id);
    CALL(world, registrations->of_student, &list, port_digest(10, world->pool));
    assert_int_equal(list->nelts, 0);
}

static void test_an_older_version_changes_nothing(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_shown(world, 1);
    cnops_registration_write_t write = changed(row), same = {CNOPS_REGISTRATION_UNCHANGED, *row};
    apr_int64_t person = port_add_person(world, 1), id;
    cnops_event_row_t event = port_event(person, 1, world->pool);
    cnops_trail_t trail = port_trail(world, &event, 1);

    CALL(world, registrations->write, &id, &write, NULL);
    assert_int_equal(STORE(world, registrations->write, &id, &write, &trail), CNOPS_ECONFLICT);
    assert_int_equal(id, 0);
    assert_int_equal(port_tail(world, person), 0);
    assert_int_equal(read_row(world, row->id)->version, 2);
    CALL(world, registrations->write, &id, &same, &trail); /* writes the trail alone */
    assert_int_equal(id, row->id);
    assert_int_equal(port_tail(world, person), 1);
    assert_int_equal(read_row(world, row->id)->version, 2);
}

/* --- many --- */

typedef struct many_t {
    cnops_registration_write_t *writes;
    int count, at;
    int begun; /* how often it began again */
} many_t;

static apr_status_t next_write(void *self, const cnops_registration_write_t **pwrite, bool is_first)
{
    many_t *many = self;

    many->at = is_first ? 0 : many->at + 1;
    many->begun += is_first;
    *pwrite = many->at < many->count ? &many->writes[many->at] : NULL;
    return APR_SUCCESS;
}

static int count_all(port_world_t *world)
{
    cnops_registrations_wanted_t wanted = {.establishment_id = -1, .max = 99};
    apr_array_header_t *list;

    CALL(world, registrations->list, &list, &wanted);
    return list->nelts;
}

static void test_many_are_written_together_or_not_at_all(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_shown(world, 1);
    cnops_registration_write_t writes[] = {make_row(2, 7, true, world->pool), changed(row),
                                           make_row(1, 7, false, world->pool)};
    many_t many = {writes, 3, 0, 0};
    cnops_registrations_source_t source = {next_write, &many};

    assert_int_equal(STORE(world, registrations->write_all, &source), CNOPS_ECONFLICT);
    assert_int_equal(count_all(world), 1);
    assert_int_equal(read_row(world, row->id)->version, 1);
    many.count = 2;
    CALL(world, registrations->write_all, &source);
    assert_int_equal(count_all(world), 2);
    assert_int_equal(read_row(world, row->id)->version, 2);
    assert_int_equal(many.begun, 2);
}

static void test_a_list_has_a_year_and_a_sender(void **state)
{
    port_world_t *world = *state;
    cnops_registration_write_t other = make_row(3, 0, true, world->pool);
    cnops_registrations_wanted_t wanted = {2025, 7, 0, 9};
    const cnops_registration_t *first = add_shown(world, 1);
    apr_array_header_t *list;

    add_shown(world, 2);
    other.row.academic_year = 2024;
    add_row(world, &other);
    CALL(world, registrations->list, &list, &wanted);
    assert_int_equal(list->nelts, 2);
    wanted.max = 1;
    CALL(world, registrations->list, &list, &wanted);
    assert_int_equal(list->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_t).id, first->id);
    wanted.after_id = first->id;
    CALL(world, registrations->list, &list, &wanted);
    assert_int_equal(list->nelts, 1);
    assert_int_not_equal(APR_ARRAY_IDX(list, 0, cnops_registration_t).id, first->id);
    wanted = (cnops_registrations_wanted_t){0, 0, 0, 9};
    CALL(world, registrations->list, &list, &wanted);
    assert_int_equal(list->nelts, 1);
    wanted = (cnops_registrations_wanted_t){2024, -1, 0, 9};
    CALL(world, registrations->list, &list, &wanted);
    assert_int_equal(list->nelts, 1);
}

/* --- telling --- */

static const cnops_registration_t *add_due(port_world_t *world, unsigned student, apr_int64_t year)
{
    cnops_registration_write_t write = make_row(student, 7, true, world->pool);

    write.row.academic_year = year;
    write.row.due_at = PORT_NOW;
    return add_row(world, &write);
}

static int count_due(port_world_t *world, apr_time_t now)
{
    apr_array_header_t *list;

    CALL(world, registrations->due, &list, now, 9);
    return list->nelts;
}

static apr_status_t tell(port_world_t *world, const cnops_registration_t *row, bool is_drawing,
                         unsigned number)
{
    cnops_outbox_row_t message = port_message(number, world->pool);
    cnops_registration_telling_t telling = {row, is_drawing, &message, PORT_NOW, PORT_NOW - DAY};

    return STORE(world, registrations->tell, &telling);
}

/* A change of other data that was prepared before the student was told brings no news back. */
static void test_what_was_told_stays_told(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_due(world, 1, 2025);
    cnops_registration_write_t write = changed(row);
    apr_int64_t id;

    write.row.status = row->status;
    write.row.due_at = row->due_at;
    assert_int_equal(tell(world, row, false, 1), APR_SUCCESS);
    CALL(world, registrations->write, &id, &write, NULL);
    assert_string_equal(read_row(world, id)->record_sealed, "test2.changed");
    assert_int_equal(read_row(world, id)->due_at, 0);
}

static void test_a_student_is_told_once_a_day(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_due(world, 1, 2025), *older = add_due(world, 1, 2024);
    cnops_outbox_row_t message = port_message(4, world->pool);
    cnops_registration_telling_t tomorrow = {older, false, &message, PORT_NOW + DAY, PORT_NOW + 1};

    assert_int_equal(count_due(world, PORT_NOW - 1), 0);
    assert_int_equal(count_due(world, PORT_NOW), 2);
    assert_int_equal(tell(world, row, false, 1), APR_SUCCESS);
    assert_int_equal(tell(world, row, false, 2), CNOPS_ECONFLICT);
    assert_int_equal(tell(world, older, false, 3), CNOPS_ECONFLICT);
    assert_int_equal(read_row(world, row->id)->told_at, PORT_NOW);
    assert_int_equal(read_row(world, row->id)->due_at, 0);
    assert_int_equal(port_due(world), 1);
    CALL(world, registrations->tell, &tomorrow);
    assert_int_equal(count_due(world, PORT_NOW + DAY), 0);
}

static void test_drawings_are_told_apart_from_statuses(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_due(world, 1, 2025), *older = add_due(world, 1, 2024);

    CALL(world, registrations->refuse, port_digest(8, world->pool), PORT_NOW);
    assert_int_equal(tell(world, row, false, 1), APR_SUCCESS);
    assert_int_equal(tell(world, row, true, 2), APR_SUCCESS);
    assert_int_equal(tell(world, older, true, 3), CNOPS_ECONFLICT);
    assert_int_equal(read_row(world, row->id)->drawn_at, PORT_NOW);
    assert_int_equal(port_due(world), 2);
}

static void test_who_refuses_is_told_of_drawings_alone(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_due(world, 1, 2025), *older = add_due(world, 1, 2024);
    const cnops_registration_t *other = add_due(world, 2, 2025);

    CALL(world, registrations->refuse, row->student_digest, PORT_NOW);
    assert_int_equal(count_due(world, PORT_NOW), 1);
    assert_int_equal(read_row(world, row->id)->refused_at, PORT_NOW);
    assert_int_equal(read_row(world, older->id)->refused_at, PORT_NOW);
    assert_int_equal(read_row(world, other->id)->refused_at, 0);
    assert_int_equal(tell(world, read_row(world, row->id), false, 1), CNOPS_ECONFLICT);
    assert_int_equal(tell(world, row, true, 2), APR_SUCCESS);
}

static void test_what_waits_longest_is_told_first(void **state)
{
    port_world_t *world = *state;
    const cnops_registration_t *row = add_due(world, 1, 2025), *other = add_due(world, 2, 2025);
    apr_array_header_t *list;

    CALL(world, registrations->postpone, row, PORT_NOW + DAY);
    assert_int_equal(STORE(world, registrations->postpone, row, 0), CNOPS_ECONFLICT);
    assert_int_equal(count_due(world, PORT_NOW), 1);
    CALL(world, registrations->due, &list, PORT_NOW + DAY, 9);
    assert_int_equal(list->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(list, 0, cnops_registration_t).id, other->id);
    CALL(world, registrations->due, &list, PORT_NOW + DAY, 1);
    assert_int_equal(list->nelts, 1);
    CALL(world, registrations->postpone, other, 0);
    assert_int_equal(count_due(world, PORT_NOW + DAY), 1);
}

/* --- many at once --- */

static int race_to_add(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_store_t *store = &world->store;
    cnops_registration_write_t write = make_row(1, 10 + runner, true, pool);
    apr_int64_t id;
    apr_status_t rv = store->registrations->write(store->self, &id, &write, NULL, pool);

    return rv == APR_SUCCESS ? 1 : rv == CNOPS_ECONFLICT ? 0 : -1;
}

static void test_one_of_many_is_shown(void **state)
{
    port_world_t *world = *state;

    assert_int_equal(port_race(world, race_to_add), 1);
    assert_int_equal(count_all(world), 1);
}

static int race_to_tell(port_world_t *world, int runner, apr_pool_t *pool)
{
    const cnops_store_t *store = &world->store;
    cnops_outbox_row_t message = port_message((unsigned)runner, pool);
    cnops_registration_telling_t telling = {NULL, false, &message, PORT_NOW, PORT_NOW - DAY};
    apr_array_header_t *list;
    apr_status_t rv = store->registrations->due(store->self, &list, PORT_NOW, 9, pool);

    if (rv != APR_SUCCESS)
        return -1;
    if (list->nelts == 0)
        return 0;
    telling.row = &APR_ARRAY_IDX(list, runner % list->nelts, cnops_registration_t);
    rv = store->registrations->tell(store->self, &telling, pool);
    return rv == APR_SUCCESS ? 1 : rv == CNOPS_ECONFLICT ? 0 : -1;
}

/* Two years of one student, and two processes that work at them. */
static void test_one_of_many_tells(void **state)
{
    port_world_t *world = *state;

    add_due(world, 1, 2025);
    add_due(world, 1, 2024);
    assert_int_equal(port_race(world, race_to_tell), 1);
    assert_int_equal(port_due(world), 1);
}

static void test_old_years_are_purged(void **state)
{
    port_world_t *world = *state;
    cnops_purge_fn purge = world->store.registrations->purge;

    add_due(world, 1, 2025);
    add_due(world, 1, 2024);
    assert_int_equal(port_purge(world, purge, PORT_NOW - 366 * DAY), 0); /* 2025 */
    assert_int_equal(port_purge(world, purge, PORT_NOW), 1);             /* 2026 */
    assert_int_equal(count_all(world), 1);
}

const struct CMUnitTest port_registrations_tests[] = {
    cmocka_unit_test(test_a_registration_is_read_as_it_was_written),
    cmocka_unit_test(test_one_row_a_sender_and_one_shown),
    cmocka_unit_test(test_an_unknown_student_gets_rows_of_another),
    cmocka_unit_test(test_an_older_version_changes_nothing),
    cmocka_unit_test(test_many_are_written_together_or_not_at_all),
    cmocka_unit_test(test_a_list_has_a_year_and_a_sender),
    cmocka_unit_test(test_a_student_is_told_once_a_day),
    cmocka_unit_test(test_what_was_told_stays_told),
    cmocka_unit_test(test_drawings_are_told_apart_from_statuses),
    cmocka_unit_test(test_who_refuses_is_told_of_drawings_alone),
    cmocka_unit_test(test_what_waits_longest_is_told_first),
    cmocka_unit_test(test_one_of_many_is_shown),
    cmocka_unit_test(test_one_of_many_tells),
    cmocka_unit_test(test_old_years_are_purged),
    {0},
};
