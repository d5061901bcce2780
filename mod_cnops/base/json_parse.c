/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads JSON directly into a tree. Almost every request opens a sealed cookie and some sealed
 * records; jansson's parser and its tree, with a piece of memory for each value, were a third of
 * the work of a page. Nothing is copied twice, so no clear text stays behind. */
#include "base/errors.h"
#include "base/json.h"
#include "base/text.h"

#include <apr_strings.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 8

typedef struct reader_t {
    const char *at, *end;
    int depth; /* containers around the value that is read */
} reader_t;

static void skip_blanks(reader_t *reader)
{
    while (reader->at < reader->end && memchr(" \t\n\r", *reader->at, 4))
        reader->at++;
}

/* Skips the character c and the blanks before it; false where there is another one. */
static bool take(reader_t *reader, char c)
{
    skip_blanks(reader);
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static bool take_word(reader_t *reader, const char *word)
{
    apr_size_t len = strlen(word);

    if ((apr_size_t)(reader->end - reader->at) < len || memcmp(reader->at, word, len) != 0)
        return false;
    reader->at += len;
    return true;
}

/* --- strings --- */

/* The four hexadecimal digits of an escape; -1 where there are none. */
static int read_unit(reader_t *reader)
{
    int unit = 0;

    if (reader->end - reader->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char digit = *reader->at++;

        if (digit >= '0' && digit <= '9')
            unit = unit << 4 | (digit - '0');
        else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
            unit = unit << 4 | ((digit | 0x20) - 'a' + 10);
        else
            return -1;
    }
    return unit;
}

/* Two escapes make one character beyond U+FFFF: a high surrogate and a low one. No surrogate may
 * stand alone. -1 where the escape stands for no character. */
static int read_code_point(reader_t *reader)
{
    int unit = read_unit(reader), low;

    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit > 0xDBFF || !take_word(reader, "\\u"))
        return -1;
    low = read_unit(reader);
    return low < 0xDC00 || low > 0xDFFF ? -1 : 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

static char *write_utf8(char *out, int point)
{
    if (point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xC0 | point >> 6);
        *out++ = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *out++ = (char)(0xE0 | point >> 12);
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    } else {
        *out++ = (char)(0xF0 | point >> 18);
        *out++ = (char)(0x80 | (point >> 12 & 0x3F));
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    }
    return out;
}

/* The reader is behind a backslash. NULL where no escape is there. U+0000 would end the text. */
static char *read_escape(reader_t *reader, char *out)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *letter;
    int point;

    if (reader->at == reader->end)
        return NULL;
    if (*reader->at == 'u') {
        reader->at++;
        return (point = read_code_point(reader)) > 0 ? write_utf8(out, point) : NULL;
    }
    letter = memchr(letters, *reader->at++, sizeof letters - 1);
    if (!letter)
        return NULL;
    *out++ = meanings[letter - letters];
    return out;
}

/* Copies one character beyond ASCII. */
static char *read_sequence(reader_t *reader, char *out)
{
    apr_size_t len = cnops_text_sequence(reader->at, (apr_size_t)(reader->end - reader->at));

    if (len == 0)
        return NULL;
    memcpy(out, reader->at, len);
    reader->at += len;
    return out + len;
}

/* The bytes to the quote that ends the string, which are at least those of its text. */
static apr_size_t string_room(const reader_t *reader)
{
    const char *at = reader->at;

    while (at < reader->end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return (apr_size_t)(at - reader->at);
}

/* Fills *ptext, which is zero at first: so a text that is broken in the middle has an end, and can
 * be wiped. The reader is behind the first quote. */
static bool read_string(const char **ptext, reader_t *reader, apr_pool_t *pool)
{
    char *out = apr_pcalloc(pool, string_room(reader) + 1);

    *ptext = out;
    while (out && reader->at < reader->end && *reader->at != '"') {
        unsigned char byte = (unsigned char)*reader->at;

        if (byte >= 0x80) {
            out = read_sequence(reader, out);
        } else if (byte == '\\') {
            reader->at++;
            out = read_escape(reader, out);
        } else if (byte < 0x20) {
            return false;
        } else {
            *out++ = *reader->at++;
        }
    }
    return out && take(reader, '"');
}

/* --- numbers --- */

static apr_size_t count_digits(const reader_t *reader)
{
    const char *at = reader->at;

    while (at < reader->end && *at >= '0' && *at <= '9')
        at++;
    return (apr_size_t)(at - reader->at);
}

static bool skip_digits(reader_t *reader)
{
    apr_size_t count = count_digits(reader);

    reader->at += count;
    return count > 0;
}

/* Below zero, because the smallest integer has no positive counterpart. */
static bool read_digits(apr_int64_t *pinteger, reader_t *reader)
{
    apr_size_t count = count_digits(reader);

    *pinteger = 0;
    if (count == 0 || (count > 1 && *reader->at == '0'))
        return false;
    for (; count > 0; count--)
        if (__builtin_mul_overflow(*pinteger, 10, pinteger) ||
            __builtin_sub_overflow(*pinteger, *reader->at++ - '0', pinteger))
            return false;
    return true;
}

static bool is_real(const reader_t *reader)
{
    const char *at = reader->at + count_digits(reader);

    return at < reader->end && memchr(".eE", *at, 3);
}

/* Becomes null: the portal uses no reals. One that is too large for a double is refused. */
static bool skip_real(reader_t *reader, apr_pool_t *pool)
{
    const char *from = reader->at;
    apr_size_t count = count_digits(reader);

    if (count == 0 || (count > 1 && *from == '0'))
        return false;
    reader->at += count;
    if (take_word(reader, ".") && !skip_digits(reader))
        return false;
    if (take_word(reader, "e") || take_word(reader, "E")) {
        if (!take_word(reader, "+"))
            take_word(reader, "-");
        if (!skip_digits(reader))
            return false;
    }
    return isfinite(strtod(apr_pstrmemdup(pool, from, (apr_size_t)(reader->at - from)), NULL));
}

static bool read_number(cnops_tree_t *tree, reader_t *reader)
{
    bool is_negative = take_word(reader, "-");
    apr_int64_t integer;

    tree->type = CNOPS_TREE_NULL;
    if (is_real(reader))
        return skip_real(reader, tree->pool);
    if (!read_digits(&integer, reader) || (!is_negative && integer == APR_INT64_MIN))
        return false;
    tree->type = CNOPS_TREE_INT;
    tree->value.integer = is_negative ? integer : -integer;
    return true;
}

/* --- values --- */

static bool read_value(cnops_tree_t *tree, reader_t *reader);

static bool read_member(cnops_tree_t *object, reader_t *reader)
{
    cnops_tree_t *child = cnops_tree_object(object->pool);
    const char *name;

    return take(reader, '"') && read_string(&name, reader, object->pool) && take(reader, ':') &&
           cnops_tree_add_member(object, name, child) && read_value(child, reader);
}

/* The child is part of the tree before it is read, so that the caller can wipe what was read. */
static bool read_element(cnops_tree_t *list, reader_t *reader)
{
    cnops_tree_t *child = cnops_tree_object(list->pool);

    cnops_tree_add(list, child);
    return read_value(child, reader);
}

/* The reader is behind the opening bracket. */
static bool read_children(cnops_tree_t *tree, reader_t *reader, char closing)
{
    bool (*read_child)(cnops_tree_t *, reader_t *) =
        tree->type == CNOPS_TREE_OBJECT ? read_member : read_element;

    if (++reader->depth > DEPTH_MAX)
        return false;
    if (!take(reader, closing)) {
        do {
            if (!read_child(tree, reader))
                return false;
        } while (take(reader, ','));
        if (!take(reader, closing))
            return false;
    }
    reader->depth--;
    return true;
}

static bool read_word(cnops_tree_t *tree, reader_t *reader)
{
    tree->type = CNOPS_TREE_NULL;
    if (take_word(reader, "null"))
        return true;
    tree->type = CNOPS_TREE_BOOL;
    tree->value.boolean = take_word(reader, "true");
    return tree->value.boolean || take_word(reader, "false");
}

static bool read_container(cnops_tree_t *tree, reader_t *reader)
{
    if (take(reader, '{')) {
        tree->type = CNOPS_TREE_OBJECT;
        return read_children(tree, reader, '}');
    }
    tree->type = CNOPS_TREE_LIST;
    return take(reader, '[') && read_children(tree, reader, ']');
}

/* Fills tree, a new node. */
static bool read_value(cnops_tree_t *tree, reader_t *reader)
{
    skip_blanks(reader);
    if (reader->at == reader->end)
        return false;
    switch (*reader->at) {
    case '{':
    case '[':
        return read_container(tree, reader);
    case '"':
        reader->at++;
        tree->type = CNOPS_TREE_TEXT;
        return read_string(&tree->value.text, reader, tree->pool);
    case 't':
    case 'f':
    case 'n':
        return read_word(tree, reader);
    default:
        return read_number(tree, reader);
    }
}

apr_status_t cnops_json_parse(cnops_tree_t **ptree, const char *bytes, apr_size_t len,
                              apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);
    reader_t reader = {bytes, bytes + len, 0};
    bool is_read = read_container(tree, &reader);

    skip_blanks(&reader);
    *ptree = NULL;
    if (is_read && reader.at == reader.end) {
        *ptree = tree;
        return APR_SUCCESS;
    }
    cnops_tree_wipe(tree);
    return CNOPS_EMALFORMED;
}
