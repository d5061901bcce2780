/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/donnees/export.json, without a server: everything about the member, nothing that opens
 * something, nothing of anybody else. */
#include "base/errors.h"
#include "base/json.h"
#include "core/account/account_operations.h"
#include "core/journal/journal.h"
#include "core/journal/operator.h"
#include "core/person/person.h"
#include "pages/rights/export_parts.h"
#include "twins/claim_fixture.h"
#include "twins/signin_drive.h"

#include <apr_lib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FILE_PATH "/espace/donnees/export.json"

static const cnops_tree_t *file_of(browser_t *browser)
{
    answer_t *answer = browser_get(browser, FILE_PATH);
    cnops_tree_t *file;

    assert_int_equal(answer->status, 200);
    assert_int_equal(
        cnops_json_parse(&file, answer->body, strlen(answer->body), browser->portal->pool),
        APR_SUCCESS);
    return file;
}

static int count_rows(const cnops_tree_t *file, const char *part)
{
    const cnops_tree_t *list = cnops_tree_get(cnops_tree_get(file, part), "rows");
    int count = 0;

    assert_non_null(list);
    for (const cnops_tree_t *row = list->first; row; row = row->next)
        count++;
    return count;
}

static const cnops_account_t *account_of(portal_t *portal)
{
    return &APR_ARRAY_IDX(store_memory_accounts(portal->fixture->store, portal->pool), 0,
                          cnops_account_t);
}

static void it_has_what_is_held(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_tree_t *file = file_of(browser), *event;

    assert_string_equal(cnops_tree_text(cnops_tree_get(file, "person"), "cni"),
                        fixture_public_transfer.document);
    assert_string_equal(cnops_tree_text(cnops_tree_get(file, "account"), "email"), DRIVE_EMAIL);
    assert_string_equal(cnops_tree_text(cnops_tree_get(file, "account"), "phone"), "+212612345678");
    assert_int_equal(count_rows(file, "memberships"), 1);
    assert_int_equal(count_rows(file, "sessions"), 1);
    assert_int_equal(count_rows(file, "browsers"), 2); /* creation; sign-in */
    assert_int_equal(count_rows(file, "consent"), 0);
    assert_int_equal(count_rows(file, "contact_requests"), 0);
    event = cnops_tree_at(file, "journal.rows.0");
    assert_string_equal(cnops_tree_text(event, "event"), "exported");
    assert_string_equal(cnops_tree_text(event, "actor"), "member");
    assert_true(cnops_tree_bool(cnops_tree_get(file, "journal"), "complete"));
}

static void it_is_a_file_to_keep(void **state)
{
    portal_t *portal = drive_account(state);
    answer_t *answer = browser_get(drive_member(portal), FILE_PATH);

    assert_string_equal(answer->res->content_type, "application/json");
    assert_string_equal(apr_table_get(answer->res->headers, "Content-Disposition"),
                        "attachment; filename=\"mes-donnees.json\"");
}

/* Whether text has a run of so many characters of hexadecimal: a digest, or the id of a browser. */
static bool has_hex(const char *text, int len)
{
    int run = 0;

    for (; *text && run < len; text++)
        run = apr_isxdigit(*text) ? run + 1 : 0;
    return run >= len;
}

static void says_where_a_claim_cannot_be_read(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_membership_t *membership =
        claim_fixture_membership(portal->fixture, account_of(portal)->person_id);
    cnops_claim_t unread = {.membership_id = membership->id,
                            .id = 900,
                            .received_on = "2026-03-05",
                            .reference_digest = "r",
                            .beneficiary_digest = "b"};

    assert_true(cnops_tree_bool(cnops_tree_get(file_of(browser), "claims"), "complete"));
    store_memory_add_claim(portal->fixture->store, &unread, 1, INT64_MAX);
    store_memory_switch_claims(portal->fixture->store, 1, 1);
    assert_false(cnops_tree_bool(cnops_tree_get(file_of(browser), "claims"), "complete"));
}

static void nothing_in_it_opens_anything(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_account_t *account = account_of(portal);
    const char *body = browser_get(browser, FILE_PATH)->body;

    assert_false(has_hex(body, 32));
    assert_null(strstr(body, "$argon2"));
    assert_null(strstr(body, "_digest\""));
    assert_null(strstr(body, "sealed"));
    assert_null(strstr(body, "token"));
    assert_null(strstr(body, account->email_digest));
    assert_null(strstr(body, account->journey_id));
}

/* Nor do they have their words: those are written for colleagues. */
static void operators_have_a_role_and_no_name(void **state)
{
    static const cnops_operator_t clerk = {"h.fictif", "Appel 1234"};
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_core_t *core = &portal->fixture->core;
    cnops_event_t decided =
        cnops_operator_event(CNOPS_EVENT_REQUEST_DECIDED, &clerk, "Note interne", portal->pool);
    const char *body;

    assert_int_equal(
        cnops_operation_note_shown(core, account_of(portal)->person_id, &clerk, portal->pool),
        APR_SUCCESS);
    assert_int_equal(
        cnops_journal_note(core, account_of(portal)->person_id, &decided, portal->pool),
        APR_SUCCESS);
    body = browser_get(browser, FILE_PATH)->body;
    assert_non_null(strstr(body, "\"actor\":\"operator\""));
    assert_null(strstr(body, "Appel 1234"));
    assert_null(strstr(body, "Note interne"));
    assert_null(strstr(body, "h.fictif"));
    body = browser_get(browser, "/espace/donnees")->body;
    assert_null(strstr(body, "h.fictif"));
    assert_non_null(strstr(body, "\"count\":1"));
}

static int count_exports(portal_t *portal)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_journal_list_kind(&list, &portal->fixture->core,
                                             account_of(portal)->person_id, CNOPS_EVENT_EXPORTED,
                                             99, portal->pool),
                     APR_SUCCESS);
    return list->nelts;
}

static void a_few_a_day_and_each_is_in_the_journal(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    answer_t *answer;

    for (int i = 0; i < 5; i++)
        file_of(browser);
    answer = browser_get(browser, FILE_PATH);
    assert_int_equal(answer->status, 429);
    assert_non_null(apr_table_get(answer->res->headers, "Retry-After"));
    assert_int_equal(count_exports(portal), 5);
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(86400));
    file_of(drive_member(portal));
}

static void the_words_of_members_stay(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    cnops_event_t event = {
        .kind = CNOPS_EVENT_NEWS_CHANGED, .actor = CNOPS_ACTOR_MEMBER, .note = "sms"};

    assert_int_equal(cnops_journal_note(&portal->fixture->core, account_of(portal)->person_id,
                                        &event, portal->pool),
                     APR_SUCCESS);
    assert_string_equal(cnops_tree_text(cnops_tree_at(file_of(browser), "journal.rows.1"), "note"),
                        "sms");
}

static void other_sites_do_not_use_up_the_files(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    for (int i = 0; i < 6; i++) {
        browser->fetch_site = i % 2 ? "cross-site" : "same-site";
        assert_leads_to(browser_get(browser, FILE_PATH), "/espace/donnees");
    }
    for (int i = 0; i < 5; i++) {
        browser->fetch_site = i % 2 ? "same-origin" : "none";
        file_of(browser);
    }
    assert_int_equal(count_exports(portal), 5);
}

/* Otherwise nobody could check the file once the ring has lost the key. */
static void the_key_that_signs_it_is_kept(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    const cnops_store_t *store = &portal->fixture->core.store;
    apr_array_header_t *keys;
    const cnops_tree_t *file;

    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(certificates, keep_key),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(browser, FILE_PATH)->status, 503);
    for (int i = 0; i < 2; i++)
        file = file_of(browser);
    assert_int_equal(store->certificates->keys(store->self, &keys, portal->pool), APR_SUCCESS);
    assert_int_equal(keys->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(keys, 0, cnops_signing_key_t).id,
                        cnops_tree_text(cnops_tree_get(file, "signature"), "kid"));
}

static void no_event_no_file(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(events, insert),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(browser, FILE_PATH)->status, 503);
    for (int i = 0; i < 5; i++) /* what failed did not count */
        file_of(browser);
}

static void a_part_that_cannot_be_read_is_no_file(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(persons, memberships_of),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(browser_get(browser, FILE_PATH)->status, 503);
}

static void a_long_journal_is_cut_and_says_so(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    cnops_event_t event = {.kind = CNOPS_EVENT_SIGNED_OUT, .actor = CNOPS_ACTOR_MEMBER};
    const cnops_tree_t *file;

    for (int i = 0; i < CNOPS_EXPORT_EVENTS_MAX; i++)
        cnops_journal_note(&portal->fixture->core, account_of(portal)->person_id, &event,
                           portal->pool);
    file = file_of(browser);
    assert_int_equal(count_rows(file, "journal"), CNOPS_EXPORT_EVENTS_MAX);
    assert_false(cnops_tree_bool(cnops_tree_get(file, "journal"), "complete"));
}

static void strangers_get_nothing(void **state)
{
    portal_t *portal = drive_account(state);

    assert_int_equal(browser_get(browser_open(portal), FILE_PATH)->status, 303);
}

static void each_member_gets_their_own(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *other = browser_open(portal);
    const char *body;

    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    drive_to_end(other, &fixture_student_transfer, false);
    drive_signin(other, fixture_student_transfer.document, DRIVE_PASSWORD, NULL);
    body = browser_get(other, FILE_PATH)->body;
    assert_non_null(strstr(body, fixture_student_transfer.document));
    assert_null(strstr(body, fixture_public_transfer.document));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_has_what_is_held),
        TEST(it_is_a_file_to_keep),
        TEST(says_where_a_claim_cannot_be_read),
        TEST(nothing_in_it_opens_anything),
        TEST(operators_have_a_role_and_no_name),
        TEST(the_words_of_members_stay),
        TEST(a_few_a_day_and_each_is_in_the_journal),
        TEST(other_sites_do_not_use_up_the_files),
        TEST(the_key_that_signs_it_is_kept),
        TEST(no_event_no_file),
        TEST(a_part_that_cannot_be_read_is_no_file),
        TEST(a_long_journal_is_cut_and_says_so),
        TEST(strangers_get_nothing),
        TEST(each_member_gets_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
