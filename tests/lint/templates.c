/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Lists the sentences and the keys of htdocs. tests/lint/messages compares them with the .po
 * files and the C sources.
 *
 *   templates --sentences HTDOCS   prints every French sentence, one per line: its context (or
 *                                  nothing), a tab, the sentence; where it has a plural, a tab
 *                                  and the plural
 *   templates --keys HTDOCS        prints every key of keys.txt, one per line
 *
 * Reads htdocs before it is built, so it does not look for assets. */
#include "base/errors.h"
#include "view/messages.h"
#include "view/sources.h"
#include "view/template.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

typedef struct listing_t {
    const cnops_sources_t *sources;
    const cnops_source_t *page;
} listing_t;

static const char *find_partial(void *self, const char **pfile, const char *name, apr_pool_t *pool)
{
    const listing_t *listing = self;
    const cnops_source_t *source =
        cnops_sources_partial(listing->sources, listing->page, name, pool);

    if (source)
        *pfile = source->file;
    return source ? source->text : NULL;
}

/* Context (may be empty), tab, sentence; of one with a number also tab, plural. */
static void print_sentence(const cnops_sentence_t *sentence)
{
    printf("%s\t%s", sentence->context ? sentence->context : "", sentence->text);
    if (sentence->count)
        printf("\t%s", sentence->plural);
    putchar('\n');
}

static const char *list_sentence(void *self, const cnops_sentence_t *sentence, bool second)
{
    (void)self;
    (void)second;
    print_sentence(sentence);
    return sentence->text;
}

static bool list_plural(void *self, cnops_forms_t *forms, const cnops_sentence_t *sentence)
{
    (void)self;
    print_sentence(sentence);
    cnops_forms_make_source(forms, sentence->text, sentence->plural);
    return true;
}

static const char *accept_asset(void *self, const char *name)
{
    (void)self;
    return name;
}

static apr_status_t list_page(listing_t *listing, const char **pfault, apr_pool_t *pool)
{
    const cnops_source_t *outermost = cnops_sources_outermost(listing->sources, listing->page);
    const cnops_template_env_t env = {.self = listing,
                                      .partial = find_partial,
                                      .translate = list_sentence,
                                      .inflect = list_plural,
                                      .asset = accept_asset,
                                      .mount = "",
                                      .lang = "fr",
                                      .is_html = listing->page->is_html};
    const cnops_template_t *compiled;

    if (outermost)
        return cnops_template_compile(&compiled, pfault, outermost->file, outermost->text, &env,
                                      pool);
    *pfault = "layout.html: missing";
    return CNOPS_EMALFORMED;
}

static apr_status_t list_templates(const char **pfault, const char *htdocs, apr_pool_t *pool)
{
    listing_t listing;
    const char *folder = apr_pstrcat(pool, htdocs, "/templates", NULL);
    apr_status_t rv = cnops_sources_load(&listing.sources, pfault, folder, pool);

    for (int at = 0; rv == APR_SUCCESS && at < listing.sources->list->nelts; at++) {
        listing.page = &APR_ARRAY_IDX(listing.sources->list, at, cnops_source_t);
        if (listing.page->is_page)
            rv = list_page(&listing, pfault, pool);
    }
    return rv;
}

static apr_status_t list_keys(const char **pfault, const char *htdocs, bool sentences,
                              apr_pool_t *pool)
{
    apr_array_header_t *rows;
    const char *path = apr_pstrcat(pool, htdocs, "/messages/keys.txt", NULL);
    const apr_status_t rv = cnops_messages_read_keys(&rows, pfault, path, pool);

    for (int at = 0; rv == APR_SUCCESS && at < rows->nelts; at++) {
        const cnops_key_row_t *row = &APR_ARRAY_IDX(rows, at, cnops_key_row_t);

        if (sentences)
            print_sentence(&row->sentence);
        else
            puts(row->key);
    }
    return rv;
}

int main(int argc, const char *const *argv)
{
    apr_pool_t *pool;
    const char *fault = NULL;
    const bool sentences = argc == 3 && strcmp(argv[1], "--sentences") == 0;

    if (argc != 3 || (!sentences && strcmp(argv[1], "--keys") != 0)) {
        fputs("usage: templates --sentences|--keys HTDOCS\n", stderr);
        return 2;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    apr_status_t rv = list_keys(&fault, argv[2], sentences, pool);
    if (rv == APR_SUCCESS && sentences)
        rv = list_templates(&fault, argv[2], pool);
    if (rv != APR_SUCCESS)
        fprintf(stderr, "%s\n", fault);
    apr_terminate();
    return rv == APR_SUCCESS ? 0 : 1;
}
