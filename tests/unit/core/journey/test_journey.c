/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journey/journey.h"

#include "base/errors.h"
#include "core/journey/drafts.h"
#include "core/seal/seal.h"
#include "twins/core_fixture.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static cnops_journey_t *make(core_fixture_t *fixture, cnops_journey_kind_e kind)
{
    return cnops_journey_make(&fixture->core, kind, fixture->pool);
}

static const char *seal(core_fixture_t *fixture, const cnops_journey_t *journey)
{
    return cnops_journey_seal(&fixture->core, journey, fixture->pool);
}

static apr_status_t unseal(core_fixture_t *fixture, cnops_journey_t **pjourney, const char *sealed)
{
    return cnops_journey_unseal(pjourney, &fixture->core, sealed, fixture->pool);
}

/* A journey with most of its steps done. */
static cnops_journey_t *make_full(core_fixture_t *fixture)
{
    cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_CREATION);

    journey->done = 0x7f;
    journey->pow_level = 3;
    memset(journey->identity.document_digest, 'd', 64);
    journey->identity.person_id = APR_INT64_C(9007199254740993);
    journey->identity.by_employer = true;
    journey->identity.matches = true;
    journey->identity.asks_number = true;
    journey->identity.asks_rib = true;
    memset(journey->identity_digest, 'a', 64);
    journey->terms_lang = "ar";
    journey->terms_at = CLOCK_FAKE_START - 7;
    journey->email = "salma@example.ma";
    journey->phone = "+212612345678";
    journey->notice = "notice.essai";
    journey->onward = "/espace/profil?suite=2";
    journey->typed = "{\"pas\":{\"cni\":\"AB12\"}}";
    journey->is_student = true;
    return journey;
}

static void test_begins_with_nothing_done(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_RECOVERY);

    assert_int_equal(journey->kind, CNOPS_JOURNEY_RECOVERY);
    assert_int_equal(strlen(journey->id), 32);
    assert_int_equal(strspn(journey->id, "0123456789abcdef"), 32);
    assert_string_not_equal(journey->id, make(fixture, CNOPS_JOURNEY_RECOVERY)->id);
    assert_int_equal(journey->accepted_at, CLOCK_FAKE_START);
    assert_int_equal(cnops_journey_open_step(journey), 0);
    assert_int_equal(journey->identity.person_id, 0);
}

static void test_comes_back_as_it_was(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_journey_t *journey = make_full(fixture);
    cnops_journey_t *back;

    assert_int_equal(unseal(fixture, &back, seal(fixture, journey)), APR_SUCCESS);
    assert_string_equal(back->id, journey->id);
    assert_int_equal(back->kind, CNOPS_JOURNEY_CREATION);
    assert_int_equal(back->accepted_at, journey->accepted_at);
    assert_int_equal(back->done, 0x7f);
    assert_int_equal(back->pow_level, 3);
    assert_string_equal(back->identity.document_digest, journey->identity.document_digest);
    assert_int_equal(back->identity.person_id, APR_INT64_C(9007199254740993));
    assert_true(back->identity.by_employer);
    assert_true(back->identity.matches);
    assert_true(back->identity.asks_number);
    assert_true(back->identity.asks_rib);
    assert_string_equal(back->identity_digest, journey->identity_digest);
    assert_string_equal(back->terms_lang, "ar");
    assert_int_equal(back->terms_at, CLOCK_FAKE_START - 7);
    assert_string_equal(back->email, journey->email);
    assert_string_equal(back->phone, journey->phone);
    assert_string_equal(back->notice, journey->notice);
    assert_string_equal(back->onward, journey->onward);
    assert_string_equal(back->typed, journey->typed);
    assert_true(back->is_student);
}

/* A cookie of the version before drafts. */
static void test_opens_a_cookie_without_drafts(void **state)
{
    core_fixture_t *f = *state;
    const char *text = apr_psprintf(f->pool,
                                    "{\"id\":\"0\",\"kind\":\"creation\",\"channel\":\"sms\","
                                    "\"at\":%" APR_TIME_T_FMT ",\"done\":3}",
                                    CLOCK_FAKE_START);
    cnops_journey_t *back;

    assert_int_equal(
        unseal(f, &back, cnops_seal(&f->core, CNOPS_KEY_JOURNEY, "journey", text, f->pool)),
        APR_SUCCESS);
    assert_int_equal(back->done, 3);
    assert_null(back->typed);
    assert_false(back->is_student);
}

static void test_comes_back_empty_too(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_journey_t *back;

    assert_int_equal(unseal(fixture, &back, seal(fixture, make(fixture, CNOPS_JOURNEY_NONE))),
                     APR_SUCCESS);
    assert_int_equal(back->kind, CNOPS_JOURNEY_NONE);
    assert_int_equal(back->done, 0);
    assert_false(back->identity.matches);
    assert_null(back->email);
    assert_null(back->phone);
    assert_null(back->terms_lang);
    assert_null(back->typed);
    assert_false(back->is_student);
}

static void test_refuses_what_it_did_not_seal(void **state)
{
    core_fixture_t *fixture = *state;
    const char *sealed = seal(fixture, make_full(fixture));
    cnops_journey_t *back;

    for (apr_size_t i = 0; i < strlen(sealed); i += 7) {
        char *forged = apr_pstrdup(fixture->pool, sealed);

        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        assert_int_equal(unseal(fixture, &back, forged), CNOPS_EFORGED);
        assert_null(back);
    }
    assert_int_equal(unseal(fixture, &back, ""), CNOPS_EFORGED);
    assert_int_equal(unseal(fixture, &back, "test2."), CNOPS_EFORGED);
}

/* The version before this one and the next one must read these words too. */
static void test_its_words_are_those_of_all_versions(void **state)
{
    static const char *const kinds[] = {
        [CNOPS_JOURNEY_NONE] = "none",         [CNOPS_JOURNEY_CREATION] = "creation",
        [CNOPS_JOURNEY_RECOVERY] = "recovery", [CNOPS_JOURNEY_SIGNIN] = "signin",
        [CNOPS_JOURNEY_CONTACT] = "contact",   [CNOPS_JOURNEY_LOST] = "lost",
        [CNOPS_JOURNEY_CLOSING] = "closing",   [CNOPS_JOURNEY_OFFICER] = "officer"};
    core_fixture_t *f = *state;

    for (int i = 0; i < (int)(sizeof kinds / sizeof *kinds); i++) {
        cnops_channel_e channel = i % 2 ? CNOPS_CHANNEL_SMS : CNOPS_CHANNEL_EMAIL;
        const char *text =
            apr_psprintf(f->pool, "{\"kind\":\"%s\",\"channel\":\"%s\",\"at\":%" APR_TIME_T_FMT "}",
                         kinds[i], i % 2 ? "sms" : "email", CLOCK_FAKE_START);
        cnops_journey_t *back;

        assert_int_equal(
            unseal(f, &back, cnops_seal(&f->core, CNOPS_KEY_JOURNEY, "journey", text, f->pool)),
            APR_SUCCESS);
        assert_int_equal(back->kind, i);
        assert_int_equal(back->channel, channel);
        back->channel = channel;
        assert_int_equal(unseal(f, &back, seal(f, back)), APR_SUCCESS);
        assert_int_equal(back->kind, i);
        assert_int_equal(back->channel, channel);
    }
}

/* A kind that another version has, but not this one. */
static void test_refuses_words_that_it_does_not_know(void **state)
{
    static const char *const texts[] = {"{\"kind\":\"voyage\",\"channel\":\"sms\"}",
                                        "{\"kind\":\"creation\",\"channel\":\"fax\"}",
                                        "{\"kind\":1,\"channel\":0}", "{}"};
    core_fixture_t *f = *state;
    cnops_journey_t *back;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(
            unseal(f, &back, cnops_seal(&f->core, CNOPS_KEY_JOURNEY, "journey", texts[i], f->pool)),
            CNOPS_EFORGED);
        assert_null(back);
    }
}

/* --- time --- */

static void test_expires_after_the_last_accepted_step(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_CREATION), *back;
    apr_interval_time_t ttl = fixture->settings->journey_ttl;
    const char *sealed;

    clock_fake_advance(fixture->clock, ttl - 1);
    cnops_journey_accept(journey, &fixture->core, 0, false);
    sealed = seal(fixture, journey);
    clock_fake_advance(fixture->clock, ttl);
    assert_int_equal(unseal(fixture, &back, sealed), APR_SUCCESS);
    clock_fake_advance(fixture->clock, 1);
    assert_int_equal(unseal(fixture, &back, sealed), CNOPS_EEXPIRED);
    assert_non_null(back);
    assert_int_equal(back->kind, CNOPS_JOURNEY_CREATION);
}

static void test_a_browser_without_a_journey_lasts_as_a_session(void **state)
{
    core_fixture_t *fixture = *state;
    const char *sealed = seal(fixture, make(fixture, CNOPS_JOURNEY_NONE));
    cnops_journey_t *back;

    clock_fake_advance(fixture->clock, fixture->settings->session_max);
    assert_int_equal(unseal(fixture, &back, sealed), APR_SUCCESS);
    clock_fake_advance(fixture->clock, 1);
    assert_int_equal(unseal(fixture, &back, sealed), CNOPS_EEXPIRED);
}

/* --- what the cookie's length tells --- */

static void test_its_length_does_not_tell_who_is_known(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_journey_t *known = make_full(fixture), *unknown = make_full(fixture);

    unknown->identity.person_id = 0;
    unknown->identity.matches = false;
    assert_int_equal(strlen(seal(fixture, known)), strlen(seal(fixture, unknown)));
}

/* Every first visit pays for this cookie. Whatever more a journey has is kept, and a journey that
 * has more and loses it is short again. */
static void test_is_short_where_nothing_has_begun(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_NONE), *back;
    apr_size_t len = strlen(seal(fixture, journey));

    assert_in_range(len, 1, 240);
    journey->notice = "notice.essai";
    assert_true(strlen(seal(fixture, journey)) > 2 * len);
    assert_int_equal(unseal(fixture, &back, seal(fixture, journey)), APR_SUCCESS);
    assert_string_equal(back->notice, "notice.essai");
    back->notice = NULL;
    assert_int_equal(strlen(seal(fixture, back)), len);
    back->pow_level = 2;
    assert_int_equal(unseal(fixture, &journey, seal(fixture, back)), APR_SUCCESS);
    assert_int_equal(journey->pow_level, 2);
    assert_true(strlen(seal(fixture, make(fixture, CNOPS_JOURNEY_CREATION))) > 2 * len);
}

/* More than there is room for, so that as much is kept as is possible. */
static void keep_much(core_fixture_t *fixture, cnops_journey_t *journey)
{
    cnops_tree_t *texts = cnops_tree_object(fixture->pool);
    const char *long_text = apr_psprintf(fixture->pool, "%0900d", 7);

    for (int i = 0; i < 200; i++)
        cnops_tree_set_text(texts, apr_psprintf(fixture->pool, "t%d", i), "12345678");
    cnops_drafts_keep(journey, CNOPS_DRAFTS_STEPS, texts, fixture->pool);
    cnops_tree_set_text(texts, "motif", long_text);
    cnops_drafts_keep(journey, "/opposition", texts, fixture->pool);
    assert_true(strlen(journey->typed) > CNOPS_DRAFTS_MAX - 200);
    assert_true(strlen(journey->typed) <= CNOPS_DRAFTS_MAX);
}

static void test_fits_a_cookie(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_journey_t *journey = make_full(fixture);
    char *email = apr_palloc(fixture->pool, 255);

    memset(email, '"', 254); /* each takes two characters in JSON */
    email[254] = '\0';
    journey->email = email;
    memset(journey->pass, 'p', 64);
    memset(journey->identity.subject, 's', 64);
    journey->onward = apr_psprintf(fixture->pool, "/%0249d", 7);
    keep_much(fixture, journey);
    assert_true(strlen(seal(fixture, journey)) <= 3900);
}

/* --- steps --- */

static void test_steps_open_one_after_the_other(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_CREATION);

    for (int step = 0; step < 9; step++) {
        assert_int_equal(cnops_journey_open_step(journey), step);
        cnops_journey_accept(journey, &fixture->core, step, true);
    }
    assert_int_equal(cnops_journey_open_step(journey), 9);
}

static void test_a_changed_answer_clears_later_steps(void **state)
{
    core_fixture_t *fixture = *state;
    cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_CREATION);

    for (int step = 0; step < 6; step++)
        cnops_journey_accept(journey, &fixture->core, step, false);
    clock_fake_advance(fixture->clock, 5);
    cnops_journey_accept(journey, &fixture->core, 3, false);
    assert_int_equal(cnops_journey_open_step(journey), 6);
    assert_int_equal(journey->accepted_at, CLOCK_FAKE_START + 5);
    cnops_journey_accept(journey, &fixture->core, 3, true);
    assert_int_equal(cnops_journey_open_step(journey), 4);
    assert_int_equal(journey->done, 0xf);
}

/* --- CSRF --- */

static void test_a_token_is_of_one_journey(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_core_t *core = &fixture->core;
    const cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_NONE);
    const cnops_journey_t *other = make(fixture, CNOPS_JOURNEY_NONE);
    const char *token = cnops_journey_token(core, journey, fixture->pool);

    assert_true(cnops_journey_token_is(core, journey, token));
    assert_false(cnops_journey_token_is(core, other, token));
    assert_false(cnops_journey_token_is(core, journey, ""));
    assert_false(cnops_journey_token_is(core, journey, NULL));
    assert_false(cnops_journey_token_is(core, journey, "\xc3\xa9"));
    assert_false(cnops_journey_token_is(core, journey, token + 1));
    assert_false(cnops_journey_token_is(core, journey, token + 4));
    assert_false(cnops_journey_token_is(
        core, journey, apr_pstrcat(fixture->pool, token, token, token, token, NULL)));
}

/* Each character counts: those of the mask and those of what it hides. */
static void test_a_token_cannot_be_changed(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_core_t *core = &fixture->core;
    const cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_NONE);
    const char *token = cnops_journey_token(core, journey, fixture->pool);

    for (apr_size_t i = 0; i < strlen(token); i++) {
        char *forged = apr_pstrdup(fixture->pool, token);

        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        assert_false(cnops_journey_token_is(core, journey, forged));
    }
}

/* Two answers with the same page have nothing of their tokens in common: what an attacker guesses
 * of one by the length of a compressed answer is of no use for the next. */
static void test_a_token_is_another_text_in_each_answer(void **state)
{
    core_fixture_t *fixture = *state;
    const cnops_core_t *core = &fixture->core;
    const cnops_journey_t *journey = make(fixture, CNOPS_JOURNEY_NONE);
    const char *one = cnops_journey_token(core, journey, fixture->pool);
    const char *two = cnops_journey_token(core, journey, fixture->pool);
    int alike = 0;

    assert_int_equal(strlen(one), strlen(two));
    for (apr_size_t i = 0; i < strlen(one); i++)
        alike += one[i] == two[i];
    assert_true(alike < 10); /* of 43; one in 64 is alike by chance */
    assert_true(cnops_journey_token_is(core, journey, one));
    assert_true(cnops_journey_token_is(core, journey, two));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, core_fixture_setup, core_fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_begins_with_nothing_done),
        TEST(test_comes_back_as_it_was),
        TEST(test_comes_back_empty_too),
        TEST(test_opens_a_cookie_without_drafts),
        TEST(test_refuses_what_it_did_not_seal),
        TEST(test_expires_after_the_last_accepted_step),
        TEST(test_a_browser_without_a_journey_lasts_as_a_session),
        TEST(test_its_words_are_those_of_all_versions),
        TEST(test_refuses_words_that_it_does_not_know),
        TEST(test_its_length_does_not_tell_who_is_known),
        TEST(test_is_short_where_nothing_has_begun),
        TEST(test_fits_a_cookie),
        TEST(test_steps_open_one_after_the_other),
        TEST(test_a_changed_answer_clears_later_steps),
        TEST(test_a_token_is_of_one_journey),
        TEST(test_a_token_cannot_be_changed),
        TEST(test_a_token_is_another_text_in_each_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
