/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/digest.h"

#include "base/secret.h"

#include <sodium.h>
#include <string.h>

#define DIGEST_LEN 32 /* bytes */

_Static_assert(CNOPS_DIGEST_HEX == 2 * DIGEST_LEN + 1, "hex of the digest");

/* The length comes first, in eight bytes, little-endian: two different lists of parts never give
 * the same bytes. */
static void add_part(crypto_generichash_state *state, const char *part)
{
    apr_size_t len = strlen(part);
    unsigned char prefix[8];

    for (int i = 0; i < 8; i++)
        prefix[i] = (unsigned char)((apr_uint64_t)len >> (8 * i));
    crypto_generichash_update(state, prefix, sizeof prefix);
    crypto_generichash_update(state, (const unsigned char *)part, len);
}

bool cnops_digest_with(char hex[CNOPS_DIGEST_HEX], const cnops_keys_t *keys, const char *key_id,
                       cnops_key_purpose_e purpose, const char *const *parts)
{
    const unsigned char *key = cnops_keys_get(keys, key_id, purpose);
    crypto_generichash_state state;
    unsigned char digest[DIGEST_LEN];

    *hex = '\0';
    if (!key)
        return false;
    crypto_generichash_init(&state, key, CNOPS_KEY_LEN, sizeof digest);
    for (; *parts; parts++)
        add_part(&state, *parts);
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(hex, CNOPS_DIGEST_HEX, digest, sizeof digest);
    /* The state still holds the last block of input, which may be a fact. */
    sodium_memzero(&state, sizeof state);
    cnops_secret_scrub();
    return true;
}

void cnops_digest(char hex[CNOPS_DIGEST_HEX], const cnops_keys_t *keys, cnops_key_purpose_e purpose,
                  const char *const *parts)
{
    cnops_digest_with(hex, keys, NULL, purpose, parts);
}

const char *cnops_digest_of(const cnops_keys_t *keys, cnops_key_purpose_e purpose, const char *kind,
                            const char *a, const char *b, apr_pool_t *pool)
{
    const char *parts[] = {kind, a, b, NULL};
    char *hex = apr_palloc(pool, CNOPS_DIGEST_HEX);

    cnops_digest(hex, keys, purpose, parts);
    return hex;
}

bool cnops_digest_equal(const char *a, const char *b)
{
    apr_size_t len;

    /* The length is not secret: all digests have the same. */
    if (!a || !b || (len = strlen(a)) != strlen(b))
        return false;
    return sodium_memcmp(a, b, len) == 0;
}
