/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Sign-in, sign-out and the first private page, without a server. */
#include "base/errors.h"
#include "core/session/session.h"
#include "twins/signin_drive.h"

#include <apr_strings.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static answer_t *sign_in(browser_t *browser, const char *identifier, const char *password)
{
    return drive_signin(browser, identifier, password, NULL);
}

static answer_t *sign_in_with_work(browser_t *browser, const char *identifier, const char *password)
{
    return drive_signin(browser, identifier, password, browser_solve(browser));
}

/* --- who gets in --- */

static void a_document_signs_in_in_any_spelling(void **state)
{
    portal_t *portal = drive_account(state);
    const char *document = fixture_public_transfer.document;
    char *spaced = apr_psprintf(portal->pool, " %.1s %s", document, document + 1);

    for (char *at = spaced; *at; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    assert_leads_to(sign_in(browser_open(portal), document, DRIVE_PASSWORD), "/espace");
    assert_leads_to(sign_in(browser_open(portal), spaced, DRIVE_PASSWORD), "/espace");
}

static void any_immatriculation_signs_in(void **state)
{
    portal_t *portal = drive_account(state);
    fixture_member_t student = fixture_public_transfer;

    student.scheme = CNOPS_SCHEME_STUDENT;
    student.immatriculation = "77001122";
    core_fixture_add_member(portal->fixture, &student);
    assert_leads_to(
        sign_in(browser_open(portal), fixture_public_transfer.immatriculation, DRIVE_PASSWORD),
        "/espace");
    assert_leads_to(sign_in(browser_open(portal), "77001122", DRIVE_PASSWORD), "/espace");
}

static void a_contact_does_not_sign_in(void **state)
{
    portal_t *portal = drive_account(state);

    assert_int_equal(sign_in(browser_open(portal), DRIVE_EMAIL, DRIVE_PASSWORD)->status, 422);
    assert_int_equal(sign_in(browser_open(portal), DRIVE_PHONE, DRIVE_PASSWORD)->status, 422);
}

static void a_deceased_person_does_not_sign_in(void **state)
{
    portal_t *portal = drive_account(state);
    fixture_member_t late = fixture_public_transfer;

    late.immatriculation = "77001122";
    late.status = CNOPS_MEMBER_DECEASED;
    core_fixture_add_member(portal->fixture, &late);
    assert_int_equal(
        sign_in(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD)->status,
        422);
}

static void mark_deceased(portal_t *portal)
{
    fixture_member_t late = fixture_public_transfer;

    late.status = CNOPS_MEMBER_DECEASED;
    core_fixture_import_again(portal->fixture, &late);
}

/* A browser that the person used keeps its own allowance: else its limits would tell. */
static void a_known_browser_does_not_learn_who_died(void **state)
{
    portal_t *portal = drive_account(state);
    store_memory_t *store = portal->fixture->store;
    browser_t *browser = drive_member(portal);
    int calls[4], before;
    answer_t *answers[4];

    for (int i = 0; i < 4; i++) {
        if (i == 2)
            mark_deceased(portal);
        before = store_memory_calls(store, NULL);
        /* The first right password of the dead is as wrong as any. */
        answers[i] = drive_password(browser, fixture_public_transfer.document,
                                    i == 3 ? DRIVE_PASSWORD : "pas-le-bon-1", NULL);
        calls[i] = store_memory_calls(store, NULL) - before;
        clock_fake_advance(portal->fixture->clock, apr_time_from_sec(86400));
    }
    for (int i = 1; i < 4; i++) {
        assert_int_equal(answers[i]->status, 422);
        assert_true(answer_has_error(answers[i], "identifiant", "signin_wrong"));
        assert_int_equal(calls[i], calls[1]);
        assert_int_equal(strlen(answers[i]->body), strlen(answers[1]->body));
    }
}

/* The session began before the import that brought the news. */
static void the_sessions_of_the_dead_end(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal), *other = drive_member(portal);

    assert_int_equal(browser_get(browser, "/espace")->status, 200);
    mark_deceased(portal);
    assert_leads_to(browser_get(browser, "/espace/profil"), "/connexion");
    assert_leads_to(browser_post(other, "/espace/profil", "langue", "ar", NULL), "/connexion");
    assert_int_equal(store_memory_session_count(portal->fixture->store), 0);
    assert_string_equal(
        ((cnops_account_t *)store_memory_accounts(portal->fixture->store, portal->pool)->elts)
            ->lang,
        "fr");
}

static void a_closed_membership_still_signs_in(void **state)
{
    portal_t *portal = drive_account(state);
    fixture_member_t closed = fixture_public_transfer;

    closed.status = CNOPS_MEMBER_CLOSED;
    core_fixture_import_again(portal->fixture, &closed);
    assert_int_equal(browser_get(drive_member(portal), "/espace")->status, 200);
}

/* --- who does not --- */

/* The same status, text and captcha: only the jeton and what was typed differ. */
static void unknown_wrong_and_without_account_look_alike(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browsers[3];
    answer_t *answers[3];
    const char *typed[3] = {fixture_public_transfer.document, "ZZ999999",
                            fixture_student_transfer.document};

    core_fixture_add_member(portal->fixture, &fixture_student_transfer);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 3; i++) {
            if (round == 0)
                browsers[i] = browser_open(portal);
            answers[i] = round < 3 ? sign_in(browsers[i], typed[i], "pas-le-bon-1")
                                   : sign_in_with_work(browsers[i], typed[i], "pas-le-bon-1");
            assert_int_equal(answers[i]->status, answers[0]->status);
            if (i == 0 || answers[i]->status != 422)
                continue;
            assert_true(answer_has_error(answers[i], "identifiant", "signin_wrong"));
            assert_string_equal(cnops_tree_text(answers[i]->page, "captcha"),
                                cnops_tree_text(answers[0]->page, "captcha"));
            assert_int_equal(strlen(answers[i]->body) - strlen(typed[i]),
                             strlen(answers[0]->body) - strlen(typed[0]));
        }
        clock_fake_advance(portal->fixture->clock, apr_time_from_sec(60));
    }
}

static void the_same_work_for_known_and_unknown(void **state)
{
    portal_t *portal = drive_account(state);
    store_memory_t *store = portal->fixture->store;
    int before, known, unknown;

    before = store_memory_calls(store, NULL);
    sign_in(browser_open(portal), fixture_public_transfer.document, "pas-le-bon-1");
    known = store_memory_calls(store, NULL) - before;
    before = store_memory_calls(store, NULL);
    sign_in(browser_open(portal), "ZZ999999", "pas-le-bon-1");
    unknown = store_memory_calls(store, NULL) - before;
    assert_int_equal(known, unknown);
}

static void three_failures_owe_a_proof_of_work(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    answer_t *answer = NULL;

    for (int i = 0; i < 3; i++)
        answer = sign_in(browser, fixture_public_transfer.document, "pas-le-bon-1");
    assert_string_equal(cnops_tree_text(answer->page, "captcha"), "required");
    answer = sign_in(browser, fixture_public_transfer.document, DRIVE_PASSWORD);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "altcha", "captcha_required"));
    assert_leads_to(sign_in_with_work(browser, fixture_public_transfer.document, DRIVE_PASSWORD),
                    "/espace");
}

static void a_stranger_cannot_lock_a_known_browser(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *owner = browser_open(portal), *stranger = browser_open(portal);

    assert_leads_to(sign_in(owner, fixture_public_transfer.document, DRIVE_PASSWORD), "/espace");
    for (int i = 0; i < 20; i++) {
        sign_in_with_work(stranger, fixture_public_transfer.document, "pas-le-bon-1");
        clock_fake_advance(portal->fixture->clock, apr_time_from_sec(1));
    }
    sign_in_with_work(stranger, fixture_public_transfer.document, "pas-le-bon-1");
    assert_int_equal(
        sign_in_with_work(stranger, fixture_public_transfer.document, "pas-le-bon-1")->status, 429);
    assert_leads_to(sign_in(owner, fixture_public_transfer.document, DRIVE_PASSWORD), "/espace");
}

/* One guess at each of many people: no counter of a person rises, but that of the block does. */
static void spraying_from_one_block_owes_a_proof_of_work(void **state)
{
    portal_t *portal = drive_account(state);
    answer_t *answer = NULL;

    for (int i = 0; i < 20; i++) {
        browser_t *browser = browser_open(portal);

        answer = sign_in(browser, apr_psprintf(portal->pool, "ZZ%d", 900000 + i), "pas-le-bon-1");
        assert_true(answer_has_error(answer, "identifiant", "signin_wrong"));
    }
    answer = sign_in(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "altcha", "captcha_required"));
    assert_leads_to(
        sign_in_with_work(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD),
        "/espace");
}

/* Neighbours behind one address (a campus, a carrier) may use up its failures. */
static void a_closed_block_is_open_to_a_known_browser(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *owner = browser_open(portal), *stranger = browser_open(portal);
    const char *document = fixture_public_transfer.document;

    portal->fixture->settings->block_failures = 30;
    assert_leads_to(sign_in(owner, document, DRIVE_PASSWORD), "/espace");
    for (int i = 0; i < 30; i++)
        sign_in_with_work(stranger, apr_psprintf(portal->pool, "ZZ%d", 1000 + i), "pas-le-bon-1");
    assert_int_equal(sign_in(stranger, document, DRIVE_PASSWORD)->status, 429);
    assert_int_equal(sign_in(stranger, "", "")->status, 429);
    assert_leads_to(sign_in(owner, document, DRIVE_PASSWORD), "/espace");
    assert_int_equal(sign_in(owner, "ZZ999999", "pas-le-bon-1")->status, 429);
}

/* --- a crowd --- */

/* All slots, held by this test. */
typedef struct crowd_t {
    portal_t *portal;
    int held[CNOPS_SLOTS_MAX], count;
    pthread_t waiter;
    atomic_bool was_served;
} crowd_t;

static cnops_slots_t *slots_of(const crowd_t *crowd)
{
    return crowd->portal->fixture->core.slots;
}

static void hold_slots(crowd_t *crowd, portal_t *portal)
{
    crowd->portal = portal;
    crowd->count = 0;
    while (cnops_slots_acquire(&crowd->held[crowd->count], slots_of(crowd), CNOPS_SLOTS_KNOWN, 0) ==
           APR_SUCCESS)
        crowd->count++;
}

static void release_slots(crowd_t *crowd)
{
    while (crowd->count > 0)
        cnops_slots_release(slots_of(crowd), crowd->held[--crowd->count]);
}

static void *wait_as_stranger(void *self)
{
    crowd_t *crowd = self;
    int slot;

    if (cnops_slots_acquire(&slot, slots_of(crowd), CNOPS_SLOTS_STRANGER, apr_time_from_sec(60)) !=
        APR_SUCCESS)
        return NULL;
    atomic_store(&crowd->was_served, true);
    cnops_slots_release(slots_of(crowd), slot);
    return NULL;
}

/* Returns when a stranger has waited for so long that others would wait longer than wait µs. */
static void start_waiter(crowd_t *crowd, apr_interval_time_t wait)
{
    atomic_init(&crowd->was_served, false);
    assert_int_equal(pthread_create(&crowd->waiter, NULL, wait_as_stranger, crowd), 0);
    while (cnops_slots_pressure(slots_of(crowd), CNOPS_SLOTS_STRANGER) <= wait)
        apr_sleep(1000);
}

/* The wait is between half of the deadline and all of it. It grows with time, so that this is tried
 * again where the test itself has to wait. */
static answer_t *sign_in_in_crowd(const crowd_t *crowd, browser_t *browser)
{
    cnops_settings_t *settings = crowd->portal->fixture->settings;
    answer_t *answer = NULL;

    for (int i = 0; i < 20 && (!answer || answer->status == 503); i++) {
        settings->hash_deadline =
            cnops_slots_pressure(slots_of(crowd), CNOPS_SLOTS_STRANGER) * 3 / 2;
        answer = sign_in(browser, fixture_public_transfer.document, DRIVE_PASSWORD);
    }
    return answer;
}

static void end_waiter(crowd_t *crowd)
{
    release_slots(crowd);
    pthread_join(crowd->waiter, NULL);
    assert_true(atomic_load(&crowd->was_served));
}

static void crowded_hashing_answers_503(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    crowd_t crowd;
    answer_t *answer;

    portal->fixture->settings->hash_deadline = 2000;
    hold_slots(&crowd, portal);
    /* The password of an unknown person is hashed too, so it waits for a slot as well. */
    for (int i = 0; i < 10; i++) {
        answer = sign_in_with_work(browser, i % 2 ? "ZZ999999" : fixture_public_transfer.document,
                                   DRIVE_PASSWORD);
        assert_int_equal(answer->status, 503);
        assert_non_null(apr_table_get(answer->res->headers, "Retry-After"));
    }
    release_slots(&crowd);
    /* The password was not compared: that was no failure, and costs nothing now. */
    portal->fixture->settings->hash_deadline = apr_time_from_sec(60);
    assert_leads_to(sign_in(browser, fixture_public_transfer.document, DRIVE_PASSWORD), "/espace");
}

/* If a stranger would wait longer than half of the deadline, strangers owe a proof of work first; a
 * browser that has signed in before does not. */
static void crowded_hashing_costs_strangers_work(void **state)
{
    portal_t *portal = drive_account(state);
    const char *document = fixture_public_transfer.document;
    browser_t *owner = browser_open(portal), *stranger = browser_open(portal);
    crowd_t crowd;

    assert_leads_to(sign_in(owner, document, DRIVE_PASSWORD), "/espace");
    hold_slots(&crowd, portal);
    start_waiter(&crowd, 200000);
    assert_true(answer_has_error(sign_in_in_crowd(&crowd, stranger), "altcha", "captcha_required"));
    portal->fixture->settings->hash_deadline = apr_time_from_msec(1);
    assert_int_equal(sign_in(owner, document, DRIVE_PASSWORD)->status, 503);
    end_waiter(&crowd);
    portal->fixture->settings->hash_deadline = apr_time_from_sec(60);
    assert_leads_to(sign_in(owner, document, DRIVE_PASSWORD), "/espace");
    assert_leads_to(sign_in_with_work(stranger, document, DRIVE_PASSWORD), "/espace");
}

/* A stranger who comes too late is refused before the store is asked anything; who waits is served,
 * and a known browser is not kept out by the strangers. */
static void strangers_who_come_late_are_refused_cheaply(void **state)
{
    portal_t *portal = drive_account(state);
    const char *document = fixture_public_transfer.document;
    browser_t *owner = browser_open(portal), *stranger = browser_open(portal);
    const char *work = browser_solve(stranger);
    crowd_t crowd;
    answer_t *answer;
    int before;

    assert_leads_to(sign_in(owner, document, DRIVE_PASSWORD), "/espace");
    hold_slots(&crowd, portal);
    start_waiter(&crowd, 200000);
    portal->fixture->settings->hash_deadline = 50000;
    /* A cookie that the portal has not sealed makes nobody known. */
    apr_table_set(stranger->cookies, "cnops_device", "x");
    before = store_memory_calls(portal->fixture->store, NULL);
    answer = drive_signin(stranger, document, DRIVE_PASSWORD, work);
    assert_int_equal(answer->status, 503);
    assert_int_equal(answer->res->failure, CNOPS_EBUSY);
    assert_true(answer_has_error(sign_in_in_crowd(&crowd, stranger), "altcha", "captcha_required"));
    assert_int_equal(store_memory_calls(portal->fixture->store, NULL), before);
    assert_true(cnops_slots_pressure(slots_of(&crowd), CNOPS_SLOTS_KNOWN) <
                cnops_slots_pressure(slots_of(&crowd), CNOPS_SLOTS_STRANGER));
    end_waiter(&crowd);
}

/* --- the session --- */

static void the_space_is_for_members(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    answer_t *answer;

    assert_leads_to(browser_get(browser, "/espace"), "/connexion");
    sign_in(browser, fixture_public_transfer.document, DRIVE_PASSWORD);
    answer = browser_get(browser, "/espace");
    assert_int_equal(answer->status, 200);
    assert_non_null(strstr(answer->body, fixture_public_transfer.family_name));
    assert_null(strstr(answer->body, DRIVE_EMAIL));
}

static void signing_out_ends_the_session_itself(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    const char *token;

    sign_in(browser, fixture_public_transfer.document, DRIVE_PASSWORD);
    token = apr_table_get(browser->cookies, "cnops_session");
    browser_get(browser, "/espace");
    assert_leads_to(browser_post(browser, "/deconnexion", NULL), "/");
    assert_null(apr_table_get(browser->cookies, "cnops_session"));
    apr_table_set(browser->cookies, "cnops_session", token);
    assert_leads_to(browser_get(browser, "/espace"), "/connexion");
}

static void what_a_member_does_is_in_the_journal(void **state)
{
    static const char *const kinds[] = {"account_created", "device_new", "signed_out"};
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);
    apr_array_header_t *events = store_memory_events(portal->fixture->store);

    sign_in(browser, fixture_public_transfer.document, "pas-le-bon-1");
    sign_in(browser, fixture_public_transfer.document, DRIVE_PASSWORD);
    browser_get(browser, "/espace");
    browser_post(browser, "/deconnexion", NULL);
    assert_int_equal(events->nelts, 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(APR_ARRAY_IDX(events, i, cnops_event_row_t).kind, kinds[i]);
}

static const cnops_account_t *the_account(portal_t *portal)
{
    const cnops_store_t *store = &portal->fixture->core.store;
    const cnops_account_t *account;

    store->accounts->by_person(store->self, &account, 1, portal->pool);
    return account;
}

static void a_weak_hash_is_renewed_at_sign_in(void **state)
{
    portal_t *portal = drive_account(state);
    const char *former = the_account(portal)->password_hash, *stronger;

    sign_in(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD);
    assert_string_equal(the_account(portal)->password_hash, former);
    portal->fixture->settings->argon2_passes++;
    sign_in(browser_open(portal), fixture_public_transfer.document, "pas-le-bon-1");
    assert_string_equal(the_account(portal)->password_hash, former);
    assert_leads_to(sign_in(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD),
                    "/espace");
    stronger = the_account(portal)->password_hash;
    assert_string_not_equal(stronger, former);
    assert_non_null(strstr(stronger, "t=2"));
    assert_leads_to(sign_in(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD),
                    "/espace");
    assert_string_equal(the_account(portal)->password_hash, stronger);
}

static void a_sign_in_works_although_its_hash_cannot_be_renewed(void **state)
{
    portal_t *portal = drive_account(state);
    const char *former = the_account(portal)->password_hash;

    portal->fixture->settings->argon2_passes++;
    store_memory_fail_next(portal->fixture->store, STORE_MEMORY(accounts, upgrade_hash),
                           CNOPS_EUNAVAILABLE);
    assert_leads_to(sign_in(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD),
                    "/espace");
    assert_string_equal(the_account(portal)->password_hash, former);
}

/* The account is closed while a session begins: that session opens nothing. */
static void a_closed_account_is_like_none(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_store_t *store = &portal->fixture->core.store;
    browser_t *browser = browser_open(portal);
    const cnops_account_t *account;
    const char *token;

    store->accounts->by_person(store->self, &account, 1, portal->pool);
    sign_in(browser, fixture_public_transfer.document, DRIVE_PASSWORD);
    store->accounts->set_state(store->self, account->id, CNOPS_ACCOUNT_CLOSED, 0, NULL,
                               portal->pool);
    assert_leads_to(browser_get(browser, "/espace"), "/connexion");
    cnops_session_begin(&token, &portal->fixture->core, account->id, NULL, "203.0.113.9", NULL,
                        portal->pool);
    apr_table_set(browser->cookies, "cnops_session", token);
    assert_leads_to(browser_get(browser, "/espace"), "/connexion");
    assert_true(answer_has_error(
        sign_in(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD),
        "identifiant", "signin_wrong"));
}

static void idle_and_old_sessions_end(void **state)
{
    portal_t *portal = drive_account(state);
    const cnops_settings_t *settings = portal->fixture->settings;
    browser_t *idle = browser_open(portal), *busy = browser_open(portal);

    sign_in(idle, fixture_public_transfer.document, DRIVE_PASSWORD);
    clock_fake_advance(portal->fixture->clock, settings->session_idle + apr_time_from_sec(1));
    assert_leads_to(browser_get(idle, "/espace"), "/connexion");

    sign_in(busy, fixture_public_transfer.document, DRIVE_PASSWORD);
    for (apr_interval_time_t age = 0; age < settings->session_max;
         age += settings->session_idle / 2) {
        assert_int_equal(browser_get(busy, "/espace")->status, 200);
        clock_fake_advance(portal->fixture->clock, settings->session_idle / 2);
    }
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(1));
    assert_leads_to(browser_get(busy, "/espace"), "/connexion");
}

static void a_sign_in_form_left_open_still_works(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = browser_open(portal);

    browser_get(browser, "/");
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->journey_ttl * 2);
    assert_leads_to(browser_post(browser, "/connexion", "identifiant",
                                 fixture_public_transfer.document, "mot_de_passe", DRIVE_PASSWORD,
                                 NULL),
                    "/connexion/code");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_document_signs_in_in_any_spelling),
        TEST(any_immatriculation_signs_in),
        TEST(a_contact_does_not_sign_in),
        TEST(a_deceased_person_does_not_sign_in),
        TEST(a_known_browser_does_not_learn_who_died),
        TEST(the_sessions_of_the_dead_end),
        TEST(a_closed_membership_still_signs_in),
        TEST(unknown_wrong_and_without_account_look_alike),
        TEST(the_same_work_for_known_and_unknown),
        TEST(three_failures_owe_a_proof_of_work),
        TEST(a_stranger_cannot_lock_a_known_browser),
        TEST(spraying_from_one_block_owes_a_proof_of_work),
        TEST(a_closed_block_is_open_to_a_known_browser),
        TEST(crowded_hashing_answers_503),
        TEST(crowded_hashing_costs_strangers_work),
        TEST(strangers_who_come_late_are_refused_cheaply),
        TEST(the_space_is_for_members),
        TEST(signing_out_ends_the_session_itself),
        TEST(what_a_member_does_is_in_the_journal),
        TEST(a_weak_hash_is_renewed_at_sign_in),
        TEST(a_sign_in_works_although_its_hash_cannot_be_renewed),
        TEST(a_closed_account_is_like_none),
        TEST(idle_and_old_sessions_end),
        TEST(a_sign_in_form_left_open_still_works),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
