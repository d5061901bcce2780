/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/handle.h"

#include "base/base64.h"

#include <sodium.h>
#include <string.h>

#define TAG_LEN 16 /* bytes */
#define ID_LEN  8

static void put_number(unsigned char bytes[ID_LEN], apr_uint64_t number)
{
    for (int i = ID_LEN - 1; i >= 0; i--, number >>= 8)
        bytes[i] = (unsigned char)number;
}

/* The two subkeys of a key of the ring: no key is used by two primitives. */
typedef struct subkeys_t {
    const unsigned char *tag, *stream;
} subkeys_t;

static subkeys_t subkeys_of(const cnops_keys_t *keys, const char *key_id)
{
    return (subkeys_t){cnops_keys_get(keys, key_id, CNOPS_KEY_HANDLE_TAGS),
                       cnops_keys_get(keys, key_id, CNOPS_KEY_HANDLE_VALUES)};
}

/* The kind is followed by a byte that no kind has. The value is the only other part whose length
 * varies, and it comes last. */
static void make_tag(unsigned char tag[TAG_LEN], const unsigned char *key,
                     const cnops_handle_use_t *use, const cnops_handle_value_t *value)
{
    crypto_generichash_state state;
    unsigned char person[ID_LEN];

    put_number(person, (apr_uint64_t)use->person_id);
    crypto_generichash_init(&state, key, CNOPS_KEY_LEN, TAG_LEN);
    crypto_generichash_update(&state, (const unsigned char *)use->kind, strlen(use->kind) + 1);
    crypto_generichash_update(&state, person, sizeof person);
    crypto_generichash_update(&state, value->bytes, value->len);
    crypto_generichash_final(&state, tag, TAG_LEN);
    sodium_memzero(&state, sizeof state);
}

static void cross(unsigned char *bytes, apr_size_t len, const unsigned char tag[TAG_LEN],
                  const unsigned char *key)
{
    unsigned char nonce[crypto_stream_xchacha20_NONCEBYTES] = {0};

    memcpy(nonce, tag, TAG_LEN);
    crypto_stream_xchacha20_xor(bytes, bytes, len, nonce, key);
}

const char *cnops_handle_make(const cnops_keys_t *keys, const cnops_handle_use_t *use,
                              const cnops_handle_value_t *value, apr_pool_t *pool)
{
    const subkeys_t current = subkeys_of(keys, NULL);
    unsigned char bytes[TAG_LEN + CNOPS_HANDLE_VALUE_MAX];

    make_tag(bytes, current.tag, use, value);
    memcpy(bytes + TAG_LEN, value->bytes, value->len);
    cross(bytes + TAG_LEN, value->len, bytes, current.stream);
    return cnops_base64_encode(bytes, TAG_LEN + value->len, pool);
}

static bool open_with(cnops_handle_value_t *pvalue, subkeys_t subkeys,
                      const cnops_handle_use_t *use, const unsigned char *bytes)
{
    unsigned char tag[TAG_LEN];

    memcpy(pvalue->bytes, bytes + TAG_LEN, pvalue->len);
    cross(pvalue->bytes, pvalue->len, bytes, subkeys.stream);
    make_tag(tag, subkeys.tag, use, pvalue);
    return sodium_memcmp(tag, bytes, TAG_LEN) == 0;
}

bool cnops_handle_open(cnops_handle_value_t *pvalue, const cnops_keys_t *keys,
                       const cnops_handle_use_t *use, const char *handle, apr_pool_t *pool)
{
    apr_size_t len = 0;
    const unsigned char *bytes = handle ? cnops_base64_decode(&len, handle, pool) : NULL;
    const char *id;

    *pvalue = (cnops_handle_value_t){.len = 0};
    if (!bytes || len <= TAG_LEN || len > TAG_LEN + CNOPS_HANDLE_VALUE_MAX)
        return false;
    pvalue->len = len - TAG_LEN;
    for (int i = 0; (id = cnops_keys_id(keys, i)); i++)
        if (open_with(pvalue, subkeys_of(keys, id), use, bytes))
            return true;
    *pvalue = (cnops_handle_value_t){.len = 0};
    return false;
}

cnops_handle_value_t cnops_handle_value_of_id(apr_int64_t id)
{
    cnops_handle_value_t value = {.len = ID_LEN};

    put_number(value.bytes, (apr_uint64_t)id);
    return value;
}

apr_int64_t cnops_handle_id_of_value(const cnops_handle_value_t *value)
{
    apr_uint64_t id = 0;

    if (value->len != ID_LEN)
        return 0;
    for (int i = 0; i < ID_LEN; i++)
        id = id << 8 | value->bytes[i];
    return (apr_int64_t)id;
}

/* -1 for any other character. */
static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A digest is no secret, so it needs no sodium_hex2bin, which takes the same time for all texts and
 * ten times as long. */
cnops_handle_value_t cnops_handle_value_of_digest(const char *digest)
{
    cnops_handle_value_t value = {.len = 0};

    for (; *digest && value.len < sizeof value.bytes; digest += 2) {
        int high = digit_of(digest[0]), low = high < 0 ? -1 : digit_of(digest[1]);

        if (low < 0)
            return (cnops_handle_value_t){.len = 0};
        value.bytes[value.len++] = (unsigned char)(high << 4 | low);
    }
    return *digest ? (cnops_handle_value_t){.len = 0} : value;
}

const char *cnops_handle_digest_of_value(const cnops_handle_value_t *value, apr_pool_t *pool)
{
    char *hex;

    if (value->len != CNOPS_HANDLE_VALUE_MAX)
        return NULL;
    hex = apr_palloc(pool, 2 * value->len + 1);
    return sodium_bin2hex(hex, 2 * value->len + 1, value->bytes, value->len);
}
