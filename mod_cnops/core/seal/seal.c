/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/seal/seal.h"

#include "base/base64.h"
#include "base/errors.h"
#include "base/secret.h"

#include <apr_strings.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MAC_LEN   crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(CNOPS_KEY_LEN == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the cipher's key");
_Static_assert(CNOPS_KEY_PURPOSES <= 100, "bound_text writes two digits");

/* The associated data of a sealed text. */
static const char *bound_text(cnops_key_purpose_e purpose, const char *context, apr_pool_t *pool)
{
    const char number[] = {(char)('0' + (int)purpose / 10), (char)('0' + (int)purpose % 10), '\0'};

    /* Not apr_psprintf, which takes ten times as long: a page opens dozens of records. */
    return apr_pstrcat(pool, purpose < 10 ? number + 1 : number, "/", context, NULL);
}

const char *cnops_seal(const cnops_core_t *core, cnops_key_purpose_e purpose, const char *context,
                       const char *text, apr_pool_t *pool)
{
    const char *bound = bound_text(purpose, context, pool), *sealed;
    apr_size_t len = strlen(text), padded;
    unsigned char *bytes = apr_palloc(pool, NONCE_LEN + len + CNOPS_SEAL_BLOCK + MAC_LEN);
    unsigned char *body = bytes + NONCE_LEN;
    unsigned long long body_len;

    core->random.fill(core->random.self, bytes, NONCE_LEN);
    memcpy(body, text, len);
    sodium_pad(&padded, body, len, CNOPS_SEAL_BLOCK, len + CNOPS_SEAL_BLOCK);
    /* Encrypted in place, so that no clear copy is left. */
    crypto_aead_xchacha20poly1305_ietf_encrypt(body, &body_len, body, padded,
                                               (const unsigned char *)bound, strlen(bound), NULL,
                                               bytes, cnops_keys_get(core->keys, NULL, purpose));
    sealed = apr_pstrcat(pool, cnops_keys_current(core->keys), ".",
                         cnops_base64_encode(bytes, NONCE_LEN + (apr_size_t)body_len, pool), NULL);
    return strlen(sealed) <= CNOPS_SEAL_MAX ? sealed : NULL;
}

/* Removes the padding of sodium_pad; false where there is none. sodium_unpad does the same in a
 * time that hides where the padding begins, and is 20 times as slow. The text is authentic by now,
 * so nobody can learn from the time what other padding would do. */
static bool unpad(apr_size_t *plen, const unsigned char *text, apr_size_t padded)
{
    apr_size_t len = padded, least = padded - CNOPS_SEAL_BLOCK;

    if (padded < CNOPS_SEAL_BLOCK)
        return false;
    while (len > least && text[len - 1] == 0)
        len--;
    if (len == least || text[len - 1] != 0x80)
        return false;
    *plen = len - 1;
    return true;
}

/* The subkey that the id before the dot names; *pbase64 is what follows the dot. NULL for a text
 * that is not ours. */
static const unsigned char *find_key(const char **pbase64, const cnops_core_t *core,
                                     cnops_key_purpose_e purpose, const char *sealed,
                                     apr_pool_t *pool)
{
    const char *dot = strchr(sealed, '.');

    if (!dot || strlen(sealed) > CNOPS_SEAL_MAX)
        return NULL;
    *pbase64 = dot + 1;
    return cnops_keys_get(core->keys, apr_pstrmemdup(pool, sealed, (apr_size_t)(dot - sealed)),
                          purpose);
}

/* The bytes of base64; NULL unless it is well formed and can hold a sealed text. */
static unsigned char *decode(apr_size_t *plen, const char *base64, apr_pool_t *pool)
{
    unsigned char *bytes = cnops_base64_decode(plen, base64, pool);

    return bytes && *plen >= NONCE_LEN + CNOPS_SEAL_BLOCK + MAC_LEN ? bytes : NULL;
}

apr_status_t cnops_unseal(char **ptext, const cnops_core_t *core, cnops_key_purpose_e purpose,
                          const char *context, const char *sealed, apr_pool_t *pool)
{
    const char *bound = bound_text(purpose, context, pool), *base64;
    const unsigned char *key;
    unsigned char *bytes, *text;
    unsigned long long padded;
    apr_size_t len;

    *ptext = NULL;
    if (!sealed || !(key = find_key(&base64, core, purpose, sealed, pool)) ||
        !(bytes = decode(&len, base64, pool)))
        return CNOPS_EFORGED;
    text = cnops_secret_alloc(len, pool);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(text, &padded, NULL, bytes + NONCE_LEN,
                                                   len - NONCE_LEN, (const unsigned char *)bound,
                                                   strlen(bound), bytes, key) != 0 ||
        !unpad(&len, text, (apr_size_t)padded))
        return CNOPS_EFORGED;
    text[len] = '\0'; /* overwrites the padding, which has one byte at least */
    *ptext = (char *)text;
    return APR_SUCCESS;
}
