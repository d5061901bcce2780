/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* E-mails: what their HTML makes of the paragraphs of the text. */
#include "pages/notice/messages.h"

#include "base/language.h"
#include "core/guard/pass.h"
#include "core/seal/outbox.h"
#include "courier/email.h"
#include "twins/portal.h"
#include "view/mail.h"

#include <apr_strings.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define BODY "<body"
#define NUMBER                                                                                     \
    "05\xc2\xa0"                                                                                   \
    "38\xc2\xa0"                                                                                   \
    "00\xc2\xa0"                                                                                   \
    "20\xc2\xa0"                                                                                   \
    "20"

static const cnops_mail_look_t plain; /* no colours, no emblem */

/* Writes the HTML of an e-mail with this text. */
static const char *write_mail(portal_t *portal, const char *text, const cnops_mail_look_t *look)
{
    cnops_tree_t *site = cnops_tree_object(portal->pool);
    cnops_mail_t mail = {.subject = "Objet",
                         .text = text,
                         .lang = "fr",
                         .code = "123456",
                         .url = "https://portail.example.ma/mon_compte",
                         .site = site,
                         .look = look};
    const char *html;

    cnops_tree_set_text(site, "name_fr", "Caisse & Mutuelles");
    cnops_tree_set_text(site, "call_centre", NUMBER);
    cnops_tree_set_text(site, "call_centre_tel", "+212538002020");
    assert_int_equal(cnops_mail_page(&html, portal->app.view, &mail, portal->pool), APR_SUCCESS);
    return html;
}

static int count(const char *text, const char *part)
{
    int found = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        found++;
    return found;
}

static void a_label_and_an_address_become_a_button(void **state)
{
    static const char address[] = "https://portail.example.ma/mon_compte/opposition/abc";
    portal_t *portal = *state;
    const char *html = write_mail(
        portal, apr_pstrcat(portal->pool, "Refusez :\n\n[Refuser <b>]\n", address, "\n", NULL),
        &plain);
    const char *button = strstr(html, "<td class=\"button\"");

    assert_non_null(button);
    assert_int_equal(count(html, apr_pstrcat(portal->pool, "href=\"", address, "\"", NULL)), 2);
    assert_non_null(strstr(button, ">Refuser &lt;b&gt;</a>"));
    /* The whole address, for those who copy it. */
    assert_non_null(strstr(button, apr_pstrcat(portal->pool, ">", address, "</a>", NULL)));
    assert_null(strstr(html, "[Refuser"));
    assert_null(strstr(html, "ellipsis"));
}

static void an_address_alone_becomes_a_link(void **state)
{
    const char *html =
        write_mail(*state, "Ici :\n\nhttps://portail.example.ma/mon_compte\n", &plain);

    assert_null(strstr(html, "<td class=\"button\""));
    assert_int_equal(count(html, "href=\"https://portail.example.ma/mon_compte\""), 1);
}

/* An address that is not of the portal, and brackets in a text, stay text. */
static void other_paragraphs_stay_text(void **state)
{
    const char *html = write_mail(*state,
                                  "[Gagnez]\nhttps://evil.example/\n\n[Note] du jour\n\n"
                                  "https://portail.example.ma/mon_compte et plus\n",
                                  &plain);

    assert_null(strstr(html, "<td class=\"button\""));
    assert_null(strstr(html, "href=\"https:"));
    assert_non_null(strstr(html, "[Gagnez]<br>"));
    assert_non_null(strstr(html, "[Note] du jour<br>"));
}

static void the_code_stands_alone(void **state)
{
    const char *html = write_mail(*state, "Votre code :\n\n123456\n\nIl est valable.\n", &plain);

    assert_int_equal(count(html, "<p class=\"code\" dir=\"ltr\""), 1);
    assert_int_equal(count(html, ">123456</p>"), 1);
}

static void the_number_of_the_call_centre_is_a_link(void **state)
{
    const char *html = write_mail(*state, "Appelez le " NUMBER ", ou " NUMBER ".\n", &plain);

    assert_non_null(strstr(html, "Appelez le <a class=\"phone\" href=\"tel:+212538002020\">"
                                 "<bdi dir=\"ltr\">" NUMBER "</bdi></a>, ou <a "));
    assert_int_equal(count(html, "tel:+212538002020"), 3); /* one in the foot */
}

static void the_colours_are_those_of_the_look(void **state)
{
    const cnops_mail_look_t look = {
        .light = {"#aa0001", "#aa0002", "#aa0003", "#aa0004", "#aa0005", "#aa0006"},
        .dark = {"#bb0001", "#bb0002", "#bb0003", "#bb0004", "#bb0005", "#bb0006"},
        .has_emblem = true};
    const char *html = write_mail(
        *state, "123456\n\n[Continuer]\nhttps://portail.example.ma/mon_compte/x\n", &look);
    const char *body = strstr(html, BODY);

    for (int i = 1; i <= 6; i++) {
        assert_non_null(strstr(body, apr_psprintf(((portal_t *)*state)->pool, "#aa000%d", i)));
        assert_non_null(strstr(html, apr_psprintf(((portal_t *)*state)->pool, "#bb000%d", i)));
        assert_null(strstr(body, apr_psprintf(((portal_t *)*state)->pool, "#bb000%d", i)));
    }
    assert_null(strstr(html, "inherit"));
}

static void the_emblem_is_shown_where_there_is_one(void **state)
{
    cnops_mail_look_t look = {.has_emblem = true};

    assert_non_null(strstr(write_mail(*state, "a", &look), "<img src=\"cid:" CNOPS_EMAIL_EMBLEM));
    assert_null(strstr(write_mail(*state, "a", &plain), "<img"));
    assert_non_null(strstr(write_mail(*state, "a", &plain), "Caisse &amp; Mutuelles"));
}

/* Every e-mail that asks for something has a button, in each language, and its text names no label
 * without an address. */
static void each_message_with_a_link_has_a_button(void **state)
{
    static const char *const names[] = {"compte-attente",
                                        "compte-cree",
                                        "compte-demande",
                                        "compte-existant",
                                        "contacts-remplaces",
                                        "courriel-change",
                                        "demande-contact",
                                        "demande-rappel",
                                        "mot-de-passe-change",
                                        "mot-de-passe-remplace",
                                        "nouveau-navigateur",
                                        "nouvelles",
                                        "suite",
                                        "telephone-change"};
    portal_t *portal = *state;
    const cnops_core_t *core = &portal->fixture->core;

    for (apr_size_t i = 0; i < 3 * sizeof names / sizeof *names; i++) {
        apr_array_header_t *list = apr_array_make(portal->pool, 1, sizeof(cnops_outbox_row_t));
        cnops_notice_t notice = {.name = names[i / 3],
                                 .lang = cnops_languages[i % 3],
                                 .link = cnops_pass_link(core, "x", portal->pool)};
        cnops_message_t *message;

        assert_int_equal(cnops_messages_add(list, &portal->app, &notice, CNOPS_CHANNEL_EMAIL,
                                            "salma@exemple.ma", portal->pool),
                         APR_SUCCESS);
        assert_int_equal(cnops_outbox_open(&message, core,
                                           &APR_ARRAY_IDX(list, 0, cnops_outbox_row_t),
                                           portal->pool),
                         APR_SUCCESS);
        if (count(message->html, "<td class=\"button\"") != 1)
            fail_msg("%s (%s) has no button:\n%s", notice.name, notice.lang, message->text);
        assert_non_null(strstr(message->text,
                               apr_pstrcat(portal->pool, "]\n", core->settings->public_url, NULL)));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, portal_setup, portal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_label_and_an_address_become_a_button),
        TEST(an_address_alone_becomes_a_link),
        TEST(other_paragraphs_stay_text),
        TEST(the_code_stands_alone),
        TEST(the_number_of_the_call_centre_is_a_link),
        TEST(the_colours_are_those_of_the_look),
        TEST(the_emblem_is_shown_where_there_is_one),
        TEST(each_message_with_a_link_has_a_button),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
