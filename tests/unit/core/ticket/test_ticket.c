/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ticket/ticket.h"

#include "base/errors.h"
#include "core/ticket/clock.h"
#include "core/ticket/ticket_decision.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define OK(call) assert_int_equal(call, APR_SUCCESS)
#define DAY      apr_time_from_sec(86400)

static const cnops_account_t account = {.id = 3, .person_id = 1};
static const cnops_account_t stranger = {.id = 4, .person_id = 2};

static cnops_tree_t *payload_of(core_fixture_t *f, const char *claim)
{
    cnops_tree_t *payload = cnops_tree_object(f->pool);

    cnops_tree_set_text(payload, CNOPS_TICKET_CLAIM, claim);
    cnops_tree_set_text(payload, "message", "Canari-jaune");
    return payload;
}

static apr_array_header_t *one_message(core_fixture_t *f)
{
    apr_array_header_t *list = apr_array_make(f->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_message_t message = {
        .channel = CNOPS_CHANNEL_EMAIL, .to = "a@exemple.ma", .text = "Bonjour", .lang = "fr"};

    APR_ARRAY_PUSH(list, cnops_outbox_row_t) = *cnops_outbox_row(&f->core, &message, f->pool);
    return list;
}

static apr_status_t ask(const cnops_ticket_t **pticket, core_fixture_t *f, cnops_ticket_kind_e kind,
                        const char *claim)
{
    cnops_ticket_asking_t asking = {.account = &account,
                                    .membership_id = 5,
                                    .kind = kind,
                                    .payload = payload_of(f, claim),
                                    .messages = one_message(f)};

    return cnops_ticket_open(pticket, &f->core, &asking, f->pool);
}

static const cnops_ticket_t *open_one(core_fixture_t *f, cnops_ticket_kind_e kind)
{
    const cnops_ticket_t *ticket;

    OK(ask(&ticket, f, kind, "R1"));
    assert_non_null(ticket);
    return ticket;
}

static const cnops_ticket_t *read_again(core_fixture_t *f, const cnops_ticket_t *ticket)
{
    const cnops_ticket_t *row;

    OK(cnops_ticket_find(&row, &f->core, ticket->person_id, ticket->id, f->pool));
    assert_non_null(row);
    return row;
}

static int count_events(core_fixture_t *f, cnops_event_e kind)
{
    apr_array_header_t *list = store_memory_events(f->store);
    int count = 0;

    for (int i = 0; i < list->nelts; i++)
        count += cnops_event_is(&APR_ARRAY_IDX(list, i, cnops_event_row_t), kind);
    return count;
}

/* --- opening --- */

static void test_a_ticket_is_opened_with_its_event_and_message(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket = open_one(f, CNOPS_TICKET_COMPLAINT);
    apr_array_header_t *events;
    cnops_tree_t *payload;

    assert_int_equal(strlen(ticket->reference), CNOPS_TICKET_REFERENCE_LEN);
    assert_string_equal(ticket->reference, cnops_ticket_reference(ticket->reference, f->pool));
    assert_int_equal(ticket->membership_id, 5);
    assert_int_equal(ticket->opened_at, cnops_core_now(&f->core));
    assert_null(strstr(ticket->payload_sealed, "Canari"));
    OK(cnops_ticket_payload(&payload, &f->core, ticket, f->pool));
    assert_string_equal(cnops_tree_text(payload, "message"), "Canari-jaune");
    assert_int_equal(core_fixture_message_count(f, CNOPS_CHANNEL_EMAIL), 1);
    OK(cnops_journal_list(&events, &f->core, account.person_id, 9, f->pool));
    assert_int_equal(events->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(events, 0, cnops_event_shown_t).kind, "ticket_opened");
    assert_string_equal(APR_ARRAY_IDX(events, 0, cnops_event_shown_t).note, "complaint");
}

/* What is sealed belongs to one ticket. */
static void test_a_payload_opens_in_its_own_ticket_alone(void **state)
{
    core_fixture_t *f = *state;
    cnops_ticket_t other = *open_one(f, CNOPS_TICKET_COMPLAINT);
    cnops_tree_t *payload;

    other.reference = "D000000000";
    assert_int_equal(cnops_ticket_payload(&payload, &f->core, &other, f->pool), CNOPS_EFORGED);
}

static void test_the_same_thing_is_asked_once_at_a_time(void **state)
{
    static const struct {
        cnops_ticket_kind_e kind;
        bool once;
    } kinds[] = {{CNOPS_TICKET_ADDRESS, true},
                 {CNOPS_TICKET_RECTIFICATION, false},
                 {CNOPS_TICKET_OPPOSITION, false},
                 {CNOPS_TICKET_COMPLAINT, true},
                 {CNOPS_TICKET_CLOSING, true}};
    core_fixture_t *f = *state;

    assert_int_equal(sizeof kinds / sizeof *kinds, CNOPS_TICKET_KINDS);
    for (apr_size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const cnops_ticket_t *first = open_one(f, kinds[i].kind), *second;
        int messages = core_fixture_message_count(f, CNOPS_CHANNEL_EMAIL);
        apr_status_t rv = ask(&second, f, kinds[i].kind, "R1");

        assert_int_equal(rv, kinds[i].once ? CNOPS_EDUPLICATE : APR_SUCCESS);
        assert_int_equal(second->id == first->id, kinds[i].once);
        assert_int_equal(core_fixture_message_count(f, CNOPS_CHANNEL_EMAIL),
                         messages + !kinds[i].once);
    }
}

static void test_another_claim_is_another_complaint(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *first = open_one(f, CNOPS_TICKET_COMPLAINT), *second;

    OK(ask(&second, f, CNOPS_TICKET_COMPLAINT, "R2"));
    assert_int_not_equal(first->id, second->id);
    OK(cnops_ticket_withdraw(&f->core, first, (cnops_event_t){.actor = CNOPS_ACTOR_MEMBER},
                             f->pool));
    OK(ask(&second, f, CNOPS_TICKET_COMPLAINT, "R1"));
}

static void test_a_person_has_so_many_open_and_no_more(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket;

    f->settings->open_tickets = 3;
    for (int i = 0; i < 3; i++)
        ticket = open_one(f, CNOPS_TICKET_RECTIFICATION);
    assert_int_equal(ask(&ticket, f, CNOPS_TICKET_RECTIFICATION, NULL), CNOPS_ETOOLARGE);
    assert_null(ticket);
    assert_int_equal(core_fixture_message_count(f, CNOPS_CHANNEL_EMAIL), 3);
    assert_int_equal(count_events(f, CNOPS_EVENT_TICKET_OPENED), 3);
}

/* It is found among all that wait, however many are newer. */
static void test_an_address_needs_no_place(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *address, *same;

    f->settings->open_tickets = 3;
    for (int i = 0; i < 3; i++)
        open_one(f, CNOPS_TICKET_RECTIFICATION);
    address = open_one(f, CNOPS_TICKET_ADDRESS);
    f->settings->open_tickets = 6;
    for (int i = 0; i < 2; i++)
        open_one(f, CNOPS_TICKET_RECTIFICATION);
    f->settings->open_tickets = 2;
    assert_int_equal(ask(&same, f, CNOPS_TICKET_ADDRESS, NULL), CNOPS_EDUPLICATE);
    assert_int_equal(same->id, address->id);
    assert_int_equal(ask(&same, f, CNOPS_TICKET_RECTIFICATION, NULL), CNOPS_ETOOLARGE);
}

static void test_what_is_demanded_has_no_bound_of_the_day(void **state)
{
    core_fixture_t *f = *state;
    cnops_ticket_asking_t asking = {.account = &account,
                                    .membership_id = 5,
                                    .kind = CNOPS_TICKET_ADDRESS,
                                    .payload = payload_of(f, NULL)};
    const cnops_ticket_t *ticket;

    f->settings->day_tickets = 2;
    for (int i = 0; i < 2; i++)
        open_one(f, CNOPS_TICKET_RECTIFICATION);
    assert_int_equal(cnops_ticket_open(&ticket, &f->core, &asking, f->pool), CNOPS_ETOOLARGE);
    asking.is_demanded = true;
    OK(cnops_ticket_open(&ticket, &f->core, &asking, f->pool));
    assert_non_null(ticket);
}

static void test_who_withdraws_may_not_open_without_end(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket;

    f->settings->day_tickets = 3;
    for (int i = 0; i < 3; i++)
        OK(cnops_ticket_withdraw(&f->core, open_one(f, CNOPS_TICKET_CLOSING),
                                 (cnops_event_t){.actor = CNOPS_ACTOR_MEMBER}, f->pool));
    assert_int_equal(ask(&ticket, f, CNOPS_TICKET_CLOSING, NULL), CNOPS_ETOOLARGE);
    clock_fake_advance(f->clock, DAY + 1);
    OK(ask(&ticket, f, CNOPS_TICKET_CLOSING, NULL));
}

static void test_what_cannot_be_sealed_is_not_opened(void **state)
{
    core_fixture_t *f = *state;
    char *long_text = apr_pcalloc(f->pool, 20001);
    const cnops_ticket_t *ticket;

    memset(long_text, 'x', 20000);
    assert_int_equal(ask(&ticket, f, CNOPS_TICKET_COMPLAINT, long_text), CNOPS_ETOOLARGE);
}

/* Two browsers send the same form at once: the second one finds the ticket of the first, although
 * it had looked before that was there. */
static void test_the_check_is_made_again_when_the_journal_has_moved(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket;

    store_memory_fail_next(f->store, STORE_MEMORY(tickets, insert), CNOPS_ECONFLICT);
    OK(ask(&ticket, f, CNOPS_TICKET_CLOSING, NULL));
    assert_int_equal(store_memory_calls(f->store, STORE_MEMORY(tickets, open_of)), 2);
    assert_int_equal(store_memory_calls(f->store, STORE_MEMORY(events, tail)), 2);
}

/* The same bytes are drawn at every try. */
static void fill_with_zeros(void *self, void *bytes, apr_size_t len)
{
    (void)self;
    memset(bytes, 0, len);
}

/* A caller that is told of a ticket for the same thing shows that ticket. */
static void test_a_reference_that_is_taken_is_no_ticket_for_the_same_thing(void **state)
{
    core_fixture_t *f = *state;
    cnops_random_t random = f->core.random;
    const cnops_ticket_t *ticket;

    f->core.random.fill = fill_with_zeros;
    OK(ask(&ticket, f, CNOPS_TICKET_COMPLAINT, "R1"));
    assert_string_equal(ticket->reference, "D000000000");
    assert_int_equal(ask(&ticket, f, CNOPS_TICKET_COMPLAINT, "R2"), CNOPS_EUNAVAILABLE);
    assert_null(ticket);
    assert_int_equal(ask(&ticket, f, CNOPS_TICKET_COMPLAINT, "R1"), CNOPS_EDUPLICATE);
    assert_non_null(ticket);
    f->core.random = random;
    OK(ask(&ticket, f, CNOPS_TICKET_COMPLAINT, "R2"));
}

/* --- whose --- */

static void test_a_handle_opens_for_its_person_alone(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket = open_one(f, CNOPS_TICKET_COMPLAINT), *found;
    const char *handle = cnops_ticket_handle(&f->core, ticket, f->pool);

    OK(cnops_ticket_of_handle(&found, &f->core, account.person_id, handle, f->pool));
    assert_int_equal(found->id, ticket->id);
    OK(cnops_ticket_of_handle(&found, &f->core, stranger.person_id, handle, f->pool));
    assert_null(found);
    OK(cnops_ticket_of_handle(&found, &f->core, account.person_id, "junk", f->pool));
    assert_null(found);
}

/* --- withdrawing, deciding --- */

static apr_status_t decide(core_fixture_t *f, const cnops_ticket_t *ticket,
                           cnops_ticket_state_e state, const char *reason)
{
    cnops_ticket_decision_t decision = {state, reason, "2026-11-21"};

    return cnops_ticket_decide(&f->core, ticket, &decision, one_message(f),
                               (cnops_event_t){.actor = "operator:amina"}, f->pool);
}

static void test_what_has_ended_stays_as_it_is(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket = open_one(f, CNOPS_TICKET_COMPLAINT);

    OK(cnops_ticket_withdraw(&f->core, ticket, (cnops_event_t){.actor = CNOPS_ACTOR_MEMBER},
                             f->pool));
    ticket = read_again(f, ticket);
    assert_int_equal(ticket->state, CNOPS_TICKET_WITHDRAWN);
    assert_int_equal(ticket->decided_at, cnops_core_now(&f->core));
    assert_int_equal(cnops_ticket_withdraw(&f->core, ticket,
                                           (cnops_event_t){.actor = CNOPS_ACTOR_MEMBER}, f->pool),
                     CNOPS_ECONFLICT);
    assert_int_equal(decide(f, ticket, CNOPS_TICKET_ACCEPTED, ""), CNOPS_ECONFLICT);
    assert_int_equal(count_events(f, CNOPS_EVENT_TICKET_WITHDRAWN), 1);
    assert_int_equal(count_events(f, CNOPS_EVENT_TICKET_DECIDED), 0);
    assert_false(cnops_ticket_has_news(ticket));
}

static void test_a_decision_is_sealed_and_seen_once(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket = open_one(f, CNOPS_TICKET_COMPLAINT);
    const char *answer;

    OK(decide(f, ticket, CNOPS_TICKET_REFUSED, "Canari-vert"));
    ticket = read_again(f, ticket);
    assert_null(strstr(ticket->answer_sealed, "Canari"));
    OK(cnops_ticket_answer(&answer, &f->core, ticket, f->pool));
    assert_string_equal(answer, "Canari-vert");
    assert_true(cnops_ticket_has_news(ticket));
    OK(cnops_ticket_note_read(&f->core, ticket, f->pool));
    assert_false(cnops_ticket_has_news(read_again(f, ticket)));
    assert_int_equal(core_fixture_message_count(f, CNOPS_CHANNEL_EMAIL), 2);
    assert_int_equal(count_events(f, CNOPS_EVENT_TICKET_DECIDED), 1);
}

static void test_more_may_be_asked_before_the_end(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket = open_one(f, CNOPS_TICKET_COMPLAINT);

    OK(decide(f, ticket, CNOPS_TICKET_MORE_ASKED, "Envoyez l’ordonnance"));
    ticket = read_again(f, ticket);
    OK(cnops_ticket_note_read(&f->core, ticket, f->pool));
    ticket = read_again(f, ticket);
    OK(decide(f, ticket, CNOPS_TICKET_ACCEPTED, ""));
    ticket = read_again(f, ticket);
    assert_int_equal(ticket->state, CNOPS_TICKET_ACCEPTED);
    assert_null(ticket->answer_sealed);
    assert_true(cnops_ticket_has_news(ticket));
}

static void test_a_decision_is_known_again(void **state)
{
    core_fixture_t *f = *state;
    const cnops_ticket_t *ticket = open_one(f, CNOPS_TICKET_COMPLAINT);
    cnops_ticket_decision_t decisions[] = {{CNOPS_TICKET_PARTLY, "oui", "2026-11-21"},
                                           {CNOPS_TICKET_REFUSED, "oui", "2026-11-21"},
                                           {CNOPS_TICKET_PARTLY, "non", "2026-11-21"},
                                           {CNOPS_TICKET_PARTLY, "oui", "2026-11-22"}};

    OK(decide(f, ticket, CNOPS_TICKET_PARTLY, "oui"));
    ticket = read_again(f, ticket);
    for (int i = 0; i < 4; i++) {
        bool has;

        OK(cnops_ticket_has_decision(&has, &f->core, ticket, &decisions[i], f->pool));
        assert_int_equal(has, i == 0);
    }
}

static void test_a_reference_is_read_as_people_write_it(void **state)
{
    core_fixture_t *f = *state;

    assert_string_equal(cnops_ticket_reference(" d0o1-il23 45", f->pool), "D001112345");
    assert_null(cnops_ticket_reference("D12345678", f->pool));
    assert_null(cnops_ticket_reference("D1234567890", f->pool));
    assert_null(cnops_ticket_reference("A123456789", f->pool));
    assert_null(cnops_ticket_reference("D12345678U", f->pool));
    assert_null(cnops_ticket_reference("", f->pool));
}

static apr_status_t note_id(void *self, const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    (void)pool;
    APR_ARRAY_PUSH((apr_array_header_t *)self, apr_int64_t) = ticket->id;
    return APR_SUCCESS;
}

static void test_a_walk_meets_all_that_wait(void **state)
{
    core_fixture_t *f = *state;
    apr_array_header_t *ids = apr_array_make(f->pool, 4, sizeof(apr_int64_t));
    const cnops_ticket_t *first, *second, *third;

    first = open_one(f, CNOPS_TICKET_RECTIFICATION);
    second = open_one(f, CNOPS_TICKET_RECTIFICATION);
    third = open_one(f, CNOPS_TICKET_RECTIFICATION);
    OK(decide(f, first, CNOPS_TICKET_MORE_ASKED, "quoi ?"));
    OK(decide(f, second, CNOPS_TICKET_REFUSED, "non"));
    OK(cnops_ticket_walk(&f->core, note_id, ids, f->pool));
    assert_int_equal(ids->nelts, 2);
    assert_int_equal(APR_ARRAY_IDX(ids, 0, apr_int64_t), third->id);
    assert_int_equal(APR_ARRAY_IDX(ids, 1, apr_int64_t), first->id);
}

/* The store leaves out the rows that this release cannot read, here a whole slice and some. */
static const cnops_tickets_port_t *whole;

static apr_status_t look_without_the_first(void *self, apr_array_header_t **plist,
                                           cnops_ticket_state_e state, apr_int64_t *plast_id,
                                           int max, apr_pool_t *pool)
{
    apr_array_header_t *list;
    apr_status_t rv = whole->in_state(self, &list, state, plast_id, max, pool);

    *plist = apr_array_make(pool, 8, sizeof(cnops_ticket_t));
    for (int i = 0; i < list->nelts; i++)
        if (APR_ARRAY_IDX(list, i, cnops_ticket_t).id > 105)
            APR_ARRAY_PUSH(*plist, cnops_ticket_t) = APR_ARRAY_IDX(list, i, cnops_ticket_t);
    return rv;
}

static void test_a_walk_goes_on_behind_rows_that_are_left_out(void **state)
{
    core_fixture_t *f = *state;
    cnops_store_t *store = &f->core.store;
    apr_array_header_t *ids = apr_array_make(f->pool, 4, sizeof(apr_int64_t));
    cnops_tickets_port_t port = *store->tickets;

    for (int i = 1; i <= 250; i++) {
        cnops_ticket_t ticket = {
            .reference = apr_psprintf(f->pool, "D%09d", i), .person_id = 1, .payload_sealed = ""};

        OK(store->tickets->insert(store->self, &ticket, NULL, f->pool));
    }
    whole = store->tickets;
    port.in_state = look_without_the_first;
    store->tickets = &port;
    OK(cnops_ticket_walk(&f->core, note_id, ids, f->pool));
    store->tickets = whole;
    assert_int_equal(ids->nelts, 145);
    assert_int_equal(APR_ARRAY_IDX(ids, 144, apr_int64_t), 250);
}

/* --- the clock --- */

static void set_now(core_fixture_t *f, const char *iso)
{
    apr_time_exp_t day = {0};
    apr_time_t at;

    assert_int_equal(sscanf(iso, "%d-%d-%dT%d:%d:%d", &day.tm_year, &day.tm_mon, &day.tm_mday,
                            &day.tm_hour, &day.tm_min, &day.tm_sec),
                     6);
    day.tm_year -= 1900;
    day.tm_mon--;
    OK(apr_time_exp_gmt_get(&at, &day));
    clock_fake_set(f->clock, at);
}

static void test_an_answer_is_due_at_the_end_of_a_local_day(void **state)
{
    /* Morocco was one hour before UTC, but not in Ramadan: in 2025 from 23 February to 6 April. */
    static const struct {
        const char *now, *last_day, *late_at; /* the first second that is late, UTC */
    } cases[] = {{"2025-06-10T08:00:00", "2025-06-20", "2025-06-20T23:00:00"},
                 {"2025-06-10T23:30:00", "2025-06-21", "2025-06-21T23:00:00"},
                 {"2025-02-18T12:00:00", "2025-02-28", "2025-03-01T00:00:00"},
                 {"2025-04-01T12:00:00", "2025-04-11", "2025-04-11T23:00:00"}};
    core_fixture_t *f = *state;

    OK(cnops_zone_load(&f->core.zone, CNOPS_ZONE, f->pool));
    for (apr_size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnops_ticket_t ticket = {.state = CNOPS_TICKET_OPEN};

        set_now(f, cases[i].now);
        ticket.due_at =
            cnops_ticket_due(&f->core, CNOPS_TICKET_RECTIFICATION, cnops_core_now(&f->core));
        assert_string_equal(cnops_ticket_day(&f->core, ticket.due_at, f->pool), cases[i].last_day);
        assert_int_equal(cnops_ticket_days_until(&f->core, cnops_core_now(&f->core), ticket.due_at),
                         10);
        set_now(f, cases[i].late_at);
        assert_true(cnops_ticket_is_late(&f->core, &ticket));
        clock_fake_advance(f->clock, -1);
        assert_false(cnops_ticket_is_late(&f->core, &ticket));
    }
}

static void test_each_kind_has_its_own_clock(void **state)
{
    core_fixture_t *f = *state;
    apr_int64_t *days[] = {&f->settings->answer_days_address,
                           &f->settings->answer_days_rectification,
                           &f->settings->answer_days_opposition,
                           &f->settings->answer_days_complaint, &f->settings->answer_days_closing};
    static const int defaults[] = {10, 10, 10, 30, 10};

    for (int i = 0; i < CNOPS_TICKET_KINDS; i++) {
        assert_int_equal(*days[i], defaults[i]);
        *days[i] = 40 + i;
        assert_int_equal(cnops_ticket_days_until(
                             &f->core, 0, cnops_ticket_due(&f->core, (cnops_ticket_kind_e)i, 0)),
                         40 + i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)
        TEST(test_a_ticket_is_opened_with_its_event_and_message),
        TEST(test_a_payload_opens_in_its_own_ticket_alone),
        TEST(test_the_same_thing_is_asked_once_at_a_time),
        TEST(test_another_claim_is_another_complaint),
        TEST(test_a_person_has_so_many_open_and_no_more),
        TEST(test_an_address_needs_no_place),
        TEST(test_what_is_demanded_has_no_bound_of_the_day),
        TEST(test_who_withdraws_may_not_open_without_end),
        TEST(test_what_cannot_be_sealed_is_not_opened),
        TEST(test_the_check_is_made_again_when_the_journal_has_moved),
        TEST(test_a_reference_that_is_taken_is_no_ticket_for_the_same_thing),
        TEST(test_a_handle_opens_for_its_person_alone),
        TEST(test_what_has_ended_stays_as_it_is),
        TEST(test_a_decision_is_sealed_and_seen_once),
        TEST(test_more_may_be_asked_before_the_end),
        TEST(test_a_decision_is_known_again),
        TEST(test_a_reference_is_read_as_people_write_it),
        TEST(test_a_walk_meets_all_that_wait),
        TEST(test_a_walk_goes_on_behind_rows_that_are_left_out),
        TEST(test_an_answer_is_due_at_the_end_of_a_local_day),
        TEST(test_each_kind_has_its_own_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
