/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/keys.h"

#include "base/errors.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#define KEYS_MAX    16
#define ID_MAX      16 /* characters */
#define KDF_CONTEXT "cnopskdf"

_Static_assert(CNOPS_KEY_LEN == crypto_kdf_KEYBYTES, "the master key is crypto_kdf's");
_Static_assert(sizeof KDF_CONTEXT - 1 == crypto_kdf_CONTEXTBYTES, "crypto_kdf's context");

typedef struct entry_t {
    char id[ID_MAX + 1];
    unsigned char subkeys[CNOPS_KEY_PURPOSES][CNOPS_KEY_LEN]; /* by purpose, 0 unused */
} entry_t;

struct cnops_keys_t {
    int count;
    entry_t *entries; /* newest first; memory of sodium_malloc */
};

/* One line of the file. It points into the caller's buffer: no key is copied out of it. */
typedef struct line_t {
    const char *id, *hex;
    apr_size_t id_len, hex_len;
} line_t;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static apr_size_t word_len(const char *at, const char *end)
{
    const char *start = at;

    while (at < end && !is_blank(*at) && *at != '#')
        at++;
    return (apr_size_t)(at - start);
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* NULL, or what is wrong. line->id_len 0: an empty line or a comment. */
static const char *split_line(line_t *line, const char *at, const char *end)
{
    line->id = skip_blanks(at, end);
    line->id_len = word_len(line->id, end);
    line->hex = skip_blanks(line->id + line->id_len, end);
    line->hex_len = word_len(line->hex, end);
    at = skip_blanks(line->hex + line->hex_len, end);
    return at == end || *at == '#' ? NULL : "more than an id and a key";
}

static bool is_id(const line_t *line)
{
    for (apr_size_t i = 0; i < line->id_len; i++) {
        if (!(line->id[i] >= 'a' && line->id[i] <= 'z') && !apr_isdigit(line->id[i]))
            return false;
    }
    return line->id_len <= ID_MAX;
}

static const entry_t *find(const cnops_keys_t *keys, const char *id)
{
    for (int i = 0; i < keys->count; i++) {
        if (strcmp(keys->entries[i].id, id) == 0)
            return &keys->entries[i];
    }
    return NULL;
}

static void derive_subkeys(entry_t *entry, const unsigned char master[CNOPS_KEY_LEN])
{
    for (int purpose = 1; purpose < CNOPS_KEY_PURPOSES; purpose++)
        crypto_kdf_derive_from_key(entry->subkeys[purpose], CNOPS_KEY_LEN, (unsigned)purpose,
                                   KDF_CONTEXT, master);
}

/* NULL, or what is wrong. */
static const char *add_key(cnops_keys_t *keys, const line_t *line)
{
    entry_t *entry = &keys->entries[keys->count];
    unsigned char master[CNOPS_KEY_LEN];

    if (!is_id(line))
        return "the id is not 1 to 16 of a-z and 0-9";
    if (keys->count == KEYS_MAX)
        return "more than 16 keys";
    apr_cpystrn(entry->id, line->id, line->id_len + 1);
    if (find(keys, entry->id))
        return "this id was used before";
    if (line->hex_len != 2 * sizeof master ||
        sodium_hex2bin(master, sizeof master, line->hex, line->hex_len, NULL, NULL, NULL) != 0) {
        sodium_memzero(master, sizeof master);
        return "the key is not 64 hexadecimal digits";
    }
    derive_subkeys(entry, master);
    sodium_memzero(master, sizeof master);
    keys->count++;
    return NULL;
}

static const char *read_lines(cnops_keys_t *keys, const char *text, apr_pool_t *pool)
{
    int number = 1;
    line_t line;

    for (const char *at = text, *end; *at; at = *end ? end + 1 : end, number++) {
        const char *fault;

        end = at + strcspn(at, "\n");
        fault = split_line(&line, at, end);
        if (!fault && line.id_len)
            fault = add_key(keys, &line);
        if (fault)
            return apr_psprintf(pool, "line %d: %s", number, fault);
    }
    return keys->count ? NULL : "no key in it; 'cnopsctl key new' makes one";
}

static apr_status_t free_entries(void *entries)
{
    sodium_free(entries);
    return APR_SUCCESS;
}

static apr_status_t make_keys(cnops_keys_t **pkeys, apr_pool_t *pool)
{
    cnops_keys_t *keys = apr_pcalloc(pool, sizeof *keys);

    if (sodium_init() < 0 || !(keys->entries = sodium_allocarray(KEYS_MAX, sizeof(entry_t))))
        return APR_ENOMEM;
    sodium_memzero(keys->entries, KEYS_MAX * sizeof(entry_t));
    apr_pool_cleanup_register(pool, keys->entries, free_entries, apr_pool_cleanup_null);
    *pkeys = keys;
    return APR_SUCCESS;
}

apr_status_t cnops_keys_parse(const cnops_keys_t **pkeys, const char **pfault, const char *text,
                              apr_pool_t *pool)
{
    cnops_keys_t *keys;
    apr_status_t rv;

    *pkeys = NULL;
    *pfault = "no memory for the keys";
    if ((rv = make_keys(&keys, pool)) != APR_SUCCESS)
        return rv;
    if ((*pfault = read_lines(keys, text, pool)))
        return CNOPS_EMALFORMED;
    sodium_mprotect_readonly(keys->entries);
    *pkeys = keys;
    return APR_SUCCESS;
}

const char *cnops_keys_current(const cnops_keys_t *keys)
{
    return cnops_keys_id(keys, 0);
}

const char *cnops_keys_id(const cnops_keys_t *keys, int i)
{
    return i < keys->count ? keys->entries[i].id : NULL;
}

const unsigned char *cnops_keys_get(const cnops_keys_t *keys, const char *key_id,
                                    cnops_key_purpose_e purpose)
{
    const entry_t *entry = key_id ? find(keys, key_id) : keys->entries;

    return entry ? entry->subkeys[purpose] : NULL;
}

apr_status_t cnops_keys_lock(const cnops_keys_t *keys)
{
    /* fork does not inherit a lock, and sodium_malloc does not report one that failed. */
    if (sodium_mlock(keys->entries, KEYS_MAX * sizeof(entry_t)) != 0)
        return APR_ENOMEM;
    return APR_SUCCESS;
}
