/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/catalogue.h"

#include "base/errors.h"
#include "base/file.h"

#include <apr_hash.h>
#include <stdbool.h>
#include <string.h>

#define MAGIC         0x950412DEu
#define MAGIC_SWAPPED 0xDE120495u
#define FILE_MAX      (8 * 1024 * 1024)

/* Offsets of the header's words, in bytes. */
enum { AT_MAGIC = 0, AT_REVISION = 4, AT_COUNT = 8, AT_SOURCES = 12, AT_TARGETS = 16, HEADER = 20 };

struct cnops_catalogue_t {
    apr_hash_t *sentences; /* msgid → msgstr */
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

/* Row at of the table (length, offset) that starts at table; NULL if it leads out of the
 * file or to a text without its NUL. */
static const char *read_text(const mo_t *mo, apr_uint32_t table, apr_uint32_t at)
{
    const apr_uint64_t row = (apr_uint64_t)table + (apr_uint64_t)at * 8;
    if (row + 8 > mo->len)
        return NULL;
    const apr_uint64_t text_len = read_word(mo, (apr_size_t)row);
    const apr_uint64_t offset = read_word(mo, (apr_size_t)row + 4);
    if (offset + text_len + 1 > mo->len || mo->bytes[offset + text_len] != '\0')
        return NULL;
    return mo->bytes + offset;
}

static apr_status_t read_sentences(apr_hash_t *sentences, const mo_t *mo)
{
    const apr_uint32_t count = read_word(mo, AT_COUNT);
    for (apr_uint32_t at = 0; at < count; at++) {
        const char *source = read_text(mo, read_word(mo, AT_SOURCES), at);
        const char *target = read_text(mo, read_word(mo, AT_TARGETS), at);
        if (!source || !target)
            return CNOPS_EMALFORMED;
        /* The empty msgid is the catalogue's own header, an empty text no translation. */
        if (*source && *target)
            apr_hash_set(sentences, source, APR_HASH_KEY_STRING, target);
    }
    return APR_SUCCESS;
}

apr_status_t cnops_catalogue_load(cnops_catalogue_t **pcatalogue, const char *path,
                                  apr_pool_t *pool)
{
    cnops_catalogue_t *catalogue = apr_palloc(pool, sizeof *catalogue);
    mo_t mo = {0};
    apr_status_t rv;
    *pcatalogue = NULL;
    if ((rv = cnops_file_read(&mo.bytes, &mo.len, path, FILE_MAX, pool)) != APR_SUCCESS)
        return rv;
    if (!read_header(&mo))
        return CNOPS_EMALFORMED;
    catalogue->sentences = apr_hash_make(pool);
    if ((rv = read_sentences(catalogue->sentences, &mo)) != APR_SUCCESS)
        return rv;
    *pcatalogue = catalogue;
    return APR_SUCCESS;
}

const char *cnops_catalogue_find(const cnops_catalogue_t *catalogue, const char *msgid)
{
    return catalogue ? apr_hash_get(catalogue->sentences, msgid, APR_HASH_KEY_STRING) : NULL;
}
