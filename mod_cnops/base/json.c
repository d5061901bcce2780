/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/json.h"

#include "base/secret.h"
#include "base/text.h"

#include <apr_strings.h>
#include <jansson.h>
#include <malloc.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 8

/* --- jansson's memory --- */

/* jansson's parser copies what it reads into buffers that only its free function still
 * knows, so they are wiped there. The length is asked of the allocator: blocks that were
 * allocated before this function was installed have no other record of it. */
static CNOPS_SECRET_SCRUBS void wipe_and_free(void *block)
{
    if (block)
        sodium_memzero(block, malloc_usable_size(block));
    free(block);
}

void cnops_json_wipe_freed(void)
{
    json_set_alloc_funcs(malloc, wipe_and_free);
}

/* --- faults --- */

const char *cnops_json_fault(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    json_error_t error;
    json_t *json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);

    if (json) {
        json_decref(json);
        return apr_psprintf(pool, "its lists and objects are nested over %d deep", DEPTH_MAX);
    }
    return apr_psprintf(pool, "line %d, column %d: %s", error.line, error.column, error.text);
}

/* --- writing --- */

static void write_escape(cnops_buffer_t *out, unsigned int unit)
{
    static const char hex[] = "0123456789abcdef";
    const char escape[] = {
        '\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]};

    cnops_buffer_add(out, escape, sizeof escape);
}

/* Whether byte is ASCII and needs no escape. '<', '>' and '&' are escaped too, so that the JSON
 * text can also be placed inside HTML. */
static bool is_plain(char byte)
{
    switch (byte) {
    case '"':
    case '\\':
    case '<':
    case '>':
    case '&':
    case 0x7F:
        return false;
    default:
        return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x80;
    }
}

static void write_ascii(cnops_buffer_t *out, char byte)
{
    if (byte == '"' || byte == '\\') {
        cnops_buffer_add_byte(out, '\\');
        cnops_buffer_add_byte(out, byte);
    } else {
        write_escape(out, (unsigned char)byte);
    }
}

/* U+2028 and U+2029: valid in JSON strings, but older JavaScript ends a string literal there. */
static bool is_line_separator(const char *bytes, apr_size_t len)
{
    return len == 3 &&
           (memcmp(bytes, "\xE2\x80\xA8", 3) == 0 || memcmp(bytes, "\xE2\x80\xA9", 3) == 0);
}

/* Writes the character at the beginning of text, which may need an escape. Returns its length. */
static apr_size_t write_character(cnops_buffer_t *out, const char *text, apr_size_t left)
{
    const apr_size_t len = cnops_text_sequence(text, left);

    if (len == 0)
        write_escape(out, 0xFFFD); /* not UTF-8: the replacement character */
    else if (len == 1)
        write_ascii(out, *text);
    else if (is_line_separator(text, len))
        write_escape(out, text[2] == '\xA8' ? 0x2028 : 0x2029);
    else
        cnops_buffer_add(out, text, len);
    return len ? len : 1;
}

/* Nearly all texts are plain from end to end, so these characters are not written one by one. */
void cnops_json_escape(cnops_buffer_t *out, const char *text)
{
    const char *end = text + strlen(text);

    while (text < end) {
        const char *plain = text;

        while (text < end && is_plain(*text))
            text++;
        cnops_buffer_add(out, plain, (apr_size_t)(text - plain));
        if (text < end)
            text += write_character(out, text, (apr_size_t)(end - text));
    }
}

static void write_text(cnops_buffer_t *out, const char *text)
{
    cnops_buffer_add_byte(out, '"');
    cnops_json_escape(out, text);
    cnops_buffer_add_byte(out, '"');
}

static void write_value(cnops_buffer_t *out, const cnops_tree_t *value);

static void write_children(cnops_buffer_t *out, const cnops_tree_t *parent)
{
    for (const cnops_tree_t *child = parent->first; child; child = child->next) {
        if (child != parent->first)
            cnops_buffer_add_byte(out, ',');
        if (parent->type == CNOPS_TREE_OBJECT) {
            write_text(out, child->name);
            cnops_buffer_add_byte(out, ':');
        }
        write_value(out, child);
    }
}

static void write_container(cnops_buffer_t *out, const cnops_tree_t *parent, const char *brackets)
{
    cnops_buffer_add_byte(out, brackets[0]);
    write_children(out, parent);
    cnops_buffer_add_byte(out, brackets[1]);
}

static void write_value(cnops_buffer_t *out, const cnops_tree_t *value)
{
    switch (value->type) {
    case CNOPS_TREE_NULL:
        cnops_buffer_add_text(out, "null");
        break;
    case CNOPS_TREE_BOOL:
        cnops_buffer_add_text(out, value->value.boolean ? "true" : "false");
        break;
    case CNOPS_TREE_INT:
        cnops_buffer_add_text(out,
                              apr_psprintf(out->pool, "%" APR_INT64_T_FMT, value->value.integer));
        break;
    case CNOPS_TREE_TEXT:
        write_text(out, value->value.text);
        break;
    case CNOPS_TREE_LIST:
        write_container(out, value, "[]");
        break;
    case CNOPS_TREE_OBJECT:
        write_container(out, value, "{}");
        break;
    }
}

const char *cnops_json_write(const cnops_tree_t *tree, apr_pool_t *pool)
{
    cnops_buffer_t out;

    cnops_buffer_init(&out, 512, pool);
    write_value(&out, tree);
    return cnops_buffer_text(&out);
}
