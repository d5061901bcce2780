/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/template.h"

#include "base/json.h"
#include "base/test_pool.h"

#include <apr_strings.h>
#include <stdio.h>

/* --- what the compiler asks for --- */

static const char *partial(void *self, const char **pfile, const char *name, apr_pool_t *p)
{
    static const char *const partials[][2] = {
        {"hello", "<b>{{name}}</b>\n"}, {"again", "{{> again}}"},
        {"closes", "{{/if}}{{#if a}}"}, {"opens", "{{#if a}}"},
        {"wrong", "one\ntwo {{}}"},     {"attribute", "class=\"{{name}}\"\n"},
        {"outer", "[{{> hello}}]"},
    };

    (void)self;
    for (size_t at = 0; at < COUNT_OF(partials); at++)
        if (strcmp(partials[at][0], name) == 0) {
            *pfile = apr_pstrcat(p, name, ".html", NULL);
            return partials[at][1];
        }
    return NULL;
}

static bool is(const char *text, const char *other)
{
    return text && strcmp(text, other) == 0;
}

static const char *translate(void *self, const cnops_sentence_t *sentence, bool second)
{
    (void)self;
    if (is(sentence->text, "Retour"))
        return is(sentence->context, "verbe")   ? "Go back"
               : is(sentence->context, "colis") ? "Return"
               : sentence->context              ? NULL
                                                : "Back";
    if (is(sentence->text, "Inconnu"))
        return NULL;
    if (is(sentence->text, "Perdu {a}"))
        return "ضاع";
    if (is(sentence->text, "Bonjour {name}"))
        return second ? "{name}, hello & <welcome>" : "مرحبا {name}";
    return sentence->text;
}

/* Gives three plural forms, as in a language other than French; "Inconnu" has none. */
static bool inflect(void *self, cnops_forms_t *forms, const cnops_sentence_t *sentence)
{
    (void)self;
    if (is(sentence->text, "Inconnu") ||
        cnops_plural_parse(&forms->plural, "nplurals=3; plural=n>2?2:n;", pool) != APR_SUCCESS)
        return false;
    forms->texts[0] = is(sentence->context, "fête") ? "aucune fête {who}" : "aucun & {who}";
    forms->texts[1] = sentence->text;
    forms->texts[2] = sentence->plural;
    return true;
}

static const char *asset(void *self, const char *name)
{
    (void)self;
    return strcmp(name, "app.css") == 0 ? "/mon_compte/assets/app.3f2a.css" : NULL;
}

static cnops_template_env_t make_env(bool is_html)
{
    return (cnops_template_env_t){.partial = partial,
                                  .translate = translate,
                                  .inflect = inflect,
                                  .asset = asset,
                                  .mount = "/mon_compte",
                                  .lang = "ar",
                                  .is_html = is_html};
}

static const char *render_tree(bool is_html, const char *source, const cnops_tree_t *data)
{
    const cnops_template_env_t env = make_env(is_html);
    const cnops_template_t *compiled = NULL;
    const char *fault = NULL;
    const char *bytes = NULL;
    apr_size_t len = 0;

    if (cnops_template_compile(&compiled, &fault, "page.html", source, &env, pool) != APR_SUCCESS)
        fail_msg("%s", fault);
    assert_null(fault);
    cnops_template_render(&bytes, &len, compiled, data, pool);
    assert_int_equal(strlen(bytes), len);
    return bytes;
}

static const char *render_as(bool is_html, const char *source, const char *json)
{
    cnops_tree_t *data = NULL;

    assert_int_equal(cnops_json_parse(&data, json, strlen(json), pool), APR_SUCCESS);
    return render_tree(is_html, source, data);
}

static const char *render(const char *source, const char *json)
{
    return render_as(true, source, json);
}

static const char *fault_as(bool is_html, const char *source)
{
    const cnops_template_env_t env = make_env(is_html);
    const cnops_template_t *compiled = NULL;
    const char *fault = NULL;

    if (cnops_template_compile(&compiled, &fault, "page.html", source, &env, pool) == APR_SUCCESS)
        fail_msg("“%s” was compiled", source);
    assert_null(compiled);
    return fault;
}

static void assert_fault(const char *source, const char *expected)
{
    const char *fault = fault_as(true, source);

    if (strncmp(fault, expected, strlen(expected)) != 0)
        fail_msg("“%s”: “%s” is not “%s”", source, fault, expected);
}

/* --- values --- */

static void writes_values(void **state)
{
    (void)state;
    assert_string_equal(render("a{{ name }}b", "{\"name\":\"x\"}"), "axb");
    assert_string_equal(render("{{a.b.c}}", "{\"a\":{\"b\":{\"c\":-3}}}"), "-3");
    assert_string_equal(
        render("[{{none}}{{a.none}}{{n}}{{l}}{{a}}]", "{\"a\":{},\"n\":null,\"l\":[1]}"), "[]");
    assert_string_equal(render("{{yes}} {{no}}", "{\"yes\":true,\"no\":false}"), "true false");
    assert_string_equal(render("", "{}"), "");
    assert_string_equal(render("} {a} }} {", "{}"), "} {a} }} {");
    assert_string_equal(
        render("{{url}} {{t}} {{asset}}", "{\"url\":\"u\",\"t\":\"v\",\"asset\":1}"), "u v 1");
}

static void escapes_for_the_place(void **state)
{
    static const char data[] = "{\"v\":\"<\\\"'&>\",\"js\":\"javascript:x\",\"to\":\"/a?b&c\"}";

    (void)state;
    assert_string_equal(render("<p>{{v}}", data), "<p>&lt;&quot;&#39;&amp;&gt;");
    assert_string_equal(render("<p title='{{v}}'>", data), "<p title='&lt;&quot;&#39;&amp;&gt;'>");
    assert_string_equal(render("<a href=\"{{js}}\">", data), "<a href=\"#\">");
    assert_string_equal(render("<a href=\"{{to}}\">", data), "<a href=\"/a?b&amp;c\">");
    assert_string_equal(render("<a href=\"{{none}}\">", data), "<a href=\"\">");
    assert_string_equal(render("<a href=\"/x?y={{js}}\">", data), "<a href=\"/x?y=javascript:x\">");
    assert_string_equal(render_as(false, "{{v}} <p {{v}}>", data), "<\"'&> <p <\"'&>>");
}

static void writes_nothing_but_colours_in_styles(void **state)
{
    static const char data[] = "{\"v\":\"#0f6B6b\",\"x\":\"red;background:url(//x)\"}";

    (void)state;
    assert_string_equal(render("<style>p { color: {{v}}; }</style>{{x}}", data),
                        "<style>p { color: #0f6B6b; }</style>red;background:url(//x)");
    assert_string_equal(render("<p style=\"color:{{v}};fill:{{x}}\">", data),
                        "<p style=\"color:#0f6B6b;fill:inherit\">");
}

static void refuses_values_where_they_are_dangerous(void **state)
{
    static const char *const bad[] = {
        "<p {{v}}>",
        "<p class={{v}}>",
        "<{{v}}>",
        "<!-- {{v}} -->",
        "<script>{{v}}",
        "<style>{{t Oui}}</style>",
        "<p style=\"{{t Oui}}",
        "<p onclick=\"{{v}}\"",
        "<a href=\"x{{v}}",
        "<a href=\"{{v}}{{v}}",
        "<p {{t Oui}}>",
        "<script>{{t Oui}}",
        "<a href=\"{{t Oui}}\">",
        "<script>{{url /a}}",
        "<p {{asset app.css}}>",
        "<p {{lang}}>",
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        assert_fault(bad[at], "page.html:1: ");
}

static void knows_the_languages_of_the_rendering(void **state)
{
    static const char data[] = "{\"lang\":\"xx\",\"l\":[{\"dir\":\"yy\"}]}";

    (void)state;
    assert_string_equal(render("{{lang}} {{dir}} {{lang2}} {{dir2}}", data), "ar rtl fr ltr");
    assert_string_equal(render("{{#each l}}{{dir}}{{/each}}", data), "rtl");
    assert_string_equal(render("{{#if lang=ar}}A{{#else}}F{{/if}}{{#if lang!=ar}}x{{/if}}", data),
                        "A");
    assert_string_equal(render("<p lang=\"{{lang2}}\">", data), "<p lang=\"fr\">");
}

/* --- sentences, addresses --- */

static void writes_sentences(void **state)
{
    static const char data[] = "{\"name\":\"<Aïcha>\"}";

    (void)state;
    assert_string_equal(render("{{t Bonjour\n   {name}}}!", data), "مرحبا &lt;Aïcha&gt;!");
    assert_string_equal(render("{{t2 Bonjour {name}}}", data),
                        "&lt;Aïcha&gt;, hello &amp; &lt;welcome&gt;");
    assert_string_equal(render("<p title=\"{{t L'été & \"vous\"}}\">", data),
                        "<p title=\"L&#39;été &amp; &quot;vous&quot;\">");
    assert_string_equal(render_as(false, "{{t L'été & {name}}}", data), "L'été & <Aïcha>");
    assert_fault("a\n{{t Inconnu}}", "page.html:2: no translation of “Inconnu”");
    assert_fault("{{t Perdu {a}}}", "page.html:1: {a} is lost in “ضاع”");
    assert_fault("{{t Un { deux}}", "page.html:1: ");
}

static void writes_the_plural_form_of_a_number(void **state)
{
    static const char source[] = "<p title=\"{{tn a.n | {a.n} jour {who} | {a.n}  jours {who}}}\">"
                                 "{{tn a.n | {a.n} jour {who} | {a.n} jours\n {who}}}.";
    static const char *const expected[] = {
        "<p title=\"aucun &amp; &lt;\">aucun &amp; &lt;.", "<p title=\"1 jour &lt;\">1 jour &lt;.",
        "<p title=\"2 jours &lt;\">2 jours &lt;.", "<p title=\"3 jours &lt;\">3 jours &lt;."};

    (void)state;
    for (int n = 0; n < 4; n++)
        assert_string_equal(
            render(source, apr_psprintf(pool, "{\"a\":{\"n\":%d},\"who\":\"<\"}", n)), expected[n]);
    assert_string_equal(render_as(false, "{{tn n | {n} jour {who} | {n} jours {who}}}!",
                                  "{\"n\":\"5\",\"who\":\"<\"}"),
                        "5 jours <!");
    assert_fault("{{tn n | {n} jour}}", "page.html:1: not “count | singular | plural”");
    assert_fault("{{tn n m | a | b}}", "page.html:1: not “count");
    assert_fault("{{tn n | Inconnu | {n}}}", "page.html:1: no translation of “Inconnu”, or");
    assert_fault("\n{{tn n | {n} | {n}}}", "page.html:2: {who} of");
    assert_fault("<p {{tn n | a | b}}>", "page.html:1: nothing variable may stand in a tag");
    assert_fault("<a href=\"{{tn n | a | b}}\">", "page.html:1: a sentence is no address");
}

static void keeps_two_meanings_of_a_sentence_apart(void **state)
{
    (void)state;
    assert_string_equal(render("{{t Retour}}, {{t [verbe] Retour}}, {{t2 [colis]\n Retour}}", "{}"),
                        "Back, Go back, Return");
    assert_string_equal(render("{{tn [fête] n | {n} jour {who} | {n} jours {who}}}", "{\"n\":0}"),
                        "aucune fête ");
    assert_string_equal(render("{{tn [fête] n | {n} jour {who} | {n} jours {who}}}", "{\"n\":2}"),
                        "2 jours ");
    assert_fault("\n{{t [fête] Retour}}", "page.html:2: no translation of “[fête] Retour”");
    assert_fault("{{tn [fête] n | Inconnu | {n}}}",
                 "page.html:1: no translation of “[fête] Inconnu”, or");
    assert_fault("\n\n{{t [verbe Retour}}", "page.html:3: not “[context] sentence”");
    assert_fault("{{t [verbe]Retour}}", "page.html:1: not “[context] sentence”");
    assert_fault("{{t [] Retour}}", "page.html:1: not “[context] sentence”");
    assert_fault("{{t2 [verbe]}}", "page.html:1: not “[context] sentence”");
    assert_fault("{{t Retour [verbe]}}", "page.html:1: a bracket that is no context");
    assert_fault("{{t[verbe] Retour}}", "page.html:1: ");
    assert_fault("{{tn [] n | a | b}}", "page.html:1: not “[context] sentence”");
    assert_fault("{{tn n | [fête] a | b}}", "page.html:1: a bracket that is no context");
    assert_fault("<p {{t [verbe Retour}}>", "page.html:1: nothing variable may stand in a tag");
}

static void writes_addresses(void **state)
{
    static const char data[] = "{\"step\":\"a/b é\",\"q\":\"x&y\"}";

    (void)state;
    assert_string_equal(render("<a href=\"{{url /aide}}\">", data),
                        "<a href=\"/mon_compte/aide\">");
    assert_string_equal(render("<a href=\"{{url /c/{step}?q={q}&r=1}}\">", data),
                        "<a href=\"/mon_compte/c/a%2Fb%20%C3%A9?q=x%26y&amp;r=1\">");
    assert_string_equal(render("<a href=\"{{url /}}#{{step}}\">", data),
                        "<a href=\"/mon_compte/#a/b é\">");
    assert_string_equal(render("<link href=\"{{asset app.css}}\">", data),
                        "<link href=\"/mon_compte/assets/app.3f2a.css\">");
    assert_fault("<a href=\"{{url aide}}\">", "page.html:1: “aide” does not begin with /");
    assert_fault("\n\n<link href=\"{{asset none.css}}\">", "page.html:3: no asset none.css");
}

/* --- blocks --- */

static void writes_one_branch_of_an_if(void **state)
{
    static const char source[] = "{{#if a}}yes{{#else}}no{{/if}}";

    (void)state;
    assert_string_equal(render(source, "{\"a\":true}"), "yes");
    assert_string_equal(render(source, "{\"a\":\"x\"}"), "yes");
    assert_string_equal(render(source, "{\"a\":{}}"), "yes");
    assert_string_equal(render(source, "{\"a\":[]}"), "no");
    assert_string_equal(render(source, "{\"a\":\"\"}"), "no");
    assert_string_equal(render(source, "{}"), "no");
    assert_string_equal(render("[{{#if a}}yes{{/if}}]", "{}"), "[]");
    assert_string_equal(
        render("{{#if a.b}}{{#if c}}1{{#else}}2{{/if}}{{#else}}3{{/if}}", "{\"a\":{\"b\":1}}"),
        "2");
}

static void compares_a_value_with_a_word(void **state)
{
    static const char source[] = "{{#if k=email}}is{{/if}}{{#if k!=email}}not{{/if}}";

    (void)state;
    assert_string_equal(render(source, "{\"k\":\"email\"}"), "is");
    assert_string_equal(render(source, "{\"k\":\"e-mail\"}"), "not");
    assert_string_equal(render(source, "{}"), "not");
    assert_string_equal(render("{{#if n=12}}is{{/if}}", "{\"n\":12}"), "is");
    assert_string_equal(render("{{#if b=false}}is{{/if}}", "{\"b\":false}"), "is");
}

static void repeats_for_each_item(void **state)
{
    (void)state;
    assert_string_equal(render("{{#each l}}({{.}}){{/each}}", "{\"l\":[\"a\",\"b&\",3]}"),
                        "(a)(b&amp;)(3)");
    assert_string_equal(render("[{{#each l}}x{{/each}}{{#each n}}x{{/each}}{{#each t}}x{{/each}}]",
                               "{\"l\":[],\"t\":\"abc\"}"),
                        "[]");
    assert_string_equal(render("{{#each a}}{{n}}({{#each b}}{{.}}{{n}} {{/each}}){{/each}}{{n}}",
                               "{\"n\":0,\"a\":[{\"n\":1,\"b\":[\"x\",\"y\"]},{\"b\":[\"z\"]}]}"),
                        "1(x1 y1 )0(z0 )0");
    assert_string_equal(
        render("{{#each l}}{{#if .}}1{{#else}}0{{/if}}{{/each}}", "{\"l\":[\"\",\"a\"]}"), "01");
}

/* What is in a text cannot add a link, whatever it looks like: only the code makes one. */
static void writes_links_of_a_text_where_a_link_may_be(void **state)
{
    cnops_tree_t *data = cnops_tree_object(pool), *pieces = cnops_tree_list(pool);
    static const char said[] = "&lt;b&gt; <a class=\"phone\" href=\"tel:+2125\"><bdi dir=\"ltr\">"
                               "05&lt;</bdi></a>";

    (void)state;
    cnops_tree_add_text(pieces, "<b> ");
    cnops_tree_add_link(pieces, "05<", "tel:+2125");
    cnops_tree_set(data, "m", cnops_tree_phrase("<b> [05<]", pieces));
    cnops_tree_set_link(data, "l", "05", "javascript:x");
    assert_string_equal(render_tree(true, "{{m}}", data), said);
    assert_string_equal(render_tree(true, "<a href=\"#x\">{{m}}</a>", data),
                        "<a href=\"#x\">&lt;b&gt; [05&lt;]</a>");
    assert_string_equal(render_tree(true, "<p title=\"{{m}}\">", data),
                        "<p title=\"&lt;b&gt; [05&lt;]\">");
    assert_string_equal(render_tree(false, "{{m}}", data), "<b> [05<]");
    assert_string_equal(render_tree(true, "{{l}}", data),
                        "<a class=\"phone\" href=\"#\"><bdi dir=\"ltr\">05</bdi></a>");
    assert_string_equal(render("{{m}}", "{\"m\":\"<a href='tel:1'>\"}"),
                        "&lt;a href=&#39;tel:1&#39;&gt;");
}

static void looks_names_up_in_the_innermost_item_first(void **state)
{
    (void)state;
    assert_string_equal(
        render("{{#each l}}{{site.name}} {{/each}}",
               "{\"site\":{\"name\":\"S\"},\"l\":[{},{\"site\":{}},{\"site\":null}]}"),
        "S   ");
    assert_string_equal(render("{{#each l}}{{#if error}}e{{#else}}-{{/if}}{{/each}}",
                               "{\"error\":\"outer\",\"l\":[{\"error\":null},{}]}"),
                        "-e");
}

static void accepts_blocks_in_tags_and_attributes(void **state)
{
    static const char source[] = "<input{{#if r}} required{{/if}} class=\"a{{#if r}} b{{/if}}\""
                                 "{{#if v}} value=\"{{v}}\"{{/if}}>";

    (void)state;
    assert_string_equal(render(source, "{\"r\":true,\"v\":\"\\\"\"}"),
                        "<input required class=\"a b\" value=\"&quot;\">");
    assert_string_equal(render(source, "{}"), "<input class=\"a\">");
    assert_fault("<p{{#if a}}>{{/if}}", "page.html:1: the block ends elsewhere");
    assert_fault("{{#if a}}<p>{{#else}}<p{{/if}}", "page.html:1: the block ends elsewhere");
    assert_fault("{{#each a}}<p class=\"{{/each}}", "page.html:1: the block ends elsewhere");
}

static void refuses_blocks_that_do_not_match(void **state)
{
    static const char *const bad[] = {
        "{{#if a}}",
        "{{#each a}}",
        "{{/if}}",
        "{{/each}}",
        "{{#else}}",
        "{{#if a}}{{/each}}",
        "{{#each a}}{{/if}}",
        "{{#if a}}{{#else}}{{#else}}{{/if}}",
        "{{#each a}}{{#else}}{{/each}}",
        "{{#if}}{{/if}}",
        "{{#if a=}}{{/if}}",
        "{{#if =a}}{{/if}}",
        "{{#if a b}}{{/if}}",
        "{{#unless a}}{{/unless}}",
        "{{a",
        "{{}}",
        "{{a b}}",
        "{{.}}",
        "{{a..b}}",
        "{{é}}",
        "{{#if a}}{{> closes}}{{/if}}",
        "{{> opens}}{{/if}}",
        "{{> }}",
        "{{a.b.c.d.e.f.g.h.i}}",
        "{{#each a}}{{/each}}{{.}}",
    };

    (void)state;
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        (void)fault_as(true, bad[at]);
}

static void refuses_blocks_nested_too_deep(void **state)
{
    char *deep = apr_pstrdup(pool, "x");

    (void)state;
    for (int i = 0; i < 16; i++)
        deep = apr_pstrcat(pool, "{{#each l}}", deep, "{{/each}}", NULL);
    assert_string_equal(render(deep, "{\"l\":[{}]}"), "x");
    (void)fault_as(true, apr_pstrcat(pool, "{{#if a}}", deep, "{{/if}}", NULL));
}

/* --- partials, lines --- */

static void inlines_partials(void **state)
{
    static const char data[] = "{\"name\":\"<x>\",\"l\":[{\"name\":\"y\"}]}";

    (void)state;
    assert_string_equal(render("<i>{{> hello}}</i>", data), "<i><b>&lt;x&gt;</b></i>");
    assert_string_equal(render("{{#each l}}{{> outer}}{{/each}}", data), "[<b>y</b>]");
    assert_string_equal(render("<p {{> attribute}}>", data), "<p class=\"&lt;x&gt;\">");
    assert_fault("\n{{> nothing}}", "page.html:2: no partial nothing");
    assert_fault("{{> wrong}}", "wrong.html:2: ");
    assert_fault("{{> again}}", "again.html:1: partials too deep");
    assert_fault("{{> outer}}\n\n{{bad name}}", "page.html:3: ");
    assert_fault("<script>{{> hello}}", "hello.html:1: ");
    (void)fault_as(false, "{{> hello}}");
}

static void drops_the_line_of_a_block_or_comment_tag(void **state)
{
    static const char source[] =
        "a\n  {{#if x}}\nb\n\t{{#else}} \r\nc\n{{/if}}\n{{! word }} }}\nd\n";

    (void)state;
    assert_string_equal(render_as(false, source, "{\"x\":1}"), "a\nb\n }}\nd\n");
    assert_string_equal(render_as(false, "a\n{{! b }}\nc {{! d }}\n{{! e }}", "{}"), "a\nc \n");
    assert_string_equal(render_as(false, "{{#if x}}\na\n{{/if}}", "{\"x\":1}"), "a\n");
    assert_string_equal(render_as(false, "a {{#if x}}b{{/if}}\nc", "{\"x\":1}"), "a b\nc");
    assert_string_equal(render_as(false, "{{x}}\n{{y}}\n", "{\"x\":1}"), "1\n\n");
    assert_string_equal(render("{{! {a} { }}x", "{}"), "x");
}

static void renders_large_pages(void **state)
{
    char *json = apr_palloc(pool, 200000);
    char *at = json + sprintf(json, "{\"l\":[0");

    (void)state;
    for (int i = 1; i < 20000; i++)
        at += sprintf(at, ",%d", i % 10);
    memcpy(at, "]}", sizeof "]}");
    const char *bytes = render("{{#each l}}<li>{{.}}</li>{{/each}}", json);
    assert_int_equal(strlen(bytes), 20000 * strlen("<li>0</li>"));
    assert_memory_equal(bytes + 19999 * strlen("<li>0</li>"), "<li>9</li>", 11);
}

/* Gives the memory that compiling has freed to somebody else. */
static void use_free_memory(void)
{
    apr_pool_t *other;

    apr_pool_create(&other, pool);
    for (int i = 0; i < 64; i++)
        memset(apr_palloc(other, 8000), '{', 8000);
}

static void needs_nothing_of_its_source(void **state)
{
    char source[] = "{{#if kind=email}}<p lang=\"{{lang}}\">{{a.b}} {{t Bonjour {name}}}"
                    "{{> hello}}{{tn n | un {who} | deux {who}}}{{url /x/{name}}}{{/if}}";
    const cnops_template_env_t env = make_env(true);
    const cnops_template_t *compiled;
    const char *fault, *bytes;
    cnops_tree_t *data = cnops_tree_object(pool);
    apr_size_t len;

    (void)state;
    cnops_tree_set_text(data, "kind", "email");
    cnops_tree_set_text(data, "name", "x");
    cnops_tree_set_int(data, "n", 1);
    cnops_tree_set_text(cnops_tree_set_object(data, "a"), "b", "y");
    if (cnops_template_compile(&compiled, &fault, "page.html", source, &env, pool) != APR_SUCCESS)
        fail_msg("%s", fault);
    memset(source, '{', sizeof source - 1);
    use_free_memory();
    cnops_template_render(&bytes, &len, compiled, data, pool);
    assert_string_equal(bytes, "<p lang=\"ar\">y مرحبا x<b>x</b>un /mon_compte/x/x");
}

static void a_fault_needs_nothing_of_the_compiler(void **state)
{
    const char *fault = fault_as(true, "{{t Inconnu}}");

    (void)state;
    use_free_memory();
    assert_string_equal(fault, "page.html:1: no translation of “Inconnu”");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(writes_values),
        POOL_TEST(escapes_for_the_place),
        POOL_TEST(writes_nothing_but_colours_in_styles),
        POOL_TEST(refuses_values_where_they_are_dangerous),
        POOL_TEST(knows_the_languages_of_the_rendering),
        POOL_TEST(writes_sentences),
        POOL_TEST(writes_the_plural_form_of_a_number),
        POOL_TEST(keeps_two_meanings_of_a_sentence_apart),
        POOL_TEST(writes_addresses),
        POOL_TEST(writes_one_branch_of_an_if),
        POOL_TEST(compares_a_value_with_a_word),
        POOL_TEST(repeats_for_each_item),
        POOL_TEST(writes_links_of_a_text_where_a_link_may_be),
        POOL_TEST(looks_names_up_in_the_innermost_item_first),
        POOL_TEST(accepts_blocks_in_tags_and_attributes),
        POOL_TEST(refuses_blocks_that_do_not_match),
        POOL_TEST(refuses_blocks_nested_too_deep),
        POOL_TEST(inlines_partials),
        POOL_TEST(drops_the_line_of_a_block_or_comment_tag),
        POOL_TEST(renders_large_pages),
        POOL_TEST(needs_nothing_of_its_source),
        POOL_TEST(a_fault_needs_nothing_of_the_compiler),
    };

    return RUN_TESTS(tests);
}
