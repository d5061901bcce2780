/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/messages.h"

#include "base/catalogue.h"
#include "base/errors.h"
#include "base/language.h"
#include "view/lines.h"
#include "view/sentence.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

struct cnops_messages_t {
    apr_hash_t *keys;       /* key → cnops_key_row_t */
    apr_hash_t *catalogues; /* language → cnops_catalogue_t; French, the source, has none */
};

/* --- keys.txt --- */

/* A '|' separates the parts of a sentence with a number. Returns NULL, or why the sentence
 * cannot be used. */
static const char *read_french(cnops_sentence_t *sentence, const char *written, apr_pool_t *pool)
{
    return strchr(written, '|') ? cnops_sentence_read_plural(sentence, written, pool)
                                : cnops_sentence_read(sentence, written, pool);
}

static apr_status_t read_key(cnops_key_row_t *row, apr_hash_t *seen, const char **pfault,
                             const cnops_lines_t *lines, apr_pool_t *pool)
{
    char *key;
    char *written;

    *row = (cnops_key_row_t){0};
    if (!cnops_lines_split(lines, &key, &written, '='))
        return cnops_lines_refuse(lines, pfault, "not “key = sentence”", pool);
    if (!cnops_sentence_is_path(key, strlen(key)))
        return cnops_lines_refuse(lines, pfault, "not a key", pool);
    if (apr_hash_get(seen, key, APR_HASH_KEY_STRING))
        return cnops_lines_refuse(lines, pfault, "this key a second time", pool);
    const char *wrong = read_french(&row->sentence, written, pool);
    if (wrong)
        return cnops_lines_refuse(lines, pfault, wrong, pool);
    row->key = key;
    apr_hash_set(seen, key, APR_HASH_KEY_STRING, row);
    return APR_SUCCESS;
}

apr_status_t cnops_messages_read_keys(apr_array_header_t **prows, const char **pfault,
                                      const char *path, apr_pool_t *pool)
{
    apr_array_header_t *rows = apr_array_make(pool, 128, sizeof(cnops_key_row_t));
    apr_hash_t *seen = apr_hash_make(pool);
    cnops_lines_t lines;
    apr_status_t rv = cnops_lines_open(&lines, pfault, path, pool);

    while (rv == APR_SUCCESS && cnops_lines_next(&lines))
        rv = read_key(apr_array_push(rows), seen, pfault, &lines, pool);
    *prows = rv == APR_SUCCESS ? rows : NULL;
    return rv;
}

/* --- catalogues --- */

static bool is_source(const char *lang)
{
    return strcmp(lang, cnops_languages[0]) == 0;
}

static apr_status_t load_catalogue(cnops_messages_t *messages, const char **pfault,
                                   const char *folder, const char *lang, apr_pool_t *pool)
{
    cnops_catalogue_t *catalogue;

    if (is_source(lang) || apr_hash_get(messages->catalogues, lang, APR_HASH_KEY_STRING))
        return APR_SUCCESS;
    const char *path = apr_pstrcat(pool, folder, "/", lang, ".mo", NULL);
    const apr_status_t rv = cnops_catalogue_load(&catalogue, path, pool);
    if (rv != APR_SUCCESS)
        *pfault = apr_psprintf(pool, "%s: missing, or no compiled catalogue", path);
    else
        apr_hash_set(messages->catalogues, apr_pstrdup(pool, lang), APR_HASH_KEY_STRING, catalogue);
    return rv;
}

static apr_status_t load_catalogues(cnops_messages_t *messages, const char **pfault,
                                    const char *folder, const char *const *langs, apr_pool_t *pool)
{
    messages->catalogues = apr_hash_make(pool);
    for (; *langs; langs++) {
        const char *second = cnops_language_second(*langs);
        apr_status_t rv;

        if ((rv = load_catalogue(messages, pfault, folder, *langs, pool)) != APR_SUCCESS)
            return rv;
        if ((rv = load_catalogue(messages, pfault, folder, second, pool)) != APR_SUCCESS)
            return rv;
    }
    return APR_SUCCESS;
}

static const cnops_catalogue_t *find_catalogue(const cnops_messages_t *messages, const char *lang)
{
    return apr_hash_get(messages->catalogues, lang, APR_HASH_KEY_STRING);
}

const char *cnops_messages_translate(const cnops_messages_t *messages, const char *lang,
                                     const cnops_sentence_t *sentence)
{
    if (is_source(lang))
        return sentence->text;
    return cnops_catalogue_find(find_catalogue(messages, lang), sentence->context, sentence->text);
}

bool cnops_messages_inflect(cnops_forms_t *forms, const cnops_messages_t *messages,
                            const char *lang, const cnops_sentence_t *sentence)
{
    if (is_source(lang)) {
        cnops_forms_make_source(forms, sentence->text, sentence->plural);
        return true;
    }
    return cnops_catalogue_find_forms(forms, find_catalogue(messages, lang), sentence->context,
                                      sentence->text);
}

/* --- both --- */

static const char *check_forms(const cnops_messages_t *messages, const cnops_sentence_t *sentence,
                               const char *lang, apr_pool_t *pool)
{
    const char *wrong = NULL;
    cnops_forms_t forms;

    if (!cnops_messages_inflect(&forms, messages, lang, sentence))
        return apr_psprintf(pool, "no translation of “%s”, or not in all its forms",
                            cnops_sentence_show(sentence, pool));
    for (int form = 0; !wrong && form < cnops_plural_count(forms.plural); form++)
        wrong = cnops_sentence_check_form(sentence, forms.texts[form], pool);
    return wrong;
}

static const char *check_sentence(const cnops_messages_t *messages,
                                  const cnops_sentence_t *sentence, const char *lang,
                                  apr_pool_t *pool)
{
    const char *translation = cnops_messages_translate(messages, lang, sentence);

    if (!translation)
        return apr_psprintf(pool, "no translation of “%s”", cnops_sentence_show(sentence, pool));
    return cnops_sentence_check(sentence->text, translation, pool);
}

static apr_status_t check_row(const cnops_messages_t *messages, const char **pfault,
                              const cnops_key_row_t *row, const char *lang, apr_pool_t *pool)
{
    const char *wrong = row->sentence.count ? check_forms(messages, &row->sentence, lang, pool)
                                            : check_sentence(messages, &row->sentence, lang, pool);

    if (wrong)
        *pfault = apr_psprintf(pool, "keys.txt: %s (%s): %s", row->key, lang, wrong);
    return wrong ? CNOPS_EMALFORMED : APR_SUCCESS;
}

static apr_status_t add_keys(cnops_messages_t *messages, const char **pfault,
                             const apr_array_header_t *rows, const char *const *langs,
                             apr_pool_t *pool)
{
    messages->keys = apr_hash_make(pool);
    for (int at = 0; at < rows->nelts; at++) {
        const cnops_key_row_t *row = &APR_ARRAY_IDX(rows, at, cnops_key_row_t);

        for (const char *const *lang = langs; *lang; lang++) {
            const apr_status_t rv = check_row(messages, pfault, row, *lang, pool);

            if (rv != APR_SUCCESS)
                return rv;
        }
        apr_hash_set(messages->keys, row->key, APR_HASH_KEY_STRING, row);
    }
    return APR_SUCCESS;
}

apr_status_t cnops_messages_load(const cnops_messages_t **pmessages, const char **pfault,
                                 const char *folder, const char *const *langs, apr_pool_t *pool)
{
    cnops_messages_t *messages = apr_palloc(pool, sizeof *messages);
    const char *path = apr_pstrcat(pool, folder, "/keys.txt", NULL);
    apr_array_header_t *rows;
    apr_status_t rv;

    *pmessages = NULL;
    if ((rv = load_catalogues(messages, pfault, folder, langs, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_messages_read_keys(&rows, pfault, path, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = add_keys(messages, pfault, rows, langs, pool)) != APR_SUCCESS)
        return rv;
    *pmessages = messages;
    return APR_SUCCESS;
}

const char *cnops_messages_find(const cnops_messages_t *messages, const char *lang, const char *key,
                                const cnops_tree_t *args, apr_pool_t *pool)
{
    const cnops_key_row_t *row = apr_hash_get(messages->keys, key, APR_HASH_KEY_STRING);
    cnops_forms_t forms;

    if (!row)
        return NULL;
    if (!row->sentence.count)
        return cnops_messages_translate(messages, lang, &row->sentence);
    if (!cnops_messages_inflect(&forms, messages, lang, &row->sentence))
        return NULL;
    return cnops_forms_text(
        &forms, cnops_sentence_number(cnops_sentence_look_up(args, row->sentence.count, pool)));
}
