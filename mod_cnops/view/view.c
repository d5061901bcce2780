/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/view.h"

#include "base/errors.h"
#include "base/language.h"
#include "view/assets.h"
#include "view/messages.h"
#include "view/sentence.h"
#include "view/sources.h"
#include "view/template.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#define SUBJECT "Subject: "

struct cnops_view_t {
    const char *const *langs;
    const char *mount;
    const cnops_messages_t *messages;
    const cnops_assets_t *assets;
    apr_hash_t *templates; /* "LANG/NAME" → cnops_template_t */
};

/* The compilation of one page in one language. */
typedef struct compilation_t {
    const cnops_view_t *view;
    const cnops_sources_t *sources;
    const cnops_source_t *page;
    const char *lang;
} compilation_t;

/* --- what the compiler asks for: cnops_template_env_t --- */

static const char *find_partial(void *self, const char **pfile, const char *name, apr_pool_t *pool)
{
    const compilation_t *compilation = self;
    const cnops_source_t *source =
        cnops_sources_partial(compilation->sources, compilation->page, name, pool);

    if (source)
        *pfile = source->file;
    return source ? source->text : NULL;
}

static const char *translate(void *self, const cnops_sentence_t *sentence, bool second)
{
    const compilation_t *compilation = self;
    const char *lang = compilation->lang;

    return cnops_messages_translate(compilation->view->messages,
                                    second ? cnops_language_second(lang) : lang, sentence);
}

static bool inflect(void *self, cnops_forms_t *forms, const cnops_sentence_t *sentence)
{
    const compilation_t *compilation = self;

    return cnops_messages_inflect(forms, compilation->view->messages, compilation->lang, sentence);
}

static const char *find_asset(void *self, const char *name)
{
    const compilation_t *compilation = self;

    return cnops_assets_address(compilation->view->assets, name);
}

/* --- loading --- */

static const char *make_key(const char *lang, const char *name, apr_pool_t *pool)
{
    return apr_pstrcat(pool, lang, "/", name, NULL);
}

static apr_status_t compile_page(compilation_t *compilation, const char **pfault, apr_pool_t *pool)
{
    const cnops_view_t *view = compilation->view;
    const cnops_source_t *page = compilation->page;
    const cnops_source_t *outermost = cnops_sources_outermost(compilation->sources, page);
    const cnops_template_env_t env = {.self = compilation,
                                      .partial = find_partial,
                                      .translate = translate,
                                      .inflect = inflect,
                                      .asset = find_asset,
                                      .mount = view->mount,
                                      .lang = compilation->lang,
                                      .is_html = page->is_html};
    const cnops_template_t *compiled;
    const char *fault;

    if (!outermost) {
        *pfault = "templates/layout.html: missing";
        return CNOPS_EMALFORMED;
    }
    const apr_status_t rv =
        cnops_template_compile(&compiled, &fault, outermost->file, outermost->text, &env, pool);
    if (rv != APR_SUCCESS)
        *pfault = apr_psprintf(pool, "templates/%s (%s)", fault, compilation->lang);
    else
        apr_hash_set(view->templates, make_key(compilation->lang, page->name, pool),
                     APR_HASH_KEY_STRING, compiled);
    return rv;
}

/* Where NAME.html and NAME.txt both exist, NAME renders the HTML. */
static bool is_rendered(const cnops_sources_t *sources, const cnops_source_t *source)
{
    return source->is_page && (source->is_html || !cnops_sources_find(sources, source->name, true));
}

static apr_status_t compile_lang(const cnops_view_t *view, const char **pfault,
                                 const cnops_sources_t *sources, const char *lang, apr_pool_t *pool)
{
    for (int at = 0; at < sources->list->nelts; at++) {
        const cnops_source_t *page = &APR_ARRAY_IDX(sources->list, at, cnops_source_t);
        compilation_t compilation = {view, sources, page, lang};
        apr_status_t rv = APR_SUCCESS;

        if (is_rendered(sources, page))
            rv = compile_page(&compilation, pfault, pool);
        if (rv != APR_SUCCESS)
            return rv;
    }
    return APR_SUCCESS;
}

static apr_status_t compile_all(const cnops_view_t *view, const char **pfault, const char *htdocs,
                                apr_pool_t *pool)
{
    const char *folder = apr_pstrcat(pool, htdocs, "/templates", NULL);
    const cnops_sources_t *sources;
    apr_pool_t *scratch;
    apr_status_t rv;

    apr_pool_create(&scratch, pool);
    if ((rv = cnops_sources_load(&sources, pfault, folder, scratch)) != APR_SUCCESS)
        *pfault = apr_pstrdup(pool, *pfault);
    for (const char *const *lang = view->langs; rv == APR_SUCCESS && *lang; lang++)
        rv = compile_lang(view, pfault, sources, *lang, pool);
    apr_pool_destroy(scratch);
    return rv;
}

static const char *const *copy_langs(const char *const *langs, apr_pool_t *pool)
{
    apr_array_header_t *copies = apr_array_make(pool, 4, sizeof(const char *));

    for (; *langs; langs++)
        APR_ARRAY_PUSH(copies, const char *) = apr_pstrdup(pool, *langs);
    APR_ARRAY_PUSH(copies, const char *) = NULL;
    return (const char *const *)copies->elts;
}

apr_status_t cnops_view_load(const cnops_view_t **pview, const char **pfault, const char *htdocs,
                             const char *mount, const char *const *langs, apr_pool_t *pool)
{
    cnops_view_t *view = apr_palloc(pool, sizeof *view);
    const char *messages = apr_pstrcat(pool, htdocs, "/messages", NULL);
    const char *manifest = apr_pstrcat(pool, htdocs, "/assets/manifest.txt", NULL);
    apr_status_t rv;

    *pview = NULL;
    *pfault = NULL;
    view->langs = copy_langs(langs, pool);
    view->mount = apr_pstrdup(pool, mount);
    view->templates = apr_hash_make(pool);
    if ((rv = cnops_messages_load(&view->messages, pfault, messages, langs, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_assets_load(&view->assets, pfault, manifest, mount, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = compile_all(view, pfault, htdocs, pool)) != APR_SUCCESS)
        return rv;
    *pview = view;
    return APR_SUCCESS;
}

/* --- use --- */

bool cnops_view_has_lang(const cnops_view_t *view, const char *lang)
{
    for (const char *const *served = view->langs; *served; served++)
        if (strcmp(*served, lang) == 0)
            return true;
    return false;
}

apr_status_t cnops_view_render(const char **pbytes, apr_size_t *plen, const cnops_view_t *view,
                               const char *name, const char *lang, const cnops_tree_t *data,
                               apr_pool_t *pool)
{
    const cnops_template_t *compiled =
        apr_hash_get(view->templates, make_key(lang, name, pool), APR_HASH_KEY_STRING);

    if (!compiled)
        return CNOPS_ENOTFOUND;
    cnops_template_render(pbytes, plen, compiled, data, pool);
    return APR_SUCCESS;
}

void cnops_view_split_subject(const char **psubject, const char **ptext, char *rendered)
{
    char *end = strchr(rendered, '\n');

    *psubject = NULL;
    *ptext = rendered;
    if (strncmp(rendered, SUBJECT, sizeof SUBJECT - 1) != 0 || !end)
        return;
    *end = '\0';
    *psubject = rendered + sizeof SUBJECT - 1;
    *ptext = end + 1 + strspn(end + 1, "\n");
}

const char *cnops_view_text(const cnops_view_t *view, const char *lang, const char *key,
                            const cnops_tree_t *args, apr_pool_t *pool)
{
    const char *sentence = cnops_messages_find(view->messages, lang, key, args, pool);

    return sentence ? cnops_sentence_fill(sentence, args, pool) : NULL;
}

cnops_tree_t *cnops_view_phrase(const cnops_view_t *view, const char *lang, const char *key,
                                const cnops_tree_t *args, apr_pool_t *pool)
{
    const char *sentence = cnops_messages_find(view->messages, lang, key, args, pool);

    return sentence ? cnops_sentence_phrase(sentence, args, pool) : NULL;
}
