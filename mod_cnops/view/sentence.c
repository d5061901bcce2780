/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/sentence.h"

#include "base/buffer.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <string.h>

#define BRACKETS "[]"
#define TWIN     "_ar"

bool cnops_sentence_next(cnops_sentence_piece_t *piece, const char **pcursor)
{
    const char *at = *pcursor;

    if (*at == '\0')
        return false;
    const char *close = *at == '{' ? strchr(at, '}') : NULL;
    piece->is_name = close != NULL;
    if (close) {
        piece->text = at + 1;
        piece->len = (apr_size_t)(close - at) - 1;
        *pcursor = close + 1;
    } else {
        piece->text = at;
        piece->len = 1 + strcspn(at + 1, "{");
        *pcursor = at + piece->len;
    }
    return true;
}

bool cnops_sentence_is_path(const char *text, apr_size_t len)
{
    char before = '.';

    for (apr_size_t at = 0; at < len; at++) {
        const char byte = text[at];
        const bool is_name = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                             (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '-';

        if (!is_name && (byte != '.' || before == '.'))
            return false;
        before = byte;
    }
    return before != '.';
}

/* The name of a placeholder; of the Arabic twin of a text ("name_ar"), the name of the text. */
static const char *name_of(const cnops_sentence_piece_t *piece, apr_pool_t *pool)
{
    const apr_size_t end = sizeof TWIN - 1;
    const bool is_twin = piece->len > end && memcmp(piece->text + piece->len - end, TWIN, end) == 0;

    return apr_pstrmemdup(pool, piece->text, is_twin ? piece->len - end : piece->len);
}

/* Collects the names of the placeholders; false where a brace does not belong to one. */
static bool collect(apr_table_t *names, const char *sentence, apr_pool_t *pool)
{
    cnops_sentence_piece_t piece;

    while (cnops_sentence_next(&piece, &sentence)) {
        if (piece.is_name && !cnops_sentence_is_path(piece.text, piece.len))
            return false;
        if (piece.is_name)
            apr_table_setn(names, name_of(&piece, pool), "");
        else if (memchr(piece.text, '{', piece.len) || memchr(piece.text, '}', piece.len))
            return false;
    }
    return true;
}

/* The first of names that is not among others, or NULL. */
static const char *find_missing(const apr_table_t *names, const apr_table_t *others)
{
    const apr_array_header_t *list = apr_table_elts(names);
    const apr_table_entry_t *entries = (const apr_table_entry_t *)list->elts;

    for (int at = 0; at < list->nelts; at++)
        if (!apr_table_get(others, entries[at].key))
            return entries[at].key;
    return NULL;
}

/* count: a placeholder that either of the two may leave out, or NULL. */
static const char *compare(const char *sentence, const char *translation, const char *count,
                           apr_pool_t *pool)
{
    apr_table_t *names = apr_table_make(pool, 4);
    apr_table_t *translated = apr_table_make(pool, 4);

    if (count) {
        apr_table_setn(names, count, "");
        apr_table_setn(translated, count, "");
    }
    if (!collect(names, sentence, pool))
        return apr_psprintf(pool, "a brace that is no placeholder in “%s”", sentence);
    if (!collect(translated, translation, pool))
        return apr_psprintf(pool, "a brace that is no placeholder in “%s”", translation);
    if (strpbrk(translation, BRACKETS))
        return apr_psprintf(pool, "a bracket that is no context in “%s”", translation);
    const char *lost = find_missing(names, translated);
    const char *invented = find_missing(translated, names);
    if (lost)
        return apr_psprintf(pool, "{%s} is lost in “%s”", lost, translation);
    if (invented)
        return apr_psprintf(pool, "{%s} of “%s” is not in “%s”", invented, translation, sentence);
    return NULL;
}

const char *cnops_sentence_check(const char *sentence, const char *translation, apr_pool_t *pool)
{
    return compare(sentence, translation, NULL, pool);
}

const char *cnops_sentence_check_form(const cnops_sentence_t *sentence, const char *form,
                                      apr_pool_t *pool)
{
    return compare(sentence->plural, form, sentence->count, pool);
}

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

const char *cnops_sentence_collapse(const char *text, apr_size_t len, apr_pool_t *pool)
{
    char *collapsed = apr_palloc(pool, len + 1);
    char *to = collapsed;

    for (apr_size_t at = 0; at < len; at++)
        if (!is_blank(text[at]))
            *to++ = text[at];
        else if (to > collapsed && to[-1] != ' ')
            *to++ = ' ';
    if (to > collapsed && to[-1] == ' ')
        to--;
    *to = '\0';
    return collapsed;
}

/* Reads the context, if there is one. *ptext: what follows it. Returns NULL, or a fault. */
static const char *read_context(cnops_sentence_t *sentence, const char **ptext, const char *written,
                                apr_pool_t *pool)
{
    const char *text = cnops_sentence_collapse(written, strlen(written), pool);

    *sentence = (cnops_sentence_t){0};
    *ptext = text;
    if (*text != '[')
        return NULL;
    const char *end = text + 1 + strcspn(text + 1, BRACKETS "{}|");
    const char *context = cnops_sentence_collapse(text + 1, (apr_size_t)(end - text) - 1, pool);
    if (*context == '\0' || strncmp(end, "] ", 2) != 0)
        return "not “[context] sentence”";
    sentence->context = context;
    *ptext = end + 2;
    return NULL;
}

const char *cnops_sentence_read(cnops_sentence_t *sentence, const char *written, apr_pool_t *pool)
{
    const char *wrong = read_context(sentence, &sentence->text, written, pool);

    return wrong ? wrong : cnops_sentence_check(sentence->text, sentence->text, pool);
}

/* Splits "count | singular | plural"; false where there are not exactly three parts. */
static bool split(cnops_sentence_t *sentence, const char *text, apr_pool_t *pool)
{
    const char *first = strchr(text, '|');
    const char *second = first ? strchr(first + 1, '|') : NULL;

    if (!second || strchr(second + 1, '|'))
        return false;
    sentence->count = cnops_sentence_collapse(text, (apr_size_t)(first - text), pool);
    sentence->text = cnops_sentence_collapse(first + 1, (apr_size_t)(second - first) - 1, pool);
    sentence->plural = cnops_sentence_collapse(second + 1, strlen(second + 1), pool);
    return cnops_sentence_is_path(sentence->count, strlen(sentence->count)) && *sentence->text &&
           *sentence->plural;
}

const char *cnops_sentence_read_plural(cnops_sentence_t *sentence, const char *written,
                                       apr_pool_t *pool)
{
    const char *parts;
    const char *wrong = read_context(sentence, &parts, written, pool);

    if (wrong)
        return wrong;
    if (!split(sentence, parts, pool))
        return "not “count | singular | plural”";
    wrong = cnops_sentence_check_form(sentence, sentence->plural, pool);
    return wrong ? wrong : cnops_sentence_check_form(sentence, sentence->text, pool);
}

const char *cnops_sentence_show(const cnops_sentence_t *sentence, apr_pool_t *pool)
{
    return sentence->context ? apr_pstrcat(pool, "[", sentence->context, "] ", sentence->text, NULL)
                             : sentence->text;
}

const char *cnops_sentence_value(const cnops_tree_t *value, apr_pool_t *pool)
{
    if (!value)
        return "";
    switch (value->type) {
    case CNOPS_TREE_TEXT:
        return value->value.text;
    case CNOPS_TREE_INT:
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, value->value.integer);
    case CNOPS_TREE_BOOL:
        return value->value.boolean ? "true" : "false";
    case CNOPS_TREE_NULL:
    case CNOPS_TREE_LIST:
    case CNOPS_TREE_OBJECT:
        break;
    }
    return "";
}

apr_int64_t cnops_sentence_number(const cnops_tree_t *value)
{
    if (value && value->type == CNOPS_TREE_INT)
        return value->value.integer;
    return value && value->type == CNOPS_TREE_TEXT ? apr_atoi64(value->value.text) : 0;
}

const cnops_tree_t *cnops_sentence_look_up(const cnops_tree_t *args, const char *path,
                                           apr_pool_t *pool)
{
    char *last;
    char *names;
    const cnops_tree_t *value = args;

    if (!strchr(path, '.'))
        return cnops_tree_get(args, path);
    names = apr_pstrdup(pool, path);
    for (char *name = apr_strtok(names, ".", &last); name; name = apr_strtok(NULL, ".", &last))
        value = cnops_tree_get(value, name);
    return value;
}

/* A number with blanks would be shown in the wrong order in Arabic text: it is isolated. */
#define ISOLATE     "\xE2\x81\xA6" /* U+2066 */
#define END_ISOLATE "\xE2\x81\xA9" /* U+2069 */

static void add_piece(cnops_buffer_t *plain, cnops_tree_t *pieces, const cnops_tree_t *value)
{
    const char *text = cnops_sentence_value(value, plain->pool);
    const char *href = value && value->type == CNOPS_TREE_TEXT ? value->href : NULL;

    cnops_tree_add_link(pieces, text, href);
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): closed below */
    cnops_buffer_add_text(plain, href ? ISOLATE : "");
    cnops_buffer_add_text(plain, text);
    cnops_buffer_add_text(plain, href ? END_ISOLATE : "");
}

cnops_tree_t *cnops_sentence_phrase(const char *sentence, const cnops_tree_t *args,
                                    apr_pool_t *pool)
{
    cnops_tree_t *pieces = cnops_tree_list(pool);
    cnops_buffer_t plain;
    cnops_sentence_piece_t piece;

    cnops_buffer_init(&plain, strlen(sentence) + 64, pool);
    while (cnops_sentence_next(&piece, &sentence)) {
        const char *text = apr_pstrmemdup(pool, piece.text, piece.len);

        if (piece.is_name) {
            add_piece(&plain, pieces, cnops_sentence_look_up(args, text, pool));
        } else {
            cnops_tree_add_text(pieces, text);
            cnops_buffer_add_text(&plain, text);
        }
    }
    return cnops_tree_phrase(cnops_buffer_text(&plain), pieces);
}

const char *cnops_sentence_fill(const char *sentence, const cnops_tree_t *args, apr_pool_t *pool)
{
    cnops_buffer_t out;
    cnops_sentence_piece_t piece;

    if (!strchr(sentence, '{'))
        return sentence;
    cnops_buffer_init(&out, strlen(sentence) + 64, pool);
    while (cnops_sentence_next(&piece, &sentence)) {
        if (piece.is_name) {
            const char *path = apr_pstrmemdup(pool, piece.text, piece.len);

            cnops_buffer_add_text(
                &out, cnops_sentence_value(cnops_sentence_look_up(args, path, pool), pool));
        } else {
            cnops_buffer_add(&out, piece.text, piece.len);
        }
    }
    return cnops_buffer_text(&out);
}
