/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /etudiants/suivi and its certificates. What pages and papers say is read in
 * tests/http/tracking.test.mjs; here are the limits and the rights of links. */
#include "pages/student/tracking.h"

#include "base/netblock.h"
#include "core/guard/image_captcha.h"
#include "core/person/identity.h"
#include "core/registration/registration.h"
#include "pages/student/link.h"
#include "twins/portal.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* needs the four above */

#define PATH   CNOPS_TRACKING_PATH
#define MINUTE apr_time_from_sec(60)

static const cnops_registration_row_t salma = {.academic_year = 2026,
                                               .cine = "QX500001",
                                               .massar = "G700000001",
                                               .birth_date = "2005-03-02",
                                               .family_name = "FICTIF",
                                               .given_name = "Salma",
                                               .sex = "F",
                                               .address = "4 rue Fictive",
                                               .email = "salma@exemple.ma",
                                               .status = CNOPS_REGISTRATION_REGISTERED,
                                               .received_on = "2026-10-02",
                                               .errors = ""};

static void import(portal_t *portal, const cnops_registration_row_t *row)
{
    const cnops_registration_sending_t sending = {CNOPS_REGISTRATION_INSURER, NULL};
    cnops_registration_outcome_e outcome;
    apr_int64_t id;

    assert_int_equal(cnops_registration_write(&outcome, &id, &portal->fixture->core, row, &sending,
                                              portal->pool),
                     APR_SUCCESS);
}

static int setup(void **state)
{
    portal_t *portal;
    cnops_press_config_t how = {.htdocs = "build/htdocs", .engines = 1, .wait = 1000};
    const char *fault;

    if (portal_setup(state) != 0)
        return -1;
    portal = *state;
    how.brand = portal->app.brand;
    if (cnops_press_make(&portal->app.press, &fault, &how, portal->pool) != APR_SUCCESS)
        return -1;
    import(portal, &salma);
    return 0;
}

/* --- looking --- */

static answer_t *ask_with(browser_t *browser, const char *massar, const char *proof)
{
    return browser_post(browser, PATH, "cine", salma.cine, "massar", massar, "date_naissance",
                        "02/03/2005", "altcha", proof, NULL);
}

static answer_t *ask(browser_t *browser, const char *massar)
{
    browser_get(browser, PATH);
    return ask_with(browser, massar, browser_solve(browser));
}

/* Whoever owes a harder proof solves it, as the script of the page does. */
static answer_t *insist(browser_t *browser, const char *massar)
{
    answer_t *answer = ask(browser, massar);

    for (int i = 0; i < 9 && answer_has_error(answer, "altcha", "captcha_harder"); i++)
        answer = ask_with(browser, massar, browser_solve(browser));
    return answer;
}

static const cnops_tree_t *first_of(const answer_t *answer)
{
    const cnops_tree_t *list = cnops_tree_get(answer->page, "registrations");

    assert_int_equal(answer->status, 200);
    return list->first;
}

/* The address of the certificate, below the mount. */
static const char *link_of(browser_t *browser)
{
    const cnops_tree_t *found = first_of(insist(browser, salma.massar));
    const char *href = cnops_tree_text(found, "certificate");

    assert_non_null(href);
    return href + strlen(browser->portal->app.mount);
}

static void assert_paper(const answer_t *answer)
{
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->res->content_type, "application/pdf");
    assert_memory_equal(answer->body, "%PDF-", 5);
}

/* --- links --- */

static void a_link_opens_in_its_browser_for_half_an_hour(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal), *other = browser_open(portal);
    const char *link = link_of(browser);

    browser_get(other, PATH);
    assert_int_equal(browser_get(other, link)->status, 404);
    assert_int_equal(browser_get(browser_open(portal), link)->status, 404);
    clock_fake_advance(portal->fixture->clock, 29 * MINUTE);
    assert_paper(browser_get(browser, link));
    clock_fake_advance(portal->fixture->clock, 2 * MINUTE);
    assert_int_equal(browser_get(browser, link)->status, 404);
}

/* The journey of a page that was opened long ago is prolonged, or the link would soon be over. */
static void a_link_of_an_old_page_lives_as_long(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    const char *link;

    browser_get(browser, PATH);
    clock_fake_advance(portal->fixture->clock, 20 * MINUTE);
    link = link_of(browser);
    clock_fake_advance(portal->fixture->clock, 25 * MINUTE);
    assert_paper(browser_get(browser, link));
}

static void a_link_is_worth_what_the_registration_is(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);
    cnops_registration_row_t row = salma;
    const char *link = link_of(browser);

    portal->fixture->settings->tracking_certificate = CNOPS_TRACKING_CERTIFICATE_ACCOUNT;
    assert_int_equal(browser_get(browser, link)->status, 404);
    portal->fixture->settings->tracking_certificate = CNOPS_TRACKING_CERTIFICATE_PAGE;
    row.status = CNOPS_REGISTRATION_IN_PROCESS;
    import(portal, &row);
    assert_int_equal(browser_get(browser, link)->status, 404);
}

/* --- limits --- */

static apr_int64_t count_of(portal_t *portal, cnops_use_e use, const char *subject)
{
    cnops_verdict_t verdict;

    assert_int_equal(
        cnops_throttle_look(&verdict, &portal->fixture->core, use, subject, 0, portal->pool),
        APR_SUCCESS);
    return verdict.count;
}

static apr_int64_t tries_of(portal_t *portal)
{
    return count_of(portal, CNOPS_USE_PERSON_TRACKING,
                    cnops_identity_subject(&portal->fixture->core, salma.cine, portal->pool));
}

static void only_what_finds_nothing_is_counted(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    assert_non_null(first_of(insist(browser, salma.massar)));
    assert_int_equal(tries_of(portal), 0);
    assert_null(first_of(insist(browser, "G700000002")));
    assert_int_equal(tries_of(portal), 1);
    assert_int_equal(
        count_of(portal, CNOPS_USE_BLOCK_TRACKING, cnops_netblock_of(browser->ip, portal->pool)),
        1);
    assert_int_equal(ask(browser, "G7")->status, 422);
    assert_int_equal(ask_with(browser, salma.massar, "")->status, 422);
    assert_int_equal(tries_of(portal), 1);
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

/* A guesser makes each look dear, and finally asks a picture of the student: but the student gets
 * what they look for. */
static void past_the_limit_a_picture_is_owed_and_nobody_is_refused(void **state)
{
    portal_t *portal = *state;
    browser_t *guesser = browser_open(portal), *student = browser_open(portal);
    const char *id;
    answer_t *answer;

    portal->fixture->settings->person_answers = 2;
    for (int i = 0; i < 2; i++)
        assert_null(first_of(insist(guesser, "G700000002")));
    answer = insist(student, salma.massar);
    assert_int_equal(answer->status, 422);
    assert_string_equal(cnops_tree_text(answer->page, "captcha"), "both");
    id = cnops_tree_text(cnops_tree_get(answer->page, "captcha_image"), "id");
    answer = browser_post(student, PATH, "cine", salma.cine, "massar", salma.massar,
                          "date_naissance", "02/03/2005", "altcha", browser_solve(student),
                          "captcha_id", id, "captcha", read_picture(student, id), NULL);
    assert_non_null(first_of(answer));
    assert_int_equal(tries_of(portal), 2);
}

static void a_block_past_its_limit_is_not_refused(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    portal->fixture->settings->block_failures = 1;
    assert_null(first_of(insist(browser, "G700000002")));
    assert_string_equal(cnops_tree_text(browser_get(browser_open(portal), PATH)->page, "captcha"),
                        "both");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_link_opens_in_its_browser_for_half_an_hour, setup,
                                        portal_teardown),
        cmocka_unit_test_setup_teardown(a_link_of_an_old_page_lives_as_long, setup,
                                        portal_teardown),
        cmocka_unit_test_setup_teardown(a_link_is_worth_what_the_registration_is, setup,
                                        portal_teardown),
        cmocka_unit_test_setup_teardown(only_what_finds_nothing_is_counted, setup, portal_teardown),
        cmocka_unit_test_setup_teardown(past_the_limit_a_picture_is_owed_and_nobody_is_refused,
                                        setup, portal_teardown),
        cmocka_unit_test_setup_teardown(a_block_past_its_limit_is_not_refused, setup,
                                        portal_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
