/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Signs the facts of certificates, and checks such signatures.
 *
 * Floor: core. Threads: any. Secrets: a secret key is made for each signature, from a subkey of the
 * key ring, and wiped. Sources: RFC 8032 (Ed25519).
 *
 * Each key of the ring has one signing key, whose id is in the payload. When the ring's key is
 * retired, its public key is still needed to check the papers that it signed:
 * core/certificate/public_keys.h. */
#ifndef CNOPS_CORE_CERTIFICATE_SIGNATURE_H
#define CNOPS_CORE_CERTIFICATE_SIGNATURE_H

#include "core/certificate/payload.h"
#include "core/keys.h"

#define CNOPS_PUBLIC_KEY_LEN 32 /* bytes */

typedef struct cnops_public_key_t {
    unsigned char id[CNOPS_SIGNING_KEY_ID_LEN];
    unsigned char bytes[CNOPS_PUBLIC_KEY_LEN];
} cnops_public_key_t;

/* Sets the id of a key whose bytes are set. */
void cnops_public_key_identify(cnops_public_key_t *key);

/* The public half of the signing key of a ring's key (NULL: the current one). False where the ring
 * has no such key. */
bool cnops_signature_public_key(cnops_public_key_t *pkey, const cnops_keys_t *keys,
                                const char *key_id);

/* Signs len bytes of facts, which name the signing key of key_id, and writes the signature behind
 * them. */
void cnops_signature_add(unsigned char bytes[CNOPS_PAYLOAD_MAX], apr_size_t len,
                         const cnops_keys_t *keys, const char *key_id);

/* Whether the last CNOPS_PAYLOAD_SIGNATURE_LEN of len bytes are the signature of the others. */
bool cnops_signature_is_genuine(const unsigned char *bytes, apr_size_t len,
                                const cnops_public_key_t *key);

/* Signs any other message with the current key. It must begin with a text that says what it is, so
 * that no signature fits two kinds of messages. *pkey: the key that has signed. */
void cnops_signature_make(unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN],
                          cnops_public_key_t *pkey, const char *message, apr_size_t len,
                          const cnops_keys_t *keys);

/* Whether this is the key's signature of such a message. */
bool cnops_signature_fits(const unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN],
                          const char *message, apr_size_t len, const cnops_public_key_t *key);

#endif
