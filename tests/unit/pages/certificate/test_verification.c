/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /verification and the verifier in one file, with the real templates. */
#include "base/netblock.h"
#include "core/certificate/certificate.h"
#include "core/guard/image_captcha.h"
#include "core/guard/throttle.h"
#include "twins/portal.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* needs the four above */

#define PATH    "/verification"
#define NOBODYS "0000-0000-0000-0000"
#define DAY     apr_time_from_sec(86400)

static const cnops_account_t account = {.id = 3, .person_id = 1};

static cnops_tree_t *person_record(apr_pool_t *pool, const char *name)
{
    cnops_tree_t *record = cnops_tree_object(pool);

    cnops_tree_set_text(record, "document_type", "cnie");
    cnops_tree_set_text(record, "cni", "AA100001");
    cnops_tree_set_text(record, "birth_date", "1980-04-12");
    cnops_tree_set_text(record, "given_name", name);
    cnops_tree_set_text(record, "family_name", name ? "Ezzahi" : NULL);
    cnops_tree_set_text(record, "given_name_ar", "أمينة");
    return record;
}

static const cnops_certificate_t *draw(portal_t *portal, const char *name)
{
    const cnops_membership_t membership = {.id = 5,
                                           .person_id = 1,
                                           .scheme = CNOPS_SCHEME_PUBLIC,
                                           .status = CNOPS_MEMBER_ACTIVE,
                                           .rights_from = "2015-01-01"};
    const cnops_certificate_asking_t asking = {.account = &account,
                                               .membership = &membership,
                                               .person_record = person_record(portal->pool, name),
                                               .membership_record = cnops_tree_object(portal->pool),
                                               .kind = CNOPS_CERTIFICATE_COVERAGE};
    const cnops_certificate_t *certificate;

    assert_int_equal(
        cnops_certificate_draw(&certificate, &portal->fixture->core, &asking, portal->pool),
        APR_SUCCESS);
    return certificate;
}

static const char *code_of(portal_t *portal, const cnops_certificate_t *certificate)
{
    cnops_tree_t *facts;

    assert_int_equal(
        cnops_certificate_facts(&facts, &portal->fixture->core, certificate, portal->pool),
        APR_SUCCESS);
    return cnops_tree_text(facts, "code");
}

static answer_t *ask(browser_t *browser, const char *code)
{
    browser_get(browser, PATH);
    return browser_post(browser, PATH, "code", code, NULL);
}

static void assert_verdict(const answer_t *answer, const char *verdict)
{
    assert_int_equal(answer->status, 200);
    assert_string_equal(cnops_tree_text(answer->page, "verdict"), verdict);
}

static const char *shown(const answer_t *answer, const char *name)
{
    return cnops_tree_text(cnops_tree_get(answer->page, "certificate"), name);
}

/* --- what is answered --- */

static void a_genuine_code_gives_initials_and_year_alone(void **state)
{
    portal_t *portal = *state;
    const char *code = code_of(portal, draw(portal, "Fatima Zahra"));
    answer_t *answer = ask(browser_open(portal), apr_pstrcat(portal->pool, " ", code, NULL));

    assert_verdict(answer, "genuine");
    assert_string_equal(shown(answer, "initials"), "F. Z. E.");
    assert_string_equal(shown(answer, "birth_year"), "1980");
    assert_null(strstr(answer->body, "Fatima"));
    assert_null(strstr(answer->body, "1980-04-12"));
    assert_null(strstr(answer->body, "12/04/1980"));
    assert_null(strstr(answer->body, "0001"));
    assert_null(strstr(answer->res->event, code));
}

static void initials_are_whole_letters(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    answer_t *answer = ask(browser, code_of(portal, draw(portal, "  Éric")));

    assert_string_equal(shown(answer, "initials"), "É. E.");
    answer = ask(browser, code_of(portal, draw(portal, NULL)));
    assert_string_equal(shown(answer, "initials"), "أ.");
}

static void revoked_expired_and_unknown_are_said(void **state)
{
    portal_t *portal = *state;
    core_fixture_t *fixture = portal->fixture;
    browser_t *browser = browser_open(portal);
    const cnops_certificate_t *revoked = draw(portal, "Amina"), *other = draw(portal, "Samira");
    const cnops_event_t event = {.actor = CNOPS_ACTOR_OPERATOR};

    assert_int_equal(cnops_certificate_revoke(&fixture->core, revoked, event, portal->pool),
                     APR_SUCCESS);
    assert_verdict(ask(browser, code_of(portal, revoked)), "revoked");
    assert_verdict(ask(browser, code_of(portal, other)), "genuine");
    assert_verdict(ask(browser, NOBODYS), "unknown");
    assert_null(shown(ask(browser, NOBODYS), "initials"));
    clock_fake_advance(fixture->clock, (fixture->settings->certificate_days + 1) * DAY);
    assert_verdict(ask(browser_open(portal), code_of(portal, other)), "expired");
}

static void what_is_no_code_is_a_mistake_that_costs_nothing(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    portal->fixture->settings->block_failures = 1;
    for (int i = 0; i < 3; i++) {
        answer_t *answer = ask(browser, "K7QM-2X9F-4TBN");

        assert_int_equal(answer->status, 422);
        assert_true(answer_has_error(answer, "code", "invalid_certificate_code"));
    }
    assert_int_equal(ask(browser, "")->status, 422);
    assert_string_equal(cnops_tree_text(browser_get(browser, PATH)->page, "captcha"), "none");
}

/* --- the limit --- */

static void unknown_codes_of_a_block_cost_work(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal), *neighbour;
    answer_t *answer;

    portal->fixture->settings->block_failures = 60;
    for (int i = 0; i < 2; i++)
        assert_verdict(ask(browser, NOBODYS), "unknown");
    neighbour = browser_open(portal);
    answer = ask(neighbour, NOBODYS);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "altcha", "captcha_required"));
    assert_string_equal(cnops_tree_text(answer->page, "captcha"), "required");
    assert_verdict(
        browser_post(neighbour, PATH, "code", NOBODYS, "altcha", browser_solve(neighbour), NULL),
        "unknown");
    neighbour->ip = "198.51.100.1";
    assert_verdict(ask(neighbour, NOBODYS), "unknown");
}

/* As test_captcha_picture.c: the product offers no way to read it. */
static const char *read_picture(browser_t *browser, const char *id)
{
    const portal_t *portal = browser->portal;
    cnops_image_captcha_t image;
    cnops_journey_t *journey;

    assert_int_equal(cnops_journey_unseal(&journey, portal->app.core,
                                          apr_table_get(browser->cookies, "cnops_journey"),
                                          portal->pool),
                     APR_SUCCESS);
    assert_int_equal(
        cnops_image_captcha_open(&image, portal->app.core, journey->id, id, portal->pool),
        APR_SUCCESS);
    return apr_pstrdup(portal->pool, image.solution);
}

static const char *picture_of(const answer_t *answer)
{
    return cnops_tree_text(cnops_tree_get(answer->page, "captcha_image"), "id");
}

static answer_t *answer_both(browser_t *browser, const char *code, const char *proof,
                             const char *id, const char *digits)
{
    return browser_post(browser, PATH, "code", code, "altcha", proof, "captcha_id", id, "captcha",
                        digits, NULL);
}

/* Past the limit nobody is refused: a proof of work and a picture, of everybody alike. */
static void past_the_limit_work_and_a_picture_are_owed(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *code = code_of(portal, draw(portal, "Amina")), *id, *proof;
    answer_t *answer;

    portal->fixture->settings->block_failures = 1;
    portal->fixture->settings->block_images = 1;
    assert_verdict(ask(browser, NOBODYS), "unknown");
    for (int i = 0; i < 3; i++) {
        answer = browser_get(browser, PATH);
        assert_string_equal(cnops_tree_text(answer->page, "captcha"), "both");
        id = picture_of(answer);
        proof = browser_solve(browser);
        answer = answer_both(browser, code, proof, id, "");
        assert_int_equal(answer->status, 422);
        assert_true(answer_has_error(answer, "captcha", "image_required"));
        id = picture_of(answer);
        answer = answer_both(browser, code, "", id, read_picture(browser, id));
        assert_int_equal(answer->status, 422);
        assert_true(answer_has_error(answer, "altcha", "captcha_required"));
        assert_string_equal(picture_of(answer), id); /* its answer is still good */
        answer = answer_both(browser, code, proof, id, read_picture(browser, id));
        assert_verdict(answer, "genuine");
        answer = answer_both(browser, code, proof, id, "222222");
        assert_int_equal(answer->status, 422); /* both count once */
    }
}

static void add_failures(portal_t *portal, cnops_use_e use, const char *block, int count)
{
    cnops_verdict_t ignored;

    for (int i = 0; i < count; i++)
        assert_int_equal(
            cnops_throttle_take(&ignored, &portal->fixture->core, use, block, 0, portal->pool),
            APR_SUCCESS);
}

/* Neighbours have used up what the block may fail at everything else, too. */
static void a_block_past_both_limits_can_still_verify(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *code = code_of(portal, draw(portal, "Amina")), *id;
    const char *block = cnops_netblock_of(browser->ip, portal->pool);

    add_failures(portal, CNOPS_USE_BLOCK_FAILURES, block, 601);
    add_failures(portal, CNOPS_USE_BLOCK_LOOKUPS, block, 601);
    id = picture_of(browser_get(browser, PATH));
    assert_int_equal(browser_get(browser, "/captcha/defi")->status, 200);
    assert_verdict(
        answer_both(browser, code, browser_solve(browser), id, read_picture(browser, id)),
        "genuine");
}

static void past_the_limit_the_proof_is_the_hardest(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *easy, *id;
    answer_t *answer;

    portal->fixture->settings->block_failures = 1;
    browser_get(browser, PATH);
    easy = browser_solve(browser);
    assert_verdict(ask(browser, NOBODYS), "unknown");
    id = picture_of(browser_get(browser, PATH));
    answer = answer_both(browser, NOBODYS, easy, id, read_picture(browser, id));
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "altcha", "captcha_harder"));
}

/* --- the file --- */

static void the_file_has_the_lists_and_loads_nothing(void **state)
{
    portal_t *portal = *state;
    answer_t *answer = browser_get(browser_open(portal), PATH "/hors-ligne.html");
    const char *policy = apr_table_get(answer->res->headers, "Content-Security-Policy");

    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->res->content_type, "text/html; charset=utf-8");
    assert_non_null(strstr(answer->body, "data-keys=\"{&quot;keys&quot;:[{"));
    assert_non_null(strstr(answer->body, "data-revocations=\"{"));
    assert_null(strstr(answer->body, "src=\""));
    assert_null(strstr(answer->body, "<link rel=\"stylesheet"));
    assert_null(strchr(policy, '@'));
    assert_non_null(strstr(policy, "default-src 'none'; script-src 'sha256-"));
    assert_non_null(strstr(policy, "frame-ancestors 'none'"));
    assert_non_null(
        strstr(apr_table_get(answer->res->headers, "Permissions-Policy"), "camera=(self)"));
}

/* 2026-01-07T23:30:00Z is 00:30 in Morocco. */
static void the_file_has_the_day_in_morocco(void **state)
{
    portal_t *portal = *state;
    const answer_t *answer;

    portal->fixture->core.zone = portal->app.zone;
    clock_fake_set(portal->fixture->clock, apr_time_from_sec(1767828600));
    answer = browser_get(browser_open(portal), PATH "/hors-ligne.html");
    assert_non_null(strstr(answer->body, " le 08/01/2026."));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_genuine_code_gives_initials_and_year_alone),
        TEST(initials_are_whole_letters),
        TEST(revoked_expired_and_unknown_are_said),
        TEST(what_is_no_code_is_a_mistake_that_costs_nothing),
        TEST(unknown_codes_of_a_block_cost_work),
        TEST(past_the_limit_work_and_a_picture_are_owed),
        TEST(a_block_past_both_limits_can_still_verify),
        TEST(past_the_limit_the_proof_is_the_hardest),
        TEST(the_file_has_the_lists_and_loads_nothing),
        TEST(the_file_has_the_day_in_morocco),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
