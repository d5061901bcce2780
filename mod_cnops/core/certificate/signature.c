/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/signature.h"

#include <sodium.h>
#include <string.h>

/* Its NUL is signed too: no other text of ours begins so. */
static const char purpose[] = "mod_cnops certificate 1";

_Static_assert(CNOPS_PUBLIC_KEY_LEN == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(CNOPS_PAYLOAD_SIGNATURE_LEN == crypto_sign_BYTES, "Ed25519");
_Static_assert(CNOPS_KEY_LEN == crypto_sign_SEEDBYTES, "a subkey is a seed");

void cnops_public_key_identify(cnops_public_key_t *key)
{
    unsigned char digest[CNOPS_PUBLIC_KEY_LEN];

    crypto_generichash(digest, sizeof digest, key->bytes, sizeof key->bytes, NULL, 0);
    memcpy(key->id, digest, sizeof key->id);
}

static bool make_pair(cnops_public_key_t *key, unsigned char secret[crypto_sign_SECRETKEYBYTES],
                      const cnops_keys_t *keys, const char *key_id)
{
    const unsigned char *seed = cnops_keys_get(keys, key_id, CNOPS_KEY_CERTIFICATES);

    if (!seed)
        return false;
    crypto_sign_seed_keypair(key->bytes, secret, seed);
    cnops_public_key_identify(key);
    return true;
}

bool cnops_signature_public_key(cnops_public_key_t *pkey, const cnops_keys_t *keys,
                                const char *key_id)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    bool is_known = make_pair(pkey, secret, keys, key_id);

    sodium_memzero(secret, sizeof secret);
    return is_known;
}

static apr_size_t frame(unsigned char message[sizeof purpose + CNOPS_PAYLOAD_FACTS_MAX],
                        const unsigned char *bytes, apr_size_t len)
{
    memcpy(message, purpose, sizeof purpose);
    memcpy(message + sizeof purpose, bytes, len);
    return sizeof purpose + len;
}

void cnops_signature_add(unsigned char bytes[CNOPS_PAYLOAD_MAX], apr_size_t len,
                         const cnops_keys_t *keys, const char *key_id)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    unsigned char message[sizeof purpose + CNOPS_PAYLOAD_FACTS_MAX];
    cnops_public_key_t key;

    if (make_pair(&key, secret, keys, key_id))
        crypto_sign_detached(bytes + len, NULL, message, frame(message, bytes, len), secret);
    sodium_memzero(secret, sizeof secret);
}

bool cnops_signature_is_genuine(const unsigned char *bytes, apr_size_t len,
                                const cnops_public_key_t *key)
{
    unsigned char message[sizeof purpose + CNOPS_PAYLOAD_FACTS_MAX];
    apr_size_t facts = len - CNOPS_PAYLOAD_SIGNATURE_LEN;

    if (len <= CNOPS_PAYLOAD_SIGNATURE_LEN || len > CNOPS_PAYLOAD_MAX)
        return false;
    return crypto_sign_verify_detached(bytes + facts, message, frame(message, bytes, facts),
                                       key->bytes) == 0;
}

/* --- other messages --- */

/* The ring has a current key, so there is a pair. */
void cnops_signature_make(unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN],
                          cnops_public_key_t *pkey, const char *message, apr_size_t len,
                          const cnops_keys_t *keys)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];

    if (make_pair(pkey, secret, keys, NULL))
        crypto_sign_detached(signature, NULL, (const unsigned char *)message, len, secret);
    sodium_memzero(secret, sizeof secret);
}

bool cnops_signature_fits(const unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN],
                          const char *message, apr_size_t len, const cnops_public_key_t *key)
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)message, len,
                                       key->bytes) == 0;
}
