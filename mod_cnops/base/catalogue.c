/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/catalogue.h"

#include "base/errors.h"
#include "base/file.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#define MAGIC         0x950412DEu
#define MAGIC_SWAPPED 0xDE120495u
#define FILE_MAX      (8 * 1024 * 1024)
#define CONTEXT_END   '\004' /* EOT, between a context and its msgid */

/* Offsets of the header's words, in bytes. */
enum { AT_MAGIC = 0, AT_REVISION = 4, AT_COUNT = 8, AT_SOURCES = 12, AT_TARGETS = 16, HEADER = 20 };

/* One text, or the plural forms of a sentence with a NUL between them. */
typedef struct text_t {
    const char *bytes;
    apr_size_t len; /* without the last NUL; the NULs between forms count */
} text_t;

/* The key of a text. */
typedef struct source_t {
    const char *context; /* without a NUL behind it; "" where there is none */
    apr_size_t context_len;
    const char *msgid; /* the singular, where there are forms */
} source_t;

struct cnops_catalogue_t {
    apr_hash_t *contexts; /* context ("" for none) → apr_hash_t: msgid → text_t */
    const cnops_plural_t *plural;
};

typedef struct mo_t {
    const char *bytes;
    apr_size_t len;
    bool is_swapped;
} mo_t;

/* The caller has checked that there are four bytes at offset. */
static apr_uint32_t read_word(const mo_t *mo, apr_size_t offset)
{
    apr_uint32_t word;

    memcpy(&word, mo->bytes + offset, sizeof word);
    return mo->is_swapped ? __builtin_bswap32(word) : word;
}

static bool read_header(mo_t *mo)
{
    if (mo->len < HEADER)
        return false;
    const apr_uint32_t magic = read_word(mo, AT_MAGIC);
    mo->is_swapped = magic == MAGIC_SWAPPED;
    /* The upper half is the major revision. Minor revisions are compatible. */
    return (magic == MAGIC || mo->is_swapped) && read_word(mo, AT_REVISION) >> 16 == 0;
}

/* Reads row number at of the table at offset table; its rows are pairs (length, offset).
 * False where the text would end outside the file or has no NUL behind it. */
static bool read_text(text_t *text, const mo_t *mo, apr_uint32_t table, apr_uint32_t at)
{
    /* 64 bits: sums of values from a broken file must not overflow. */
    const apr_uint64_t row = (apr_uint64_t)table + (apr_uint64_t)at * 8;

    if (row + 8 > mo->len)
        return false;
    const apr_uint64_t len = read_word(mo, (apr_size_t)row);
    const apr_uint64_t offset = read_word(mo, (apr_size_t)row + 4);
    if (offset + len + 1 > mo->len || mo->bytes[offset + len] != '\0')
        return false;
    *text = (text_t){mo->bytes + offset, (apr_size_t)len};
    return true;
}

/* header: lines of "Name: value". gettext keeps them as the translation of the empty msgid. */
static apr_status_t read_plural(cnops_catalogue_t *catalogue, const char *header, apr_pool_t *pool)
{
    static const char name[] = "Plural-Forms:";
    const char *at = strstr(header, name);

    if (!at)
        return APR_SUCCESS;
    at += sizeof name - 1;
    return cnops_plural_parse(&catalogue->plural, apr_pstrmemdup(pool, at, strcspn(at, "\n")),
                              pool);
}

/* Splits "msgid" or "context EOT msgid". False where the context or its msgid is empty, and where
 * there is a second EOT: then it is unclear where the context ends. */
static bool split_source(source_t *source, const text_t *text)
{
    const char *end = strchr(text->bytes, CONTEXT_END);

    *source = (source_t){"", 0, text->bytes};
    if (!end)
        return true;
    *source = (source_t){text->bytes, (apr_size_t)(end - text->bytes), end + 1};
    return source->context_len > 0 && *source->msgid && !strchr(source->msgid, CONTEXT_END);
}

static void add_text(cnops_catalogue_t *catalogue, const source_t *source, const text_t *target,
                     apr_pool_t *pool)
{
    const apr_ssize_t len = (apr_ssize_t)source->context_len;
    apr_hash_t *texts = apr_hash_get(catalogue->contexts, source->context, len);

    if (!texts) {
        texts = apr_hash_make(pool);
        apr_hash_set(catalogue->contexts, source->context, len, texts);
    }
    apr_hash_set(texts, source->msgid, APR_HASH_KEY_STRING,
                 apr_pmemdup(pool, target, sizeof *target));
}

static apr_status_t read_sentence(cnops_catalogue_t *catalogue, const mo_t *mo, apr_uint32_t at,
                                  apr_pool_t *pool)
{
    text_t text;
    text_t target;
    source_t source;

    if (!read_text(&text, mo, read_word(mo, AT_SOURCES), at) ||
        !read_text(&target, mo, read_word(mo, AT_TARGETS), at) || !split_source(&source, &text))
        return CNOPS_EMALFORMED;
    if (text.len == 0)
        return read_plural(catalogue, target.bytes, pool);
    if (target.len > 0)
        add_text(catalogue, &source, &target, pool);
    return APR_SUCCESS;
}

static apr_status_t read_sentences(cnops_catalogue_t *catalogue, const mo_t *mo, apr_pool_t *pool)
{
    const apr_uint32_t count = read_word(mo, AT_COUNT);
    apr_status_t rv = APR_SUCCESS;

    for (apr_uint32_t at = 0; rv == APR_SUCCESS && at < count; at++)
        rv = read_sentence(catalogue, mo, at, pool);
    return rv;
}

apr_status_t cnops_catalogue_parse(cnops_catalogue_t **pcatalogue, const char *bytes,
                                   apr_size_t len, apr_pool_t *pool)
{
    cnops_catalogue_t *catalogue = apr_pcalloc(pool, sizeof *catalogue);
    mo_t mo = {.bytes = bytes, .len = len};
    apr_status_t rv;

    *pcatalogue = NULL;
    if (!read_header(&mo))
        return CNOPS_EMALFORMED;
    catalogue->contexts = apr_hash_make(pool);
    if ((rv = read_sentences(catalogue, &mo, pool)) != APR_SUCCESS)
        return rv;
    *pcatalogue = catalogue;
    return APR_SUCCESS;
}

apr_status_t cnops_catalogue_load(cnops_catalogue_t **pcatalogue, const char *path,
                                  apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t len;
    apr_status_t rv;

    *pcatalogue = NULL;
    if ((rv = cnops_file_read(&bytes, &len, path, FILE_MAX, pool)) != APR_SUCCESS)
        return rv;
    return cnops_catalogue_parse(pcatalogue, bytes, len, pool);
}

/* An empty context means the same as NULL: split_source refuses empty contexts. */
static const text_t *find(const cnops_catalogue_t *catalogue, const char *context,
                          const char *msgid)
{
    apr_hash_t *texts =
        catalogue ? apr_hash_get(catalogue->contexts, context ? context : "", APR_HASH_KEY_STRING)
                  : NULL;

    return texts ? apr_hash_get(texts, msgid, APR_HASH_KEY_STRING) : NULL;
}

const char *cnops_catalogue_find(const cnops_catalogue_t *catalogue, const char *context,
                                 const char *msgid)
{
    const text_t *text = find(catalogue, context, msgid);

    return text ? text->bytes : NULL;
}

bool cnops_catalogue_find_forms(cnops_forms_t *forms, const cnops_catalogue_t *catalogue,
                                const char *context, const char *msgid)
{
    const text_t *text = find(catalogue, context, msgid);

    if (!text || !catalogue->plural)
        return false;
    const int count = cnops_plural_count(catalogue->plural);
    const char *at = text->bytes;
    const char *end = at + text->len;
    *forms = (cnops_forms_t){.plural = catalogue->plural};
    for (int form = 0; form < count; form++) {
        if (at >= end || *at == '\0')
            return false;
        forms->texts[form] = at;
        at += strlen(at) + 1;
    }
    return at == end + 1;
}
