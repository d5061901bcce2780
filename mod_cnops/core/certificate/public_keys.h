/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The public keys by which anybody checks certificates: one for each key of the ring that ever
 * signed, also of those that are retired.
 *
 * Floor: core. Threads: any. Secrets: cnops_public_keys_sign alone sees one, the seed of the root
 * key. Sources: RFC 7517, RFC 8037 (JWK); contract.md §1.
 *
 * Where the keys come from is proved by a signature of the root key, which is kept off every
 * machine of the portal. The file that it has signed is named by CnopsSignedKeys, and from then on
 * it is the list: a key that it lacks is withdrawn. Without such a file the list has no signature.
 *
 *   {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"8 hex","x":"base64url of 32 bytes",
 *             "since":"YYYY-MM-DD","retired":"YYYY-MM-DD"}, …],
 *    "signed_on":"YYYY-MM-DD","root":{"kid":"8 hex","x":"…"},"signature":"base64url of 64 bytes"}
 *
 * A key without "retired" signs. A kid is the first four bytes of BLAKE2b-256 of the key. The
 * signature is Ed25519 over this ASCII text, which ends in a line feed as each of its lines does:
 *
 *   mod_cnops keys 1
 *   SIGNED_ON
 *   KID X SINCE RETIRED     for each key, in the order of the file; RETIRED is "-" where there is
 *                           none */
#ifndef CNOPS_CORE_CERTIFICATE_PUBLIC_KEYS_H
#define CNOPS_CORE_CERTIFICATE_PUBLIC_KEYS_H

#include "base/tree.h"
#include "core/certificate/signature.h"
#include "core/core.h"

#define CNOPS_ROOT_SEED_LEN 32 /* bytes */

typedef struct cnops_listed_key_t {
    cnops_public_key_t key;
    const char *since, *retired; /* ISO days; retired NULL: it signs */
} cnops_listed_key_t;

typedef struct cnops_public_keys_t {
    apr_array_header_t *keys; /* cnops_listed_key_t, the oldest first */
    const char *signed_on;    /* ISO day; NULL: no root key has signed, and the rest is unset */
    cnops_public_key_t root;
    unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN];
} cnops_public_keys_t;

/* The list that visitors get: core->signed_keys, or else that of cnops_public_keys_known. */
apr_status_t cnops_public_keys_list(const cnops_public_keys_t **plist, const cnops_core_t *core,
                                    apr_pool_t *pool);

/* The keys that have signed, as the store has them, and the one that signs now; without the
 * signature of a root key. */
apr_status_t cnops_public_keys_known(cnops_public_keys_t **plist, const cnops_core_t *core,
                                     apr_pool_t *pool);

/* The key with this id; NULL where the list has none. */
const cnops_public_key_t *cnops_public_keys_find(const cnops_public_keys_t *list,
                                                 const unsigned char id[CNOPS_SIGNING_KEY_ID_LEN]);

/* Whether the list has the key with which this ring signs. */
bool cnops_public_keys_have_current(const cnops_public_keys_t *list, const cnops_keys_t *keys);

/* Keeps the key with which this ring signs, so that it stays in the list when the ring has lost it.
 * Whoever signs something else than a certificate calls it before. */
apr_status_t cnops_public_keys_keep_current(const cnops_core_t *core, apr_pool_t *pool);

/* A key id as 8 hex characters. */
const char *cnops_public_key_name(const cnops_public_key_t *key, apr_pool_t *pool);

/* The file's data. */
cnops_tree_t *cnops_public_keys_tree(const cnops_public_keys_t *list, apr_pool_t *pool);

/* Reads such data. NULL, or what is wrong with it: a key whose kid is not its own, a signature that
 * is not of the root key that the file names. Whether that root key is the right one only its owner
 * can say. */
const char *cnops_public_keys_read(cnops_public_keys_t **plist, const cnops_tree_t *tree,
                                   apr_pool_t *pool);

/* The same from a file. signed_only: a list without the signature of a root key is a fault too. */
const char *cnops_public_keys_load(cnops_public_keys_t **plist, const char *path, bool signed_only,
                                   apr_pool_t *pool);

/* Signs the list with the root key of this seed. at: signed_on is the day of this moment where the
 * insurer is; on a machine that does not know the zone, that of UTC. */
void cnops_public_keys_sign(cnops_public_keys_t *list,
                            const unsigned char seed[CNOPS_ROOT_SEED_LEN], apr_time_t at,
                            apr_pool_t *pool);

/* The public half of the root key of a seed. */
void cnops_public_keys_root(cnops_public_key_t *pkey,
                            const unsigned char seed[CNOPS_ROOT_SEED_LEN]);

#endif
