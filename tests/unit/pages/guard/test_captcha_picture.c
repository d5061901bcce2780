/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The picture captcha on its pages, as a browser without JavaScript uses it. The tests read the
 * solution with the keys of the fixture; the product offers no way to read it. */
#include "core/guard/image_captcha.h"
#include "twins/creation_drive.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define IDENTITY "/creation/identite"
#define WRONG    "000000" /* no picture has a 0 */

static const char *id_of(const answer_t *answer)
{
    const cnops_tree_t *image = cnops_tree_get(answer->page, "captcha_image");

    assert_non_null(image);
    return cnops_tree_text(image, "id");
}

static const char *text_of(const answer_t *answer, const char *name)
{
    return cnops_tree_text(cnops_tree_get(answer->page, "captcha_image"), name);
}

/* Below the mount. */
static const char *path_of(const answer_t *answer, const char *name)
{
    return text_of(answer, name) + strlen("/mon_compte");
}

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

static browser_t *at_identity(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_conditions(browser);
    return browser;
}

static answer_t *post_identity(browser_t *browser, const char *birth_date, const char *id,
                               const char *captcha)
{
    const fixture_member_t *member = &fixture_public_transfer;

    return browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation",
                        member->immatriculation, "cni", member->document, "date_naissance",
                        birth_date, "altcha", "", "captcha_id", id, "captcha", captcha, NULL);
}

static answer_t *answer_picture(browser_t *browser, const char *id, const char *captcha)
{
    return post_identity(browser, "14/03/1975", id, captcha);
}

static answer_t *answer_wrongly(browser_t *browser)
{
    return answer_picture(browser, id_of(browser_get(browser, IDENTITY)), WRONG);
}

/* --- the files --- */

static void picture_and_sound_are_there(void **state)
{
    browser_t *browser = at_identity(state);
    const answer_t *page = browser_get(browser, IDENTITY), *file;

    file = browser_get(browser, path_of(page, "png"));
    assert_int_equal(file->status, 200);
    assert_string_equal(file->res->content_type, "image/png");
    assert_memory_equal(file->body, "\x89PNG", 4);
    file = browser_get(browser, path_of(page, "wav"));
    assert_int_equal(file->status, 200);
    assert_string_equal(file->res->content_type, "audio/wav");
    assert_memory_equal(file->body, "RIFF", 4);
}

static void a_sound_speaks_the_visitors_language(void **state)
{
    browser_t *browser = at_identity(state);
    const char *path = path_of(browser_get(browser, IDENTITY), "wav");
    const answer_t *french = browser_get(browser, path), *arabic;

    browser->lang = "ar";
    arabic = browser_get(browser, path);
    assert_int_equal(arabic->status, 200);
    assert_true(french->res->body_len != arabic->res->body_len ||
                memcmp(french->body, arabic->body, french->res->body_len) != 0);
}

static void files_belong_to_their_journey(void **state)
{
    portal_t *portal = *state;
    browser_t *browser = at_identity(state), *other = browser_open(portal);
    const answer_t *page = browser_get(browser, IDENTITY);

    browser_get(other, "/");
    assert_int_equal(browser_get(other, path_of(page, "png"))->status, 404);
    assert_int_equal(browser_get(other, path_of(page, "wav"))->status, 404);
    clock_fake_advance(portal->fixture->clock, portal->fixture->settings->image_ttl);
    assert_int_equal(browser_get(browser, path_of(page, "png"))->status, 404);
}

static void only_a_valid_id_has_files(void **state)
{
    static const char *const paths[] = {"/captcha/.png", "/captcha/a.png",   "/captcha/a/b.png",
                                        "/captcha/",     "/captcha/a.jpg",   "/captcha/defi.png",
                                        "/captcha/.wav", "/captcha/a.png/b", "/captcha/a"};
    browser_t *browser = at_identity(state);

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_int_equal(browser_get(browser, paths[i])->status, 404);
    assert_int_equal(browser_post(browser, "/captcha/a.png", NULL)->status, 405);
}

/* A new journey costs nothing, so pictures are counted by address block. */
static void a_block_gets_twenty_pictures_for_each_answer(void **state)
{
    browser_t *browser = at_identity(state), *neighbour;
    const char *path = path_of(browser_get(browser, IDENTITY), "png");

    browser->portal->fixture->settings->block_images = 2;
    for (int i = 0; i < 40; i++)
        assert_int_equal(browser_get(browser, path)->status, 200);
    assert_int_equal(browser_get(browser, path)->status, 429);
    drive_conditions(neighbour = browser_open(browser->portal));
    path = path_of(browser_get(neighbour, IDENTITY), "png");
    assert_int_equal(browser_get(neighbour, path)->status, 429);
    neighbour->ip = "198.51.100.1";
    assert_int_equal(browser_get(neighbour, path)->status, 200);
}

/* --- the answer --- */

static void the_right_digits_lead_on(void **state)
{
    browser_t *browser = at_identity(state);
    const char *id = id_of(browser_get(browser, IDENTITY));

    assert_leads_to(answer_picture(browser, id, read_picture(browser, id)), "/creation/questions");
}

static void an_answer_counts_once(void **state)
{
    browser_t *browser = at_identity(state);
    const char *id = id_of(browser_get(browser, IDENTITY));
    const char *solution = read_picture(browser, id);
    answer_t *answer;

    assert_leads_to(answer_picture(browser, id, solution), "/creation/questions");
    answer = answer_picture(browser, id, solution);
    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "captcha", "image_used"));
    assert_string_not_equal(id_of(answer), id);
}

static void a_wrong_answer_brings_another_picture(void **state)
{
    browser_t *browser = at_identity(state);
    const char *id = id_of(browser_get(browser, IDENTITY));
    answer_t *answer = answer_picture(browser, id, WRONG);

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "captcha", "image_wrong"));
    assert_string_not_equal(id_of(answer), id);
    assert_null(text_of(answer, "value"));
    assert_non_null(text_of(answer, "error"));
    answer = answer_picture(browser, id, read_picture(browser, id));
    assert_true(answer_has_error(answer, "captcha", "image_used"));
}

static void no_answer_brings_another_picture(void **state)
{
    browser_t *browser = at_identity(state);
    const char *id = id_of(browser_get(browser, IDENTITY));
    answer_t *answer = answer_picture(browser, id, "");

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "captcha", "image_required"));
    assert_string_not_equal(id_of(answer), id);
}

static void a_mistyped_date_does_not_cost_another_picture(void **state)
{
    browser_t *browser = at_identity(state);
    const char *id = id_of(browser_get(browser, IDENTITY));
    const char *solution = read_picture(browser, id);
    answer_t *answer = post_identity(browser, "31/02/1975", id, solution);

    assert_int_equal(answer->status, 422);
    assert_true(answer_has_error(answer, "date_naissance", "invalid_date"));
    assert_string_equal(id_of(answer), id);
    assert_string_equal(text_of(answer, "value"), solution);
    assert_leads_to(answer_picture(browser, id, solution), "/creation/questions");
}

static void another_browsers_picture_is_of_no_use(void **state)
{
    browser_t *browser = at_identity(state), *other = browser_open(browser->portal);
    const char *id = id_of(browser_get(browser, IDENTITY)), *solution = read_picture(browser, id);
    answer_t *answer;

    drive_conditions(other);
    answer = answer_picture(other, id, solution);
    assert_true(answer_has_error(answer, "captcha", "image_expired"));
    assert_leads_to(answer_picture(browser, id, solution), "/creation/questions");
}

static void a_picture_does_not_last(void **state)
{
    browser_t *browser = at_identity(state);
    core_fixture_t *fixture = browser->portal->fixture;
    const char *id, *solution;
    answer_t *answer;

    fixture->settings->image_ttl = apr_time_from_sec(60);
    id = id_of(browser_get(browser, IDENTITY));
    solution = read_picture(browser, id);
    clock_fake_advance(fixture->clock, apr_time_from_sec(60));
    answer = answer_picture(browser, id, solution);
    assert_true(answer_has_error(answer, "captcha", "image_expired"));
}

static void a_proof_of_work_counts_instead_of_a_picture(void **state)
{
    browser_t *browser = at_identity(state);
    const fixture_member_t *member = &fixture_public_transfer;
    const char *id = id_of(browser_get(browser, IDENTITY));

    assert_leads_to(browser_post(browser, IDENTITY, "mode", "immatriculation", "immatriculation",
                                 member->immatriculation, "cni", member->document, "date_naissance",
                                 "14/03/1975", "altcha", browser_solve(browser), "captcha_id", id,
                                 "captcha", WRONG, NULL),
                    "/creation/questions");
}

/* --- limits --- */

static void five_wrong_answers_end_the_journey(void **state)
{
    browser_t *browser = at_identity(state);
    const answer_t *page;
    const char *id;

    for (int i = 0; i < 5; i++)
        assert_int_equal(answer_wrongly(browser)->status, 422);
    id = id_of(browser_get(browser, IDENTITY));
    assert_leads_to(answer_picture(browser, id, read_picture(browser, id)), "/creation/conditions");
    page = browser_get(browser, "/creation/conditions");
    assert_non_null(cnops_tree_text(page->page, "notice"));
    drive_conditions(browser);
    id = id_of(browser_get(browser, IDENTITY));
    assert_leads_to(answer_picture(browser, id, read_picture(browser, id)), "/creation/questions");
}

static void right_answers_do_not_count_as_tries(void **state)
{
    browser_t *browser = at_identity(state);

    for (int i = 0; i < 4; i++) {
        const char *id = id_of(browser_get(browser, IDENTITY));

        assert_leads_to(answer_picture(browser, id, read_picture(browser, id)),
                        "/creation/questions");
    }
    for (int i = 0; i < 5; i++)
        assert_int_equal(answer_wrongly(browser)->status, 422);
}

static void a_block_answers_sixty_times_an_hour(void **state)
{
    browser_t *browser = at_identity(state), *neighbour;
    portal_t *portal = browser->portal;
    const answer_t *answer = NULL;
    const char *id;

    portal->fixture->settings->journey_images = 1000;
    for (int i = 0; i < 60; i++)
        assert_int_equal(answer_wrongly(browser)->status, 422);
    neighbour = browser_open(portal);
    neighbour->ip = "203.0.113.200";
    drive_conditions(neighbour);
    id = id_of(browser_get(neighbour, IDENTITY));
    answer = answer_picture(neighbour, id, read_picture(neighbour, id));
    assert_int_equal(answer->status, 429);
    assert_non_null(apr_table_get(answer->res->headers, "Retry-After"));
    assert_leads_to(drive_try_identity(neighbour, &fixture_public_transfer, false),
                    "/creation/questions");
    clock_fake_advance(portal->fixture->clock, apr_time_from_sec(3600));
    browser = browser_open(portal);
    drive_conditions(browser);
    id = id_of(browser_get(browser, IDENTITY));
    assert_leads_to(answer_picture(browser, id, read_picture(browser, id)), "/creation/questions");
}

/* Wrong answers about a person make the proof of work harder, but not the picture. */
static void a_picture_is_never_refused_as_too_easy(void **state)
{
    browser_t *browser = at_identity(state), *later;
    const char *id = id_of(browser_get(browser, IDENTITY));

    assert_leads_to(answer_picture(browser, id, read_picture(browser, id)), "/creation/questions");
    browser_get(browser, "/creation/questions");
    assert_int_equal(browser_post(browser, "/creation/questions", "identifiant_employeur",
                                  "EMP0001", "rib", "00000000", NULL)
                         ->status,
                     422);
    drive_conditions(later = browser_open(browser->portal));
    id = id_of(browser_get(later, IDENTITY));
    assert_leads_to(answer_picture(later, id, read_picture(later, id)), "/creation/questions");
}

/* --- sign-in --- */

static answer_t *sign_in(browser_t *browser, const char *password, const char *id,
                         const char *captcha)
{
    return browser_post(browser, "/connexion", "identifiant", fixture_public_transfer.document,
                        "mot_de_passe", password, "captcha_id", id, "captcha", captcha, NULL);
}

/* Opens a stranger's browser and makes it owe a captcha. *panswer: its page. */
static browser_t *open_owing(void **state, answer_t **panswer)
{
    portal_t *portal = *state;
    browser_t *browser = browser_open(portal);

    core_fixture_add_member(portal->fixture, &fixture_public_transfer);
    drive_to_end(browser_open(portal), &fixture_public_transfer, false);
    browser_get(browser, "/connexion");
    for (int i = 0; i < 3; i++)
        *panswer = sign_in(browser, "pas-le-bon-1", "", "");
    assert_string_equal(cnops_tree_text((*panswer)->page, "captcha"), "required");
    return browser;
}

static void a_picture_pays_for_signing_in(void **state)
{
    answer_t *answer;
    browser_t *browser = open_owing(state, &answer);
    const char *id = id_of(answer);

    assert_leads_to(sign_in(browser, DRIVE_PASSWORD, id, read_picture(browser, id)),
                    "/connexion/code");
}

static void a_wrong_picture_does_not_sign_in(void **state)
{
    answer_t *answer;
    browser_t *browser = open_owing(state, &answer);

    for (int i = 0; i < 5; i++) {
        answer = sign_in(browser, DRIVE_PASSWORD, id_of(answer), WRONG);
        assert_int_equal(answer->status, 422);
        assert_true(answer_has_error(answer, "captcha", "image_wrong"));
    }
    assert_leads_to(sign_in(browser, DRIVE_PASSWORD, id_of(answer), WRONG), "/connexion");
    assert_non_null(cnops_tree_text(browser_get(browser, "/connexion")->page, "notice"));
}

static void a_forgotten_password_field_keeps_the_picture(void **state)
{
    answer_t *answer;
    browser_t *browser = open_owing(state, &answer);
    const char *id = id_of(answer), *solution = read_picture(browser, id);

    answer = sign_in(browser, "", id, solution);
    assert_int_equal(answer->status, 422);
    assert_string_equal(cnops_tree_text(answer->page, "captcha"), "required");
    assert_string_equal(id_of(answer), id);
    assert_string_equal(text_of(answer, "value"), solution);
}

/* --- the page --- */

static void the_picture_is_in_noscript_until_asked_for(void **state)
{
    browser_t *browser = at_identity(state);
    const char *html, *noscript;

    browser->accept = "text/html";
    html = browser_get(browser, IDENTITY)->body;
    noscript = strstr(html, "<noscript>");
    assert_non_null(noscript);
    assert_true(strstr(html, "name=\"captcha_id\"") > noscript);
    assert_true(strstr(html, "name=\"captcha\"") < strstr(noscript, "</noscript>"));
    assert_non_null(strstr(html, "captcha=image"));
    html = browser_get(browser, IDENTITY "?captcha=image")->body;
    assert_true(strstr(html, "name=\"captcha_id\"") < strstr(html, "<noscript>"));
    assert_null(strstr(html, "name=\"altcha\""));
    assert_non_null(strstr(html, "name=\"captcha_id\""));
}

static void the_picture_stays_chosen_after_an_error(void **state)
{
    browser_t *browser = at_identity(state);
    const char *id = id_of(browser_get(browser, IDENTITY)), *html;

    browser->accept = "text/html";
    html = answer_picture(browser, id, WRONG)->body;
    assert_true(strstr(html, "name=\"captcha_id\"") < strstr(html, "<noscript>"));
    assert_non_null(strstr(html, "id=\"f-captcha-erreur\""));
    assert_non_null(strstr(html, "aria-invalid=\"true\" aria-describedby=\"f-captcha-aide"));
}

static void a_page_without_captcha_has_no_picture(void **state)
{
    portal_t *portal = *state;
    const answer_t *answer = browser_get(browser_open(portal), "/connexion?captcha=image");

    assert_string_equal(cnops_tree_text(answer->page, "captcha"), "none");
    assert_null(text_of(answer, "id"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(picture_and_sound_are_there),
        TEST(a_sound_speaks_the_visitors_language),
        TEST(files_belong_to_their_journey),
        TEST(only_a_valid_id_has_files),
        TEST(a_block_gets_twenty_pictures_for_each_answer),
        TEST(the_right_digits_lead_on),
        TEST(an_answer_counts_once),
        TEST(a_wrong_answer_brings_another_picture),
        TEST(no_answer_brings_another_picture),
        TEST(a_mistyped_date_does_not_cost_another_picture),
        TEST(another_browsers_picture_is_of_no_use),
        TEST(a_picture_does_not_last),
        TEST(a_proof_of_work_counts_instead_of_a_picture),
        TEST(five_wrong_answers_end_the_journey),
        TEST(right_answers_do_not_count_as_tries),
        TEST(a_block_answers_sixty_times_an_hour),
        TEST(a_picture_is_never_refused_as_too_easy),
        TEST(a_picture_pays_for_signing_in),
        TEST(a_wrong_picture_does_not_sign_in),
        TEST(a_forgotten_password_field_keeps_the_picture),
        TEST(the_picture_is_in_noscript_until_asked_for),
        TEST(the_picture_stays_chosen_after_an_error),
        TEST(a_page_without_captcha_has_no_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
