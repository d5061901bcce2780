/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the paragraphs of a text become, written by a page that only names them.
 * tests/unit/pages/notice/test_messages.c has the real page. */
#include "view/mail.h"

#include "base/test_pool.h"
#include "view/htdocs_fixture.h"

#include <apr_strings.h>

#define NB     "\xC2\xA0"
#define NUMBER "05" NB "38"
#define LINK   "<a class=\"phone\" href=\"tel:+212538\"><bdi dir=\"ltr\">" NUMBER "</bdi></a>"
#define URL    "https://portail.example.ma/mon_compte"

static const char page[] = "{{#each paragraphs}}"
                           "{{#if code}}code({{code}}){{/if}}"
                           "{{#if is_button}}button({{label}}|{{address}}){{/if}}"
                           "{{#if is_link}}link({{address}}){{/if}}"
                           "{{#if lines}}lines({{#each lines}}{{text}}/{{/each}}){{/if}}"
                           "{{/each}}"
                           "{{#if call_centre}} call {{call_centre}}{{/if}}"
                           "{{#if emblem}} emblem{{/if}} {{light.primary}} {{dark.tint}} "
                           "{{site.short_name}}{{site.videos}}";

static const cnops_view_t *load_view(void)
{
    static const char *const langs[] = {"fr", "ar", NULL};
    static const char *const pairs[] = {"Fin", "انتهى", NULL, NULL};
    const char *htdocs = cnops_htdocs_make(pool), *fault = NULL;
    const cnops_view_t *view = NULL;

    cnops_htdocs_write(htdocs, "messages/keys.txt", "end = Fin\n", pool);
    cnops_htdocs_write_mo(htdocs, "ar", pairs, pool);
    cnops_htdocs_write(htdocs, "assets/manifest.txt", "app.css app.3f2a.css\n", pool);
    cnops_htdocs_write(htdocs, "templates/layout.html", "{{> body}}", pool);
    cnops_htdocs_write(htdocs, "templates/message/page.html", page, pool);
    if (cnops_view_load(&view, &fault, htdocs, "/mon_compte", langs, pool) != APR_SUCCESS)
        fail_msg("%s", fault);
    return view;
}

static cnops_tree_t *make_institution(void)
{
    cnops_tree_t *institution = cnops_tree_object(pool);

    cnops_tree_set_text(institution, "short_name", "A<B");
    cnops_tree_set_text(institution, "videos", "not for e-mails");
    cnops_tree_set_text(institution, "call_centre", "05 38");
    cnops_tree_set_text(institution, "call_centre_tel", "+212538");
    return institution;
}

static const char *write_page(const char *text, const char *url, const cnops_tree_t *institution)
{
    const cnops_mail_look_t look = {
        .light = {.primary = "#111111"}, .dark = {.tint = "#222222"}, .has_emblem = true};
    const cnops_mail_t mail = {.subject = "Objet",
                               .text = text,
                               .lang = "fr",
                               .code = "123456",
                               .url = url,
                               .site = cnops_mail_site(institution, pool),
                               .look = &look};
    const char *html;

    assert_int_equal(cnops_mail_page(&html, load_view(), &mail, pool), APR_SUCCESS);
    return html;
}

/* The paragraphs alone. */
static void assert_written(const char *text, const char *url, const char *wanted)
{
    const char *html = write_page(text, url, make_institution());
    const char *end = strstr(html, " call ");

    assert_non_null(end);
    assert_string_equal(apr_pstrmemdup(pool, html, (apr_size_t)(end - html)), wanted);
}

static void blank_lines_part_paragraphs(void **state)
{
    (void)state;
    assert_written("", URL, "");
    assert_written("\n\n\n", URL, "");
    assert_written("a", URL, "lines(a/)");
    assert_written("a\nb <i>\n\n\n\nc\n", URL, "lines(a/b &lt;i&gt;/)lines(c/)");
}

static void a_code_is_a_paragraph_of_its_own(void **state)
{
    (void)state;
    assert_written("a\n\n123456\n\nb", URL, "lines(a/)code(123456)lines(b/)");
    assert_written("a 123456", URL, "lines(a 123456/)");
}

static void only_addresses_of_the_portal_become_links(void **state)
{
    (void)state;
    assert_written(URL "/suite/x", URL, "link(" URL "/suite/x)");
    assert_written("[Go]\n" URL "/x", URL, "button(Go|" URL "/x)");
    assert_written("[Go]\nhttps://elsewhere.example/x", URL,
                   "lines([Go]/https://elsewhere.example/x/)");
    assert_written("[Go]\n" URL "/x\nmore", URL, "lines([Go]/" URL "/x/more/)");
    assert_written("[Go\n" URL "/x", URL, "lines([Go/" URL "/x/)");
    assert_written("[Go]", URL, "lines([Go]/)");
    assert_written(URL "/x", NULL, "lines(" URL "/x/)");
    assert_written("see " URL "/x", URL, "lines(see " URL "/x/)");
}

static void the_number_is_a_link_wherever_it_stands(void **state)
{
    (void)state;
    assert_written(NUMBER, URL, "lines(" LINK "/)");
    assert_written("a " NUMBER ", " NUMBER " b", URL, "lines(a " LINK ", " LINK " b/)");
    assert_written("05 38", URL, "lines(05 38/)");
}

static void the_frame_has_the_look_and_what_visitors_may_know(void **state)
{
    (void)state;
    assert_string_equal(write_page("", URL, make_institution()),
                        " call " LINK " emblem #111111 #222222 A&lt;B");
}

static void an_institution_without_a_number_has_no_link(void **state)
{
    cnops_tree_t *institution = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_text(institution, "short_name", "A");
    assert_null(cnops_tree_get(cnops_mail_site(institution, pool), "call_centre"));
    assert_string_equal(write_page("a", URL, institution), "lines(a/) emblem #111111 #222222 A");
}

/* Pages go on reading the institution with ordinary blanks, for instance in SMS. */
static void the_site_of_emails_is_a_copy(void **state)
{
    const cnops_tree_t *institution = make_institution();

    (void)state;
    assert_string_equal(cnops_tree_text(cnops_mail_site(institution, pool), "call_centre"), NUMBER);
    assert_string_equal(cnops_tree_text(institution, "call_centre"), "05 38");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(blank_lines_part_paragraphs),
        POOL_TEST(a_code_is_a_paragraph_of_its_own),
        POOL_TEST(only_addresses_of_the_portal_become_links),
        POOL_TEST(the_number_is_a_link_wherever_it_stands),
        POOL_TEST(the_frame_has_the_look_and_what_visitors_may_know),
        POOL_TEST(an_institution_without_a_number_has_no_link),
        POOL_TEST(the_site_of_emails_is_a_copy),
    };

    return RUN_TESTS(tests);
}
