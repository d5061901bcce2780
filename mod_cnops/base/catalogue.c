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

/* Offsets of the header's words, in bytes. */
enum { AT_MAGIC = 0, AT_REVISION = 4, AT_COUNT = 8, AT_SOURCES = 12, AT_TARGETS = 16, HEADER = 20 };

/* One text; or, NUL after NUL, its forms. */
typedef struct text_t {
    const char *bytes;
    apr_size_t len; /* without the last NUL */
} text_t;

struct cnops_catalogue_t {
    apr_hash_t *sentences; /* msgid (of several forms, the singular) → text_t */
    const cnops_plural_t *plural;
};

typedef struct mo_t {
    const char *bytes;
    apr_size_t len;
    bool is_swapped;
} mo_t;

/* The caller has checked that four bytes stand at offset. */
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
    return (magic == MAGIC || mo->is_swapped) && read_word(mo, AT_REVISION) >> 16 == 0;
}

/* Row at of the table (length, offset) that starts at table; false if it leads out of the
 * file or to a text without its NUL. */
static bool read_text(text_t *text, const mo_t *mo, apr_uint32_t table, apr_uint32_t at)
{
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

/* The translation of the empty msgid is the catalogue's own header: "Name: value" lines. */
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

static apr_status_t read_sentences(cnops_catalogue_t *catalogue, const mo_t *mo, apr_pool_t *pool)
{
    const apr_uint32_t count = read_word(mo, AT_COUNT);
    apr_status_t rv = APR_SUCCESS;
    for (apr_uint32_t at = 0; rv == APR_SUCCESS && at < count; at++) {
        text_t source;
        text_t target;
        if (!read_text(&source, mo, read_word(mo, AT_SOURCES), at) ||
            !read_text(&target, mo, read_word(mo, AT_TARGETS), at))
            return CNOPS_EMALFORMED;
        if (source.len == 0)
            rv = read_plural(catalogue, target.bytes, pool);
        else if (target.len > 0)
            apr_hash_set(catalogue->sentences, source.bytes, APR_HASH_KEY_STRING,
                         apr_pmemdup(pool, &target, sizeof target));
    }
    return rv;
}

apr_status_t cnops_catalogue_load(cnops_catalogue_t **pcatalogue, const char *path,
                                  apr_pool_t *pool)
{
    cnops_catalogue_t *catalogue = apr_pcalloc(pool, sizeof *catalogue);
    mo_t mo = {0};
    apr_status_t rv;
    *pcatalogue = NULL;
    if ((rv = cnops_file_read(&mo.bytes, &mo.len, path, FILE_MAX, pool)) != APR_SUCCESS)
        return rv;
    if (!read_header(&mo))
        return CNOPS_EMALFORMED;
    catalogue->sentences = apr_hash_make(pool);
    if ((rv = read_sentences(catalogue, &mo, pool)) != APR_SUCCESS)
        return rv;
    *pcatalogue = catalogue;
    return APR_SUCCESS;
}

static const text_t *find(const cnops_catalogue_t *catalogue, const char *msgid)
{
    return catalogue ? apr_hash_get(catalogue->sentences, msgid, APR_HASH_KEY_STRING) : NULL;
}

const char *cnops_catalogue_find(const cnops_catalogue_t *catalogue, const char *msgid)
{
    const text_t *text = find(catalogue, msgid);
    return text ? text->bytes : NULL;
}

bool cnops_catalogue_find_forms(cnops_forms_t *forms, const cnops_catalogue_t *catalogue,
                                const char *msgid)
{
    const text_t *text = find(catalogue, msgid);
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
