/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/view.h"

#include "base/errors.h"
#include "base/test_pool.h"
#include "view/htdocs_fixture.h"

#include <apr_strings.h>

static const char *const langs[] = {"fr", "ar", NULL};
static const char *const pairs[] = {
    "Bonjour {name}", "مرحبا {name}", "Fin",   "انتهى", "Oui, {n} fois",
    "نعم {n}",        "verbe\004Fin", "أنهوا", NULL,    NULL};

/* A small htdocs that has everything that the view needs. */
static const char *make_htdocs(void)
{
    const char *htdocs = cnops_htdocs_make(pool);

    cnops_htdocs_write(htdocs, "messages/keys.txt", "yes = Oui, {n} fois\nend = [verbe] Fin\n",
                       pool);
    cnops_htdocs_write_mo(htdocs, "ar", pairs, pool);
    cnops_htdocs_write(htdocs, "assets/manifest.txt", "app.css app.3f2a.css\n", pool);
    cnops_htdocs_write(htdocs, "templates/layout.html",
                       "<html dir=\"{{dir}}\"><link href=\"{{asset app.css}}\">{{> body}}"
                       "{{> footer}}</html>",
                       pool);
    cnops_htdocs_write(htdocs, "templates/partials/footer.html", "<i>{{t Fin}}</i>\n", pool);
    cnops_htdocs_write(htdocs, "templates/accueil.html", "<p>{{t Bonjour {name}}}", pool);
    cnops_htdocs_write(htdocs, "templates/creation/identite.html", "<p>{{t2 Fin}}", pool);
    cnops_htdocs_write(htdocs, "templates/message/code.txt", "{{t Bonjour {name}}}\n", pool);
    cnops_htdocs_write(htdocs, "templates/message/both.txt", "text", pool);
    cnops_htdocs_write(htdocs, "templates/message/both.html", "html", pool);
    cnops_htdocs_write(htdocs, "templates/.accueil.html.swp", "\xFF", pool);
    cnops_htdocs_write(htdocs, "templates/notes.md", "\xFF", pool);
    return htdocs;
}

static const cnops_view_t *load(const char *htdocs)
{
    const cnops_view_t *view = NULL;
    const char *fault = NULL;

    if (cnops_view_load(&view, &fault, htdocs, "/mon_compte", langs, pool) != APR_SUCCESS)
        fail_msg("%s", fault);
    assert_null(fault);
    return view;
}

static const char *render(const cnops_view_t *view, const char *name, const char *lang)
{
    cnops_tree_t *data = cnops_tree_object(pool);
    const char *bytes = NULL;
    apr_size_t len = 0;

    cnops_tree_set_text(data, "name", "<A>");
    const apr_status_t rv = cnops_view_render(&bytes, &len, view, name, lang, data, pool);
    if (rv != APR_SUCCESS) {
        assert_int_equal(rv, CNOPS_ENOTFOUND);
        return NULL;
    }
    assert_int_equal(strlen(bytes), len);
    return bytes;
}

static void renders_pages_within_the_layout(void **state)
{
    const cnops_view_t *view = load(make_htdocs());

    (void)state;
    assert_string_equal(render(view, "accueil", "fr"),
                        "<html dir=\"ltr\"><link href=\"/mon_compte/assets/app.3f2a.css\">"
                        "<p>Bonjour &lt;A&gt;<i>Fin</i></html>");
    assert_string_equal(render(view, "accueil", "ar"),
                        "<html dir=\"rtl\"><link href=\"/mon_compte/assets/app.3f2a.css\">"
                        "<p>مرحبا &lt;A&gt;<i>انتهى</i></html>");
    assert_non_null(strstr(render(view, "creation/identite", "fr"), "<p>انتهى<i>Fin</i>"));
    assert_non_null(strstr(render(view, "creation/identite", "ar"), "<p>Fin<i>انتهى</i>"));
}

static void renders_messages_without_escaping(void **state)
{
    const cnops_view_t *view = load(make_htdocs());

    (void)state;
    assert_string_equal(render(view, "message/code", "fr"), "Bonjour <A>\n");
    assert_non_null(strstr(render(view, "message/both", "fr"), "html<i>"));
}

static void renders_a_page_with_a_doctype_without_the_layout(void **state)
{
    const char *htdocs = make_htdocs();

    (void)state;
    cnops_htdocs_write(htdocs, "templates/message/page.html",
                       "<!doctype html><html dir=\"{{dir}}\"><p>{{name}}</html>", pool);
    assert_string_equal(render(load(htdocs), "message/page", "ar"),
                        "<!doctype html><html dir=\"rtl\"><p>&lt;A&gt;</html>");
}

static void does_not_render_what_was_not_loaded(void **state)
{
    static const char *const unknown[] = {"nothing",         "",      "layout",
                                          "partials/footer", "notes", "../messages/keys"};
    const cnops_view_t *view = load(make_htdocs());

    (void)state;
    for (size_t at = 0; at < COUNT_OF(unknown); at++)
        assert_null(render(view, unknown[at], "fr"));
    assert_null(render(view, "accueil", "en"));
    assert_true(cnops_view_has_lang(view, "ar"));
    assert_false(cnops_view_has_lang(view, "en"));
    assert_false(cnops_view_has_lang(view, ""));
}

static void finds_sentences_by_key(void **state)
{
    const cnops_view_t *view = load(make_htdocs());
    cnops_tree_t *args = cnops_tree_object(pool);

    (void)state;
    cnops_tree_set_int(args, "n", 3);
    assert_string_equal(cnops_view_text(view, "fr", "yes", args, pool), "Oui, 3 fois");
    assert_string_equal(cnops_view_text(view, "ar", "yes", args, pool), "نعم 3");
    assert_string_equal(cnops_view_text(view, "fr", "yes", NULL, pool), "Oui,  fois");
    assert_null(cnops_view_text(view, "fr", "no", args, pool));
}

/* Neither a page nor the page data (JSON is made of it) shows a context, in French as little as
 * in translations. */
static void shows_sentences_without_their_contexts(void **state)
{
    const char *htdocs = make_htdocs();

    (void)state;
    cnops_htdocs_write(htdocs, "templates/accueil.html",
                       "<p>{{t Fin}} {{t [verbe] Fin}} {{t2 [verbe] Fin}}", pool);
    const cnops_view_t *view = load(htdocs);
    assert_non_null(strstr(render(view, "accueil", "fr"), "<p>Fin Fin أنهوا<i>"));
    assert_non_null(strstr(render(view, "accueil", "ar"), "<p>انتهى أنهوا Fin<i>"));
    assert_string_equal(cnops_view_text(view, "fr", "end", NULL, pool), "Fin");
    assert_string_equal(cnops_view_text(view, "ar", "end", NULL, pool), "أنهوا");
}

/* Overwrites one file of the htdocs; loading must fail, and the fault must say where. */
static void assert_refused(const char *name, const char *text, const char *expected)
{
    const char *htdocs = make_htdocs();
    const cnops_view_t *view = NULL;
    const char *fault = NULL;

    cnops_htdocs_write(htdocs, name, text, pool);
    assert_int_not_equal(cnops_view_load(&view, &fault, htdocs, "", langs, pool), APR_SUCCESS);
    assert_null(view);
    assert_non_null(fault);
    if (!strstr(fault, expected))
        fail_msg("“%s” does not say “%s”", fault, expected);
}

static void refuses_broken_files(void **state)
{
    (void)state;
    assert_refused("templates/accueil.html", "a\n{{t Nouveau}}",
                   "templates/accueil.html:2: no translation of “Nouveau” (ar)");
    assert_refused("templates/accueil.html", "a\n{{t [colis] Fin}}",
                   "templates/accueil.html:2: no translation of “[colis] Fin” (ar)");
    assert_refused("templates/accueil.html", "a\n{{t [verbe Fin}}",
                   "templates/accueil.html:2: not “[context] sentence” (fr)");
    assert_refused("templates/accueil.html", "{{#if a}}",
                   "templates/accueil.html:1: a block is not closed (fr)");
    assert_refused("templates/partials/footer.html", "\n\n{{asset x.css}}",
                   "templates/partials/footer.html:3: no asset x.css");
    assert_refused("templates/layout.html", "{{> nothing}}", "templates/layout.html:1: ");
    assert_refused("templates/accueil.html", "{{> body}}", "partials too deep");
    assert_refused("templates/creation/x.html", "\xFF", "/templates/creation/x.html: not UTF-8");
    assert_refused("messages/keys.txt", "a = Nouveau", "a (ar): no translation");
    assert_refused("messages/keys.txt", "a = Fin\nb = [verbe]Fin\n",
                   "keys.txt:2: not “[context] sentence”");
    assert_refused("assets/manifest.txt", "app.css\n", "manifest.txt:1: ");
    assert_refused("messages/ar.mo", "nonsense", "ar.mo");
}

static void refuses_missing_files(void **state)
{
    static const char *const langs_fr[] = {"fr", NULL};
    const char *htdocs = cnops_htdocs_make(pool);
    const cnops_view_t *view = NULL;
    const char *fault = NULL;
    static const char *const names[] = {"messages/keys.txt", "assets/manifest.txt",
                                        "templates/a.html"};
    static const char *const said[] = {"keys.txt", "manifest.txt", "/templates/", "layout.html"};

    (void)state;
    cnops_htdocs_write_mo(htdocs, "ar", pairs, pool);
    for (size_t at = 0; at < COUNT_OF(said); at++) {
        fault = NULL;
        assert_int_not_equal(cnops_view_load(&view, &fault, htdocs, "", langs_fr, pool),
                             APR_SUCCESS);
        assert_non_null(fault);
        assert_non_null(strstr(fault, said[at]));
        if (at < COUNT_OF(names))
            cnops_htdocs_write(htdocs, names[at], "", pool);
    }
    cnops_htdocs_write(htdocs, "templates/layout.html", "", pool);
    assert_int_equal(cnops_view_load(&view, &fault, htdocs, "", langs_fr, pool), APR_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(renders_pages_within_the_layout),
        POOL_TEST(renders_messages_without_escaping),
        POOL_TEST(renders_a_page_with_a_doctype_without_the_layout),
        POOL_TEST(does_not_render_what_was_not_loaded),
        POOL_TEST(finds_sentences_by_key),
        POOL_TEST(shows_sentences_without_their_contexts),
        POOL_TEST(refuses_broken_files),
        POOL_TEST(refuses_missing_files),
    };

    return RUN_TESTS(tests);
}
