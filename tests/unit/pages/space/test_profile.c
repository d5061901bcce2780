/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/profil and the links between the pages of the space, without a server. */
#include "core/journal/journal.h"
#include "twins/signin_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE "/espace/profil"

static const cnops_account_t *account_of(portal_t *portal)
{
    apr_array_header_t *all = store_memory_accounts(portal->fixture->store, portal->pool);

    return &APR_ARRAY_IDX(all, 0, cnops_account_t);
}

static int count_events(portal_t *portal)
{
    return store_memory_events(portal->fixture->store)->nelts;
}

static const cnops_event_shown_t *newest_event(portal_t *portal)
{
    apr_array_header_t *list;

    assert_int_equal(cnops_journal_list(&list, &portal->fixture->core,
                                        account_of(portal)->person_id, 1, portal->pool),
                     APR_SUCCESS);
    return &APR_ARRAY_IDX(list, 0, cnops_event_shown_t);
}

static void consent_is_off_until_given(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_false(account_of(portal)->prospecting);
    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "langue", "fr", "prospection", "oui", NULL), PAGE);
    assert_true(account_of(portal)->prospecting);
    assert_string_equal(newest_event(portal)->kind, "consent_changed");
    assert_string_equal(newest_event(portal)->note, "on");
    /* It is taken back as simply. */
    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "langue", "fr", NULL), PAGE);
    assert_false(account_of(portal)->prospecting);
    assert_string_equal(newest_event(portal)->note, "off");
}

static void messages_come_in_the_chosen_language(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "langue", "ar", NULL), PAGE);
    assert_string_equal(account_of(portal)->lang, "ar");
    assert_string_equal(newest_event(portal)->kind, "language_changed");
    drive_password(browser_open(portal), fixture_public_transfer.document, DRIVE_PASSWORD, NULL);
    assert_string_equal(core_fixture_last_message(portal->fixture, CNOPS_CHANNEL_EMAIL)->lang,
                        "ar");
}

static void both_at_once_are_two_events(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    int before = count_events(portal);

    browser_get(browser, PAGE);
    browser_post(browser, PAGE, "langue", "en", "prospection", "oui", NULL);
    assert_string_equal(account_of(portal)->lang, "en");
    assert_true(account_of(portal)->prospecting);
    assert_int_equal(count_events(portal), before + 2);
}

static const cnops_tree_t *find_field(const answer_t *answer, const char *name)
{
    const cnops_tree_t *field = cnops_tree_get(answer->page, "fields")->first;

    while (field && strcmp(cnops_tree_text(field, "name"), name) != 0)
        field = field->next;
    assert_non_null(field);
    return field;
}

static const char *field_value(const answer_t *answer, const char *name)
{
    return cnops_tree_text(find_field(answer, name), "value");
}

static int count_options(const answer_t *answer)
{
    const cnops_tree_t *option = cnops_tree_get(find_field(answer, "nouvelles"), "options")->first;
    int count = 0;

    for (; option; option = option->next)
        count++;
    return count;
}

static void news_are_off_until_asked_for(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    portal->fixture->settings->news_sms_budget = 10;
    assert_string_equal(field_value(browser_get(browser, PAGE), "nouvelles"), "aucune");
    assert_leads_to(browser_post(browser, PAGE, "langue", "fr", "nouvelles", "courriel", NULL),
                    PAGE);
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_EMAIL);
    assert_string_equal(newest_event(portal)->kind, "news_changed");
    assert_string_equal(newest_event(portal)->note, "email");
    assert_string_equal(newest_event(portal)->actor, "member");
    assert_string_equal(field_value(browser_get(browser, PAGE), "nouvelles"), "courriel");
    browser_post(browser, PAGE, "langue", "fr", "nouvelles", "sms", NULL);
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_SMS);
    browser_get(browser, PAGE);
    browser_post(browser, PAGE, "langue", "fr", "nouvelles", "aucune", NULL);
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_NONE);
}

/* A program that knows only the other fields does not undo the choice. */
static void a_form_without_the_field_leaves_the_choice(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    browser_get(browser, PAGE);
    browser_post(browser, PAGE, "langue", "fr", "nouvelles", "courriel", NULL);
    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "langue", "ar", NULL), PAGE);
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_EMAIL);
}

static void sms_are_offered_where_they_have_a_budget(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    assert_int_equal(count_options(browser_get(browser, PAGE)), 2);
    assert_true(
        answer_has_error(browser_post(browser, PAGE, "langue", "fr", "nouvelles", "sms", NULL),
                         "nouvelles", "invalid_choice"));
    assert_int_equal(account_of(portal)->news, CNOPS_NEWS_NONE);
    portal->fixture->settings->news_sms_budget = 10;
    assert_int_equal(count_options(browser_get(browser, PAGE)), 3);
    browser_post(browser, PAGE, "langue", "fr", "nouvelles", "sms", NULL);
    assert_string_equal(field_value(browser_get(browser, PAGE), "nouvelles"), "sms");
    /* The budget is taken away: no SMS is sent any more, and the page says so. */
    portal->fixture->settings->news_sms_budget = 0;
    assert_string_equal(field_value(browser_get(browser, PAGE), "nouvelles"), "aucune");
}

/* Not those of the account. */
static void the_choices_made_are_kept_while_the_page_changes_its_language(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    answer_t *answer;

    browser_get(browser, PAGE);
    browser_post(browser, PAGE, "langue", "fr", "prospection", "oui", NULL);
    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "langue", "en", "garder", "ar", NULL),
                    PAGE "?lang=ar");
    answer = browser_get(browser, PAGE "?lang=ar");
    assert_string_equal(field_value(answer, "langue"), "en");
    assert_string_equal(field_value(answer, "prospection"), "");
    browser_post(browser, PAGE, "langue", "ar", "prospection", "oui", "garder", "fr", NULL);
    answer = browser_get(browser, PAGE);
    assert_string_equal(field_value(answer, "langue"), "ar");
    assert_string_equal(field_value(answer, "prospection"), "oui");
    assert_true(account_of(portal)->prospecting);
    assert_string_equal(account_of(portal)->lang, "fr");
}

/* The links at the top of the page lose them. */
static void without_a_script_buttons_keep_the_choices(void **state)
{
    browser_t *browser = drive_member(drive_account(state));
    const char *form;

    browser->accept = "text/html";
    form = strstr(browser_get(browser, PAGE)->body, "id=\"formulaire\"");
    assert_non_null(form);
    form = strstr(form, "name=\"garder\" value=\"ar\"");
    assert_non_null(form);
    assert_non_null(strstr(form, "</form>"));
}

static void a_form_that_changes_nothing_is_no_event(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);
    int before = count_events(portal);

    browser_get(browser, PAGE);
    assert_leads_to(browser_post(browser, PAGE, "langue", "fr", NULL), PAGE);
    assert_int_equal(count_events(portal), before);
}

static void other_languages_and_answers_are_refused(void **state)
{
    portal_t *portal = drive_account(state);
    browser_t *browser = drive_member(portal);

    browser_get(browser, PAGE);
    assert_true(answer_has_error(browser_post(browser, PAGE, "langue", "tlh", NULL), "langue",
                                 "invalid_choice"));
    assert_true(
        answer_has_error(browser_post(browser, PAGE, "langue", "fr", "prospection", "non", NULL),
                         "prospection", "invalid_choice"));
    assert_true(answer_has_error(browser_post(browser, PAGE, NULL), "langue", "required"));
    assert_false(account_of(portal)->prospecting);
}

static const cnops_tree_t *nav_of(browser_t *browser, const char *path)
{
    return cnops_tree_get(browser_get(browser, path)->page, "nav")->first;
}

/* Whatever pages there are: the nav of each is that of the first, and marks the page itself. */
static void each_page_of_the_space_leads_to_the_others(void **state)
{
    browser_t *browser = drive_member(drive_account(state));
    const cnops_tree_t *all = nav_of(browser, PAGE);
    int count = 0;

    for (const cnops_tree_t *page = all; page; page = page->next, count++) {
        const char *path = cnops_tree_text(page, "href") + strlen("/mon_compte");
        const cnops_tree_t *item = nav_of(browser, path);

        for (const cnops_tree_t *each = all; each; each = each->next, item = item->next) {
            assert_non_null(item);
            assert_string_equal(cnops_tree_text(item, "href"), cnops_tree_text(each, "href"));
            assert_int_equal(cnops_tree_bool(item, "current"), each == page);
        }
        assert_null(item);
    }
    assert_true(count > 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(consent_is_off_until_given),
        TEST(messages_come_in_the_chosen_language),
        TEST(both_at_once_are_two_events),
        TEST(news_are_off_until_asked_for),
        TEST(a_form_without_the_field_leaves_the_choice),
        TEST(sms_are_offered_where_they_have_a_budget),
        TEST(the_choices_made_are_kept_while_the_page_changes_its_language),
        TEST(without_a_script_buttons_keep_the_choices),
        TEST(a_form_that_changes_nothing_is_no_event),
        TEST(other_languages_and_answers_are_refused),
        TEST(each_page_of_the_space_leads_to_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
